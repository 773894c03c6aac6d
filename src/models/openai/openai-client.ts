import OpenAI from 'openai';
import { patientFetch } from '#src/net/patient-fetch.ts';

/** Longer than any time-out of ours: the adapter's own timers decide when a call is over. */
const NEVER_MS = 3_600_000;
/** The SDK insists on a key; this one is never sent. So short that nobody's words are hidden for being it. */
const NO_KEY = '-';

export interface OpenAiClientOptions {
  /** The empty word where the server wants none; then no `Authorization` is sent. */
  readonly apiKey: string;
  readonly baseUrl: string;
  /** How a call is sent; patiently unless told. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * A client that sends each call once and waits as long as it is told to.
 *
 * Every setting the SDK lets us fix is fixed here, so that it does not look for it in the environment: only `src/config` does.
 */
export function createOpenAiClient({ apiKey, baseUrl, fetch = patientFetch() }: OpenAiClientOptions): OpenAI {
  return new OpenAI({
    apiKey: apiKey || NO_KEY,
    ...(apiKey === '' && { defaultHeaders: { authorization: null } }),
    baseURL: baseUrl,
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: NEVER_MS,
    fetch,
  });
}
