import type { Clock } from '#src/ports/clock.ts';
import { problem } from './problem.ts';
import type { Outcome } from './send.ts';

/** Says something to the response address of a request. Never rejects. */
export type Respond = (url: string, body: object) => Promise<Outcome>;

interface Parts {
  /** Of the Web API: its own origin is an address of Slack's too, for proxies and tests. */
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch;
}

const HOSTS = ['https://hooks.slack.com', 'https://hooks.slack-gov.com'];
const TIMEOUT_MS = 10_000;

export function createRespond({ apiUrl, clock, fetch = globalThis.fetch }: Parts): Respond {
  const origins = [...HOSTS, new URL(apiUrl).origin];
  return async (url, said) => {
    if (!origins.includes(URL.parse(url)?.origin ?? ''))
      return { ok: false, problem: problem('refused', new Error('The response address is not one of Slack')) };
    const limit = new AbortController();
    const timer = clock.after(TIMEOUT_MS, () => limit.abort());
    try {
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify(said);
      const response = await fetch(url, { method: 'POST', redirect: 'error', headers, body, signal: limit.signal });
      await response.body?.cancel();
      const cause = new Error(`The response address answered ${response.status}`);
      return response.ok ? { ok: true, body: undefined } : { ok: false, problem: problem('refused', cause) };
    } catch {
      // The error's own words may have the address, which is a secret.
      return { ok: false, problem: problem('outcome-unknown', new Error('The response address did not answer')) };
    } finally {
      timer.stop();
    }
  };
}
