import type { Clock } from '#src/ports/clock.ts';

/** Does something again whenever it is due, one at a time and so long apart; however often it became due meanwhile, it is done once. */
export function createAtAPace(work: () => Promise<void>, { clock, pauseMs }: { clock: Clock; pauseMs: number }) {
  let timer: { stop(): void } | undefined;
  let isBusy = false;
  let isDue = false;
  let isOver = false;

  function due(): void {
    isDue = true;
    if (isBusy || isOver) return;
    [isBusy, isDue] = [true, false];
    void work().finally(() => {
      timer = clock.after(pauseMs, () => {
        isBusy = false;
        if (isDue) due();
      });
    });
  }

  return {
    due,
    stop(): void {
      isOver = true;
      timer?.stop();
    },
  };
}
