import { type Clock, inTime } from '#src/ports/clock.ts';

/** What was handed over needs less than that, unless something it waits for hangs. */
const PATIENCE_MS = 10_000;

/** What was begun and is waited for before the end. */
export function createUnderWay() {
  const running = new Set<Promise<void>>();

  async function allDone(): Promise<void> {
    while (running.size > 0) await Promise.allSettled(running);
  }

  return {
    /** Its work does not reject. */
    watch(work: Promise<void>): void {
      running.add(work);
      void work.finally(() => running.delete(work));
    },

    /** Resolves when all of it is done, or takes too long. */
    async settled(clock: Clock): Promise<void> {
      await inTime(allDone(), PATIENCE_MS, clock);
    },
  };
}
