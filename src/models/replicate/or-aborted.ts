/** What a promise gives, unless the signal aborts first. @throws the signal's reason then; the promise goes on by itself. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** A signal that aborts so long after another one. Real time: what it bounds is only tidying up, after its caller is done. */
export function longAfter(signal: AbortSignal, ms: number): AbortSignal {
  const later = new AbortController();
  const abort = () => AbortSignal.timeout(ms).addEventListener('abort', () => later.abort(), { once: true });
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return later.signal;
}
