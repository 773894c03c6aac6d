/**
 * Waits for one of many things that a signal may end. `Promise.race` with one promise for all of them would hold on to all they came
 * to, which here are pictures, until that one is settled.
 *
 * @throws the signal's reason as soon as it aborts.
 */
export function orStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
