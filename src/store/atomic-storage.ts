import { type KeyvStorageCapability, keyvStorageCapability } from 'keyv';
import type { PageEntry, StorageEngine } from './storage-engine.ts';

/**
 * A Keyv 6 storage adapter with the one thing Keyv lacks: an atomic step.
 *
 * Values are the strings Keyv's serializer makes. Keyv writes its namespace into the adapter it is given, so every Keyv instance
 * needs an adapter of its own over the same data: `inNamespace` makes one.
 */
export interface AtomicStorage {
  /** Goes before every key as `namespace::`, as in Keyv's own adapters. */
  namespace?: string | undefined;
  /** Tells Keyv that `expires` is an absolute time here. Without it Keyv would pass a duration. */
  readonly capabilities: KeyvStorageCapability;
  /** Another adapter for the same data, with this namespace. Disconnecting either disconnects both. */
  inNamespace(namespace: string): AtomicStorage;
  /**
   * Writes `next` only if what is stored is `expected`, in one step that no other call or process can come between. `undefined`
   * stands for absent on both sides. What it writes does not expire.
   * @returns whether it was written.
   */
  compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean>;
  /**
   * Every entry whose key begins with `prefix`, by key in ascending order of code points; nothing stays open between two of them.
   * @param after only those behind this key, which need not be there itself.
   */
  entries(prefix?: string, after?: string): AsyncGenerator<readonly [key: string, value: string], void>;

  /** Every entry of every namespace as it is stored, in ascending order, in pages; for copying. @param after only those behind it. */
  everything(after?: string): AsyncGenerator<readonly PageEntry[], void>;

  get(key: string): Promise<string | undefined>;
  getMany(keys: string[]): Promise<(string | undefined)[]>;
  has(key: string): Promise<boolean>;
  hasMany(keys: string[]): Promise<boolean[]>;
  /** @param expires epoch milliseconds. */
  set(key: string, value: unknown, expires?: number): Promise<boolean>;
  setMany(entries: { key: string; value: unknown; expires?: number }[]): Promise<boolean[]>;
  delete(key: string): Promise<boolean>;
  deleteMany(keys: string[]): Promise<boolean[]>;
  /** Removes every entry of the namespace, or every entry where there is none. */
  clear(): Promise<void>;
  iterator(): AsyncGenerator<[key: string, value: string], void>;
  disconnect(): Promise<void>;
}

/** Dresses an engine as a Keyv storage adapter. */
export function createAtomicStorage(engine: StorageEngine, namespace?: string): AtomicStorage {
  const storage: AtomicStorage = {
    namespace,
    get capabilities() {
      return keyvStorageCapability(storage);
    },
    inNamespace: (other) => createAtomicStorage(engine, other),
    compareAndSet: (key, expected, next) => engine.compareAndSet(full(key), expected, next),
    entries,
    everything: (after) => pages(engine, '', after === undefined ? '' : behind(after)),
    get: async (key) => (await engine.read([full(key)]))[0],
    getMany: async (keys) => [...(await engine.read(keys.map(full)))],
    has: async (key) => (await storage.hasMany([key]))[0] === true,
    hasMany: async (keys) => (await engine.read(keys.map(full))).map((value) => value !== undefined),
    set: async (key, value, expires) => {
      await engine.write([{ key: full(key), value: serialized(value), expires }]);
      return true;
    },
    setMany: async (given) => {
      await engine.write(
        given.map(({ key, value, expires }) => ({ key: full(key), value: serialized(value), expires })),
      );
      return given.map(() => true);
    },
    delete: async (key) => (await engine.remove([full(key)]))[0] === true,
    deleteMany: async (keys) => [...(await engine.remove(keys.map(full)))],
    clear: async () => {
      for await (const page of pages(engine, full(''))) await engine.remove(page.map(([key]) => key));
    },
    iterator: async function* () {
      for await (const [key, value] of entries()) yield [key, value];
    },
    disconnect: () => engine.close(),
  };

  const full = (key: string) => (storage.namespace ? `${storage.namespace}::${key}` : key);

  async function* entries(prefix = '', after?: string): AsyncGenerator<readonly [string, string], void> {
    const cut = full('').length;
    const from = after === undefined ? full(prefix) : behind(full(after));
    for await (const page of pages(engine, full(prefix), from)) {
      for (const [key, value] of page) yield [key.slice(cut), value];
    }
  }

  return storage;
}

/** Small at first for who wants only the newest, then larger for who reads everything. */
const PAGE = { first: 16, largest: 512 };

/** The very next key there can be. */
const behind = (key: string): string => `${key}\0`;

async function* pages(
  engine: StorageEngine,
  prefix: string,
  start = prefix,
): AsyncGenerator<readonly PageEntry[], void> {
  let from = start < prefix ? prefix : start;
  for (let size = PAGE.first; ; size = Math.min(size * 2, PAGE.largest)) {
    const page = await engine.page(from, size);
    const matching = page.filter(([key]) => key.startsWith(prefix));
    if (matching.length > 0) yield matching;
    const last = matching.at(-1);
    if (!last || matching.length < size) return;
    from = behind(last[0]);
  }
}

function serialized(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError('The storage keeps serialized values: Keyv must be used with a serializer.');
}
