import type { Clock } from '#src/ports/clock.ts';
import { problem } from './problem.ts';
import type { Outcome } from './send.ts';

/** Sends the bytes of a file to the address that Slack gave for them. Never rejects. */
export type Upload = (url: string, bytes: Uint8Array) => Promise<Outcome>;

interface Parts {
  /** Of the Web API: its own origin is a file host too, for proxies and tests. */
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly fetch?: typeof globalThis.fetch;
}

const HOSTS = ['https://files.slack.com', 'https://files.slack-gov.com'];
const TIMEOUT_MS = 60_000;

/** The address is a secret of its own, so that no token goes with the bytes; they go only to Slack. */
export function createUpload({ apiUrl, clock, fetch = globalThis.fetch }: Parts): Upload {
  const origins = [...HOSTS, new URL(apiUrl).origin];
  return async (url, bytes) => {
    if (!origins.includes(URL.parse(url)?.origin ?? ''))
      return { ok: false, problem: problem('refused', new Error('Slack named a file host that is not its own')) };
    const limit = new AbortController();
    const timer = clock.after(TIMEOUT_MS, () => limit.abort());
    try {
      const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const headers = { 'content-type': 'application/octet-stream' };
      const response = await fetch(url, { method: 'POST', redirect: 'error', headers, body, signal: limit.signal });
      await response.body?.cancel();
      return response.ok ? { ok: true, body: undefined } : { ok: false, problem: statusProblem(response) };
    } catch (thrown) {
      return { ok: false, problem: problem('outcome-unknown', thrown) };
    } finally {
      timer.stop();
    }
  };
}

function statusProblem({ status, headers }: Response) {
  const cause = new Error(`The file host answered ${status}`);
  const seconds = Number(headers.get('retry-after'));
  if (status === 429) return problem('rate-limited', cause, seconds > 0 ? seconds * 1000 : 5000);
  return problem(status === 413 ? 'too-long' : 'outcome-unknown', cause);
}
