import OpenAI from 'openai';
import { patientFetch } from '#src/net/patient-fetch.ts';

/** Longer than any time-out of ours: the adapter's own timers decide when a call is over. */
const NEVER_MS = 3_600_000;

/**
 * A client that sends each call once and waits as long as it is told to.
 *
 * Every setting the SDK lets us fix is fixed here, so that it does not look for it in the environment: only `src/config` does.
 */
export function createOpenAiClient({ apiKey, baseUrl }: { apiKey: string; baseUrl: string }): OpenAI {
  return new OpenAI({
    apiKey,
    baseURL: baseUrl,
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: NEVER_MS,
    fetch: patientFetch(),
  });
}
