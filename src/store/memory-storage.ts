import { type AtomicStorage, createAtomicStorage } from './atomic-storage.ts';
import type { EngineEntry, EngineOptions, PageEntry, StorageEngine } from './storage-engine.ts';
import { storeUnavailable } from './store-errors.ts';

/** A storage that lives and dies with the process: for tests, and for `memory://`. */
export const createMemoryStorage = (options: EngineOptions = {}): AtomicStorage =>
  createAtomicStorage(createMemoryEngine(options));

/** A map, and its keys in order. Every operation is one synchronous step, so none can come between another. */
export function createMemoryEngine({ now = () => Date.now() }: EngineOptions = {}): StorageEngine {
  const stored = new Map<string, EngineEntry>();
  const keys: string[] = [];
  let open = true;

  function live(key: string): string | undefined {
    const entry = stored.get(key);
    return entry && (entry.expires === undefined || entry.expires > now()) ? entry.value : undefined;
  }

  function put(entry: EngineEntry): void {
    if (!stored.has(entry.key)) keys.splice(placeOf(keys, entry.key), 0, entry.key);
    stored.set(entry.key, entry);
  }

  function drop(key: string): boolean {
    const was = live(key) !== undefined;
    if (stored.delete(key)) keys.splice(placeOf(keys, key), 1);
    return was;
  }

  function page(from: string, limit: number): PageEntry[] {
    const found: PageEntry[] = [];
    for (let place = placeOf(keys, from); found.length < limit; place++) {
      const key = keys[place];
      if (key === undefined) break;
      const value = live(key);
      const expires = stored.get(key)?.expires;
      if (value !== undefined) found.push(expires === undefined ? [key, value] : [key, value, expires]);
    }
    return found;
  }

  function compareAndSet(key: string, expected: string | undefined, next: string | undefined): boolean {
    if (live(key) !== expected) return false;
    if (next === undefined) drop(key);
    else put({ key, value: next, expires: undefined });
    return true;
  }

  async function whileOpen<R>(step: () => R): Promise<R> {
    if (!open) throw storeUnavailable(new Error('The memory storage is closed'));
    return step();
  }

  return {
    read: (wanted) => whileOpen(() => wanted.map(live)),
    write: (entries) => whileOpen(() => entries.forEach(put)),
    remove: (unwanted) => whileOpen(() => unwanted.map(drop)),
    compareAndSet: (...step) => whileOpen(() => compareAndSet(...step)),
    page: (...range) => whileOpen(() => page(...range)),
    close: async () => {
      open = false;
    },
  };
}

/** Where a key stands among sorted keys, or would. */
function placeOf(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(keys[middle] ?? '', key)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** By code points, as databases sort. JavaScript compares UTF-16 units, which puts emoji before some rarer signs. */
function isBefore(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length);
  for (let place = 0; place < length; place++) {
    const [a, b] = [one.charCodeAt(place), other.charCodeAt(place)];
    if (a !== b) return rank(a) < rank(b);
  }
  return one.length < other.length;
}

/** Moves the surrogates, of which everything above U+FFFF is made, behind all other units. */
const rank = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);
