import { setTimeout as sleep } from 'node:timers/promises';
import { Keyv } from 'keyv';
import type { Documents } from '#src/ports/documents.ts';
import type { AtomicStorage } from './atomic-storage.ts';
import { createChanges } from './change-document.ts';
import { createChangesTogether } from './change-together.ts';
import { keyvCodec } from './document-codec.ts';
import { reached } from './store-errors.ts';

export interface DocumentsOptions {
  /** Waits a little before another try, after `lost` tries another process came before. */
  readonly pause?: (lost: number) => Promise<void>;
}

/**
 * Documents as values of a namespaced Keyv over the storage: a plain `new Keyv({ store, namespace })` reads the same.
 *
 * Changes of one document inside this process are made one after the other, so that only other processes can come in between.
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
  const codec = keyvCodec<T>(keyv);
  const { get, add, change, forget } = createChanges(store, codec, pause);
  const together = createChangesTogether(change);

  return {
    get: async (id) => get(named(id)),
    add: async (id, value) => add(named(id), value),
    update: async (id, step) => together.update(named(id), step),
    later: async (id, step) => together.later(named(id), step),
    remove: async (id) => {
      const key = named(id);
      forget(key);
      await reached(() => store.delete(key));
    },
    async *list(prefix, after) {
      const entries = store.entries(prefix, after);
      for (;;) {
        const next = await reached(() => entries.next());
        if (next.done) return;
        const [id, raw] = next.value;
        yield [id, await reached(() => codec.decoded(raw))];
      }
    },
  };
}

/** A plain Keyv passes over an empty key in silence, and half a surrogate pair is stored as another sign: both would be lost. */
function named(id: string): string {
  if (id === '' || !id.isWellFormed()) throw new Error('A document needs an id of whole characters');
  return id;
}

/** At most 2 ms at first and 20 ms later, by chance, so that two processes fall out of step. */
const jitter = (lost: number): Promise<void> => sleep(Math.random() * Math.min(20, 2 * lost));
