/** Lets so many pieces of work run at once and the others wait, so that many requests need the memory of a few. */
export interface Turns {
  /** @throws the signal's reason when it aborts before the work began. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

export function createTurns(atOnce: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async run(work, signal) {
      if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        signal.throwIfAborted();
        return await work();
      } finally {
        // The place is handed on, not given up, so that nobody overtakes who waits.
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
