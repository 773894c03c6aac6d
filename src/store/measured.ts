import { EaselError } from '#src/domain/errors.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Metrics } from '#src/ports/metrics.ts';
import type { AtomicStorage } from './atomic-storage.ts';

type Note = Metrics['stored'];
type Timed = <T>(operation: string, work: () => Promise<T>) => Promise<T>;

/** The storage itself, each step of which is timed from now on. Reading through many entries is not: whoever reads decides how long that takes. */
export function measuredStorage<S extends AtomicStorage>(storage: S, note: Note): S {
  const timed = timing('records', note);
  const { get, getMany, hasMany, set, setMany, compareAndSet, inNamespace } = storage;
  const { delete: remove, deleteMany } = storage;
  return Object.assign(storage, {
    get: (key: string) => timed('read', () => get(key)),
    getMany: (keys: string[]) => timed('read', () => getMany(keys)),
    hasMany: (keys: string[]) => timed('read', () => hasMany(keys)),
    set: (...entry: Parameters<typeof set>) => timed('write', () => set(...entry)),
    setMany: (...entries: Parameters<typeof setMany>) => timed('write', () => setMany(...entries)),
    delete: (key: string) => timed('remove', () => remove(key)),
    deleteMany: (keys: string[]) => timed('remove', () => deleteMany(keys)),
    compareAndSet: (...step: Parameters<typeof compareAndSet>) =>
      timed('compare-and-set', () => compareAndSet(...step)),
    inNamespace: (namespace: string) => measuredStorage(inNamespace(namespace), note),
  });
}

/** The same pictures; a stream is timed until its first bytes can be read. */
export function measuredBlobs(blobs: BlobStore, note: Note): BlobStore {
  const timed = timing('pictures', note);
  return {
    put: (key, bytes) => timed('put', () => blobs.put(key, bytes)),
    putFrom: (key, chunks, options) => timed('put', () => blobs.putFrom(key, chunks, options)),
    get: (key) => timed('get', () => blobs.get(key)),
    open: (key, range) => timed('get', () => blobs.open(key, range)),
    look: (key) => timed('look', () => blobs.look(key)),
    removeAll: (prefix) => timed('remove', () => blobs.removeAll(prefix)),
  };
}

function timing(store: 'records' | 'pictures', note: Note): Timed {
  return async (operation, work) => {
    const startedAt = performance.now();
    const end = (isDone: boolean) => note(store, operation, isDone, performance.now() - startedAt);
    try {
      const done = await work();
      end(true);
      return done;
    } catch (thrown) {
      end(!isTrouble(thrown));
      throw thrown;
    }
  };
}

/** What a store says of what it was given, or of who gave up waiting, is no trouble of its own. */
const isTrouble = (thrown: unknown): boolean =>
  thrown instanceof EaselError && (thrown.code === 'store-unavailable' || thrown.code === 'store-full');
