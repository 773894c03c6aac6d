import type { Clock } from '#src/ports/clock.ts';
import type { ProblemKind } from './problem.ts';
import type { Outcome } from './send.ts';

const PAUSES_MS = [500, 2000];
/** For how long Slack's own limits are waited for. */
const PATIENCE_MS = 60_000;
const NEVER = new AbortController().signal;

export const pause = (clock: Clock, ms: number): Promise<void> => clock.sleep(ms, NEVER);

type Call = () => Promise<Outcome>;

/** Repeats a call where it did not get through, twice at most, and waits for Slack's limits. Only for calls that may happen twice. */
export const persist = (clock: Clock, call: Call): Promise<Outcome> =>
  repeat(clock, call, { kinds: ['not-sent', 'outcome-unknown'], patienceMs: PATIENCE_MS });

/** The same for calls that must not happen twice: repeated only where they surely did not happen. */
export const persistOnce = (clock: Clock, call: Call, patienceMs = PATIENCE_MS): Promise<Outcome> =>
  repeat(clock, call, { kinds: ['not-sent'], patienceMs });

interface Repeated {
  readonly kinds: readonly ProblemKind[];
  readonly patienceMs: number;
}

async function repeat(clock: Clock, call: Call, { kinds, patienceMs }: Repeated): Promise<Outcome> {
  let waitedMs = 0;
  for (let stumbled = 0; ; ) {
    const outcome = await call();
    if (outcome.ok) return outcome;
    const { kind, retryAfterMs } = outcome.problem;
    if (kind === 'rate-limited') {
      waitedMs += retryAfterMs;
      if (waitedMs > patienceMs) return outcome;
      await pause(clock, retryAfterMs);
      continue;
    }
    const ms = PAUSES_MS[stumbled++];
    if (ms === undefined || !kinds.includes(kind)) return outcome;
    await pause(clock, ms);
  }
}
