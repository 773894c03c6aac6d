import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Workspace } from '../origin.ts';
import type { ClientOf } from './clients.ts';
import { type Problem, problem, problemOf } from './problem.ts';

/** What came of one call: expected refusals are no exceptions. */
export type Outcome = { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly problem: Problem };

/** Makes one call, once, within its time; it never waits for a limit of Slack's. Never rejects. */
export type Send = (
  workspace: Workspace,
  method: string,
  args: object,
  options?: { readonly timeoutMs?: number },
) => Promise<Outcome>;

const TIMEOUT_MS = 15_000;

interface Parts {
  /** Its clients reject what is rate-limited and repeat nothing. */
  readonly clientOf: ClientOf;
  readonly clock: Clock;
  readonly log: Log;
}

export function createSend({ clientOf, clock, log }: Parts): Send {
  async function call(workspace: Workspace, method: string, args: object): Promise<Outcome> {
    let client: Awaited<ReturnType<ClientOf>>;
    try {
      client = await clientOf(workspace);
    } catch (thrown) {
      return { ok: false, problem: problem('not-sent', thrown) };
    }
    try {
      return { ok: true, body: await client.apiCall(method, { ...args }) };
    } catch (thrown) {
      return { ok: false, problem: problemOf(thrown) };
    }
  }

  return async (workspace, method, args, { timeoutMs = TIMEOUT_MS } = {}) => {
    const outcome = await within(timeoutMs, call(workspace, method, args), clock);
    if (!outcome.ok)
      log.debug({ method, kind: outcome.problem.kind, err: outcome.problem.cause }, 'Slack did not do it');
    return outcome;
  };
}

/** What takes longer goes on by itself, and nobody looks at what came of it. */
function within(timeoutMs: number, call: Promise<Outcome>, clock: Clock): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = clock.after(timeoutMs, () =>
      resolve({ ok: false, problem: problem('outcome-unknown', new Error(`Slack took longer than ${timeoutMs} ms`)) }),
    );
    void call.then((outcome) => {
      timer.stop();
      resolve(outcome);
    });
  });
}
