import type { Clock } from '#src/ports/clock.ts';
import type { RequestOrigin } from '../origin.ts';

/** Half a second before Discord gives an interaction up. */
const PATIENCE_MS = 2500;

/** Calls once when an interaction has been waiting for so long that it must be answered whatever the app is doing. */
export function watchOver(origin: RequestOrigin, clock: Clock, call: () => void): void {
  // A message waits for as long as it takes.
  if (origin.token === null) return;
  clock.after(Math.max(0, origin.receivedAt + PATIENCE_MS - clock.now()), call);
}
