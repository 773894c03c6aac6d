/**
 * The few operations a database has to offer to be an `AtomicStorage`. Keys are whole here: namespaces are the storage's affair.
 *
 * An entry whose `expires` (epoch milliseconds) has come is absent for every operation. Keys sort by their Unicode code points.
 * Operations are atomic also when many are under way at once: together they come to what some order of them one by one would, and
 * each sees all that was answered before it was asked for. Changes take effect in the order they were asked for, also where nobody
 * waits in between: who finds a later one, be it after a crash, finds the earlier ones that did not fail.
 *
 * Every operation rejects with `store-unavailable` or `store-full` where the database fails, and has then changed nothing. Only where
 * the way to the database broke off before the answer may it have been done.
 */
export interface StorageEngine {
  /** The values under these keys, in their order. */
  read(keys: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** Writes all of them or none. */
  write(entries: readonly EngineEntry[]): Promise<void>;
  /** Removes all of them or none, and says of each whether it was there. */
  remove(keys: readonly string[]): Promise<readonly boolean[]>;
  /** See `AtomicStorage.compareAndSet`. */
  compareAndSet(key: string, expected: string | undefined, next: string | undefined): Promise<boolean>;
  /** The first `limit` entries whose key is `from` or greater, in ascending order. */
  page(from: string, limit: number): Promise<readonly PageEntry[]>;
  /** Lets the database go. Closing twice is closing once; every other operation fails from here on. */
  close(): Promise<void>;
}

/** What a page holds of an entry; `expires` in epoch milliseconds where there is a time. */
export type PageEntry = readonly [key: string, value: string, expires?: number];

export interface EngineEntry {
  readonly key: string;
  readonly value: string;
  /** Epoch milliseconds. */
  readonly expires: number | undefined;
}

export interface EngineOptions {
  /** Epoch milliseconds, for expiry; the system's time unless given. */
  readonly now?: () => number;
}
