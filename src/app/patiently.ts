import { EaselError } from '#src/domain/errors.ts';
import type { Clock } from '#src/ports/clock.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;
const GIVE_UP_MS = 60_000;

/**
 * Repeats a write that must not be lost, such as what came of a paid call, while the store cannot be reached.
 * @throws what the work throws, where it is no trouble of the store or the trouble lasts for a minute.
 */
export async function patiently<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  const giveUpAt = clock.now() + GIVE_UP_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (thrown) {
      const passing = thrown instanceof EaselError && thrown.code === 'store-unavailable';
      if (!passing || clock.now() + pauseMs > giveUpAt) throw thrown;
      await clock.sleep(pauseMs, NEVER);
    }
  }
}

/** Nothing that is asked of a job makes such a write superfluous. */
const NEVER = new AbortController().signal;
