import { EaselError } from '#src/domain/errors.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';

const ATTEMPTS = 3;
const PAUSE_MS = 500;

/** Shows something a person must see; a platform that stumbles gets two more chances. @throws what the last attempt threw. */
export async function untilSeen(
  show: () => Promise<void>,
  { clock, signal, log }: { readonly clock: Clock; readonly signal: AbortSignal; readonly log: Log },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await show();
    } catch (error) {
      if (isForGood(error)) throw error;
      log.warn({ err: error, attempt }, 'Delivery failed');
      if (attempt === ATTEMPTS) throw error;
      await clock.sleep(PAUSE_MS * attempt, signal);
    }
  }
}

/** Whether no later attempt would show it: the place is gone, or closed to Easel. */
export const isForGood = (error: unknown): boolean =>
  error instanceof EaselError && (error.code === 'place-forbids' || error.code === 'not-found');
