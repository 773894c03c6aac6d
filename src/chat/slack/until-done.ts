import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { TokenTrouble } from './why-refused.ts';

export type Attempt = { readonly kind: 'done' } | TokenTrouble;

export interface Trying {
  readonly attempt: () => Promise<Attempt>;
  /** Why an attempt failed, after which another one follows. */
  readonly onTrouble: (why: string) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/** Tries, less and less often. Resolves when it is done, with what Slack says where it refused, or when nobody wants it any more. */
export async function untilDone({ attempt, onTrouble, clock, log, signal }: Trying): Promise<string | undefined> {
  for (let waitMs = FIRST_WAIT_MS; !signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    const tried = await attempt();
    if (tried.kind === 'done' || signal.aborted) return undefined;
    if (tried.kind === 'refused') return tried.said;
    const againInMs = Math.max(waitMs, tried.retryAfterMs);
    onTrouble(tried.trouble);
    log.warn({ trouble: tried.trouble, againInMs }, 'Slack could not be reached; Easel tries again');
    await clock.sleep(againInMs, signal).catch(() => undefined);
  }
  return undefined;
}
