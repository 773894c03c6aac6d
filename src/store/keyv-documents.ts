import { setTimeout as sleep } from 'node:timers/promises';
import { Keyv } from 'keyv';
import type { Documents } from '#src/ports/documents.ts';
import type { AtomicStorage } from './atomic-storage.ts';
import { createInTurn } from './in-turn.ts';
import { storeUnavailable } from './store-errors.ts';

export interface DocumentsOptions {
  /** Waits a little before another try, after `lost` tries another process came before. */
  readonly pause?: (lost: number) => Promise<void>;
}

interface Stored<T> {
  /** As serialized, to compare with. */
  readonly raw: string | undefined;
  readonly value: T | undefined;
}

/** How often another process may come before us. Of `n` processes at one document one wins every round, so this is far off. */
const MAX_TRIES = 64;

/**
 * Documents as values of a namespaced Keyv over the storage: a plain `new Keyv({ store, namespace })` reads the same.
 *
 * A change is Keyv's serialized value read, changed and written back by `compareAndSet`. Changes of one document inside this
 * process take turns, so that only other processes can come in between.
 */
export function createDocuments<T>(
  storage: AtomicStorage,
  namespace: string,
  { pause = jitter }: DocumentsOptions = {},
): Documents<T> {
  const store = storage.inNamespace(namespace);
  // Keyv makes and reads the values; they are fetched past it, because its `get` answers a damaged value, and with an 'error'
  // listener also a failed read, as if the key were missing. Without a listener, as here, its failures reject.
  const keyv = new Keyv({ store, namespace });
  const inTurn = createInTurn();

  async function read(id: string): Promise<Stored<T>> {
    const raw = await store.get(id);
    return { raw, value: raw === undefined ? undefined : await decoded(raw) };
  }

  async function decoded(raw: string): Promise<T> {
    const envelope = await keyv.decode<T>(raw);
    if (envelope?.value === undefined) throw new Error('A document holds no value');
    return envelope.value;
  }

  async function encoded(value: T): Promise<string> {
    const raw = await keyv.encode({ value });
    if (typeof raw !== 'string') throw new Error('A document cannot be serialized');
    return raw;
  }

  async function update(id: string, change: (current: T | undefined) => T | undefined): Promise<T | undefined> {
    for (let lost = 0; lost < MAX_TRIES; lost++) {
      if (lost > 0) await pause(lost);
      const { raw, value: current } = await reached(() => read(id));
      const next = change(current);
      if (next === current) return current;
      const written = next === undefined ? undefined : await encoded(next);
      if (await reached(() => store.compareAndSet(id, raw, written))) return next;
    }
    throw storeUnavailable(
      new Error(`Other processes changed one document of ${namespace} ${MAX_TRIES} times in a row`),
    );
  }

  return {
    get: async (id) => {
      const key = named(id);
      return (await reached(() => read(key))).value;
    },
    update: async (id, change) => {
      const key = named(id);
      return inTurn(key, () => update(key, change));
    },
    remove: async (id) => {
      const key = named(id);
      await reached(() => store.delete(key));
    },
    async *list(prefix = '') {
      const entries = store.entries(prefix);
      for (;;) {
        const next = await reached(() => entries.next());
        if (next.done) return;
        const [id, raw] = next.value;
        yield [id, await reached(() => decoded(raw))];
      }
    },
  };
}

/** Whatever goes wrong while the store is asked is the store's failure, never an answer. */
async function reached<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw storeUnavailable(error);
  }
}

/** A plain Keyv passes over an empty key in silence, and half a surrogate pair is stored as another sign: both would be lost. */
function named(id: string): string {
  if (id === '' || !id.isWellFormed()) throw new Error('A document needs an id of whole characters');
  return id;
}

/** At most 2 ms at first and 20 ms later, by chance, so that two processes fall out of step. */
const jitter = (lost: number): Promise<void> => sleep(Math.random() * Math.min(20, 2 * lost));
