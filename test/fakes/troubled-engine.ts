import type { StorageEngine } from '#src/store/storage-engine.ts';

/** What befalls an operation. Throwing in `before` loses the question, throwing in `after` only the answer. */
export interface Trouble {
  before?(operation: keyof StorageEngine): Promise<void> | void;
  after?(operation: keyof StorageEngine): Promise<void> | void;
}

/** An engine whose operations can be delayed, lost on the way, or done without an answer. */
export function createTroubledEngine(engine: StorageEngine, trouble: Trouble): StorageEngine {
  async function through<R>(operation: keyof StorageEngine, work: () => Promise<R>): Promise<R> {
    await trouble.before?.(operation);
    const answer = await work();
    await trouble.after?.(operation);
    return answer;
  }
  return {
    read: (keys) => through('read', () => engine.read(keys)),
    write: (entries) => through('write', () => engine.write(entries)),
    remove: (keys) => through('remove', () => engine.remove(keys)),
    compareAndSet: (...step) => through('compareAndSet', () => engine.compareAndSet(...step)),
    page: (...range) => through('page', () => engine.page(...range)),
    close: () => engine.close(),
  };
}
