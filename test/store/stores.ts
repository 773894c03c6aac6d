import { join } from 'node:path';
import { describe, onTestFinished } from 'vitest';
import type { AtomicStorage } from '#src/store/atomic-storage.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createPostgresStorage } from '#src/store/postgres-storage.ts';
import { createRedisStorage } from '#src/store/redis-storage.ts';
import type { RemoteStorage } from '#src/store/remote-storage.ts';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import type { EngineOptions } from '#src/store/storage-engine.ts';
import { type RealStore, realPostgres, realRedis } from '../fakes/real-stores.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';

interface Store {
  readonly name: string;
  /** Why it cannot be tested here. */
  readonly missing?: string | undefined;
  /** An empty store, and the way to open the same data once more as another process would. */
  fresh(now?: () => number): { readonly storage: AtomicStorage; again(): AtomicStorage };
}

/** A suite over each kind of store. */
export function describeStores(title: (name: string) => string, suite: (store: Store) => void): void {
  for (const store of STORES) describe.skipIf(store.missing !== undefined)(title(store.name), () => suite(store));
}

const STORES: readonly Store[] = [
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
  onServer(realRedis, createRedisStorage),
  onServer(realPostgres, createPostgresStorage),
];

function onServer(server: RealStore, create: (url: string, options: EngineOptions) => RemoteStorage): Store {
  const { missing } = server;
  return {
    name: missing === undefined ? server.name : `${server.name} (${missing})`,
    missing,
    fresh(now) {
      const corner = server.corner();
      onTestFinished(() => server.forget(corner));
      const open = () => {
        const { storage } = create(corner, now ? { now } : {});
        onTestFinished(() => storage.disconnect());
        return storage;
      };
      return { storage: open(), again: open };
    },
  };
}

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
