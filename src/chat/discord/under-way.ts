/** What was begun and is waited for before the end. */
export function createUnderWay() {
  const running = new Set<Promise<void>>();

  return {
    /** Its work does not reject. */
    watch(work: Promise<void>): void {
      running.add(work);
      void work.finally(() => running.delete(work));
    },

    async settled(): Promise<void> {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}
