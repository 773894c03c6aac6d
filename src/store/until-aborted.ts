/**
 * The same chunks, also where the next one never comes.
 * @throws the signal's reason as soon as it aborts.
 */
export async function* untilAborted<T>(chunks: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T, void> {
  signal.throwIfAborted();
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await orAborted(iterator.next(), signal);
      if (done) return;
      yield value;
    }
  } finally {
    // Not waited for: a source that is stuck would keep us too.
    iterator.return?.().catch(() => undefined);
  }
}

/** `Promise.race` with one promise for all chunks would hold every chunk until the end: each race hangs on to what it came to. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    // It may have happened while the source was asked, and is not told twice.
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
