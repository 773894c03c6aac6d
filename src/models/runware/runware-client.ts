import { gathered } from '#src/net/gathered.ts';
import { patientFetch } from '#src/net/patient-fetch.ts';
import type { RunwareTask } from './request.ts';
import { type RunwareAnswer, readBody } from './response.ts';

/** What came back over the wire, whatever it says. */
export interface RunwareReply {
  readonly status: number;
  readonly headers: Headers;
  /** `undefined` where the body is not in Runware's form: a proxy's page, or JSON that broke off. */
  readonly answer: RunwareAnswer | undefined;
}

export interface RunwareClient {
  /** Never to be repeated to anybody. */
  readonly apiKey: string;
  /**
   * Sends one task, once.
   * @throws `NeverSent` where no connection came about; anything else where it broke afterwards.
   */
  send(task: RunwareTask, signal: AbortSignal): Promise<RunwareReply>;
}

/** Answers name pictures by their address; even ten pictures written out as base64 fit. */
const MAX_BYTES = 256 * 1_048_576;

export function createRunwareClient({ apiKey, baseUrl }: { apiKey: string; baseUrl: string }): RunwareClient {
  const fetch = patientFetch();
  return {
    apiKey,
    async send(task, signal) {
      const response = await fetch(baseUrl, {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        // Always a list, even of one.
        body: JSON.stringify([task]),
        // A paid request is not sent a second time to wherever an answer points.
        redirect: 'manual',
        signal,
      });
      return {
        status: response.status,
        headers: response.headers,
        answer: readBody(await gathered(response.body ?? [], MAX_BYTES)),
      };
    },
  };
}
