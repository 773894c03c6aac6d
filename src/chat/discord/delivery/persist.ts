import type { Clock } from '#src/ports/clock.ts';
import type { Outcome } from './send.ts';

const PAUSES_MS = [500, 2000];
const GIVE_UP_MS = 10_000;
const NEVER = new AbortController().signal;

export const pause = (clock: Clock, ms: number): Promise<void> => clock.sleep(ms, NEVER);

/** Repeats a call whose outcome is unknown, twice at most and for about ten seconds. Only for calls that may happen twice. */
export async function persist(clock: Clock, call: () => Promise<Outcome>): Promise<Outcome> {
  const giveUpAt = clock.now() + GIVE_UP_MS;
  for (const ms of PAUSES_MS) {
    const outcome = await call();
    if (outcome.ok || outcome.problem.kind !== 'outcome-unknown' || clock.now() + ms > giveUpAt) return outcome;
    await pause(clock, ms);
  }
  return call();
}
