/** Turns what is pushed into something to be read one after the other. */
export interface EventQueue<T> {
  /** Ignored after the end. */
  push(event: T): void;
  /** What was pushed before is still read. */
  end(): void;
  /** The same, and then the reader is thrown this. */
  fail(error: unknown): void;
  /** For one reader, once. Whoever stops reading is heard of by `onLeft`. */
  readonly events: AsyncIterable<T>;
}

/** @param onLeft called once where the reader stops before the end. */
export function createEventQueue<T>(onLeft: () => void = () => {}): EventQueue<T> {
  const waiting: T[] = [];
  let over: { readonly error?: unknown } | undefined;
  let reader: PromiseWithResolvers<IteratorResult<T, void>> | undefined;

  function wake(): void {
    const woken = reader;
    reader = undefined;
    if (woken) woken.resolve(take());
  }

  function take(): IteratorResult<T, void> | Promise<never> {
    const [event] = waiting.splice(0, 1);
    if (event !== undefined) return { done: false, value: event };
    return over && 'error' in over ? Promise.reject(over.error) : { done: true, value: undefined };
  }

  function close(how: { readonly error?: unknown }): void {
    over ??= how;
    wake();
  }

  return {
    push(event) {
      if (over) return;
      waiting.push(event);
      wake();
    },
    end: () => close({}),
    fail: (error) => close({ error }),
    events: {
      [Symbol.asyncIterator]: () => ({
        async next() {
          if (waiting.length > 0 || over) return take();
          reader = Promise.withResolvers();
          return reader.promise;
        },
        async return() {
          if (!over) onLeft();
          waiting.length = 0;
          close({});
          return { done: true, value: undefined };
        },
      }),
    },
  };
}
