import type { Clock } from '#src/ports/clock.ts';

/** Keeps the least time between two starts. */
export function createPace(clock: Clock, staggerMs: number) {
  let notBefore = 0;
  let alarm: { stop(): void } | undefined;

  return {
    /** Nothing starts earlier than this. Epoch milliseconds. */
    notBefore: (): number => notBefore,
    started(): void {
      notBefore = clock.now() + staggerMs;
    },
    /** Whether a start may be now; where it may not, calls back once when it may. */
    mayStart(later: () => void): boolean {
      if (clock.now() >= notBefore) return true;
      alarm?.stop();
      alarm = clock.after(notBefore - clock.now(), later);
      return false;
    },
    stop: (): void => alarm?.stop(),
  };
}
