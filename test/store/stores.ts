import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AtomicStorage } from '#src/store/atomic-storage.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';

interface Store {
  readonly name: string;
  /** An empty store, and the way to open the same data once more as another process would. */
  fresh(now?: () => number): { readonly storage: AtomicStorage; again(): AtomicStorage };
}

/** Every kind of store; the contracts are run against each. */
export const STORES: readonly Store[] = [
  {
    name: 'memory',
    fresh(now) {
      const storage = createMemoryStorage(now && { now });
      return { storage, again: () => storage.inNamespace('') };
    },
  },
  {
    name: 'SQLite',
    fresh(now) {
      const file = join(scratchFolder(), 'easel.sqlite');
      const open = () => {
        const storage = createSqliteStorage(file, now && { now });
        onTestFinished(() => storage.disconnect());
        return storage;
      };
      return { storage: open(), again: open };
    },
  },
];

/** Turns a store into what a contract wants: `open` an empty one, then `again` for the one opened last. */
export function opener<Opened>(store: Store, over: (storage: AtomicStorage) => Opened) {
  let last: ReturnType<Store['fresh']> | undefined;
  return {
    open: async (now?: () => number): Promise<Opened> => {
      last = store.fresh(now);
      return over(last.storage);
    },
    again: async (): Promise<Opened> => {
      if (!last) throw new Error('Nothing was opened yet');
      return over(last.again());
    },
  };
}
