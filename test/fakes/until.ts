/** A played platform, as far as it can be watched. */
interface Watched {
  onChange(listener: () => void): () => void;
}

/**
 * Waits until something is so, looking again at each change; resolves with what the predicate gives.
 * @throws after `timeoutMs` of real time.
 */
export function until<T>(world: Watched, predicate: () => T | undefined | null | false, timeoutMs = 5000): Promise<T> {
  return new Promise((resolve, reject) => {
    const look = () => {
      try {
        const found = predicate();
        if (found) end(() => resolve(found));
      } catch (cause) {
        end(() => reject(cause));
      }
    };
    const end = (call: () => void) => {
      clearTimeout(timer);
      forget();
      call();
    };
    const late = new Error(`not so within ${timeoutMs} ms: ${predicate}`);
    const timer = setTimeout(() => end(() => reject(late)), timeoutMs);
    const forget = world.onChange(look);
    look();
  });
}
