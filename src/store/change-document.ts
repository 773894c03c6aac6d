import { LRUCache } from 'lru-cache';
import type { AtomicStorage } from './atomic-storage.ts';
import { createCertainWrite, stamped } from './certain-write.ts';
import type { DocumentCodec } from './document-codec.ts';
import { reached, storeUnavailable } from './store-errors.ts';

export type Change<T> = (current: T | undefined) => T | undefined;

/** How often another process may come before us. Of `n` processes at one document one wins every round, so this is far off. */
const MAX_TRIES = 64;
/** In characters: what is in use at one time fits in it many times over, and it does not grow with the store. */
const MOST_SEEN = 1_000_000;
/** Larger ones cost more to keep than to read. */
const MOST_OF_ONE = 16_000;

/**
 * Reads single documents, and changes them: the serialized value is read, changed and written back by `compareAndSet`.
 *
 * What this process saw last is tried first, which saves reading it. A write that succeeds proves that it still held; nothing else is
 * decided by it. Whatever a change leaves as it is, or refuses, is read first.
 * @param pause waits a little before another try, after `lost` tries another process came before.
 */
export function createChanges<T>(
  store: AtomicStorage,
  { decoded, encoded }: DocumentCodec<T>,
  pause: (lost: number) => Promise<void>,
) {
  const seen = new LRUCache<string, string>({
    maxSize: MOST_SEEN,
    maxEntrySize: MOST_OF_ONE,
    sizeCalculation: (raw, id) => raw.length + id.length,
  });
  const certainly = createCertainWrite(store);
  return { get, add, change, forget: (id: string) => void seen.delete(id) };

  async function get(id: string): Promise<T | undefined> {
    const raw = await read(id);
    return raw === undefined ? undefined : reached(() => decoded(raw));
  }

  async function add(id: string, value: T): Promise<boolean> {
    return write(id, undefined, value);
  }

  async function change(id: string, step: Change<T>): Promise<T | undefined> {
    const tried = await tryLastSeen(id, step);
    if (tried) return tried.next;
    for (let lost = 0; lost < MAX_TRIES; lost++) {
      if (lost > 0) await pause(lost);
      const raw = await read(id);
      const current = raw === undefined ? undefined : await reached(() => decoded(raw));
      const next = step(current);
      if (next === current || (await write(id, raw, next))) return next;
    }
    throw storeUnavailable(new Error(`Other processes changed one document ${MAX_TRIES} times in a row`));
  }

  /** Nothing where the change would change nothing, or what was seen does not hold any more. */
  async function tryLastSeen(id: string, step: Change<T>): Promise<{ readonly next: T | undefined } | undefined> {
    const raw = seen.get(id);
    if (raw === undefined) return undefined;
    const current = await reached(() => decoded(raw));
    const next = stepOrNot(current, step);
    return next === current || !(await write(id, raw, next)) ? undefined : { next };
  }

  async function read(id: string): Promise<string | undefined> {
    const raw = await reached(() => store.get(id));
    if (raw !== undefined) seen.set(id, raw);
    return raw;
  }

  /** @returns whether it was as it was seen before. */
  async function write(id: string, raw: string | undefined, next: T | undefined): Promise<boolean> {
    const written = next === undefined ? undefined : stamped(await reached(() => encoded(next)));
    // Nobody knows what becomes of a write that fails.
    seen.delete(id);
    const isWritten = await certainly(id, raw, written);
    if (isWritten && written !== undefined) seen.set(id, written);
    return isWritten;
  }
}

/** What is refused of an old state may be right by now. */
function stepOrNot<T>(current: T, step: Change<T>): T | undefined {
  try {
    return step(current);
  } catch {
    return current;
  }
}
