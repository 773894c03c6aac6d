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
      log.warn({ err: error, attempt }, 'Delivery failed');
      if (attempt === ATTEMPTS) throw error;
      await clock.sleep(PAUSE_MS * attempt, signal);
    }
  }
}
