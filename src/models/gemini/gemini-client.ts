import { GoogleGenAI } from '@google/genai';
import { patientFetch } from '#src/net/patient-fetch.ts';

/** Google's client, and what carries its calls. */
export interface GeminiClient {
  readonly models: GoogleGenAI['models'];
  readonly send: typeof fetch;
  readonly apiKey: string;
}

/**
 * A client that sends each call once and waits as long as it is told to.
 *
 * Every setting the SDK lets us fix is fixed here, so that what it finds in the environment changes nothing: only `src/config`
 * reads that. Without `retryOptions` nothing is repeated, without `timeout` nothing is cut.
 */
export function createGeminiClient({ apiKey, baseUrl }: { apiKey: string; baseUrl: string }): GeminiClient {
  const { models } = quietly(
    () => new GoogleGenAI({ apiKey, vertexai: false, apiVersion: 'v1', httpOptions: { baseUrl, apiVersion: 'v1' } }),
  );
  return { models, send: patientFetch(), apiKey };
}

/**
 * The SDK looks for keys in the environment even where it was given one, and complains on the console where it finds two (3.1.0,
 * `getApiKeyFromEnv`). Nothing else runs meanwhile, so nobody else's words are lost.
 */
function quietly<T>(make: () => T): T {
  const { warn } = console;
  console.warn = () => {};
  try {
    return make();
  } finally {
    console.warn = warn;
  }
}
