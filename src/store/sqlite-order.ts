import type { EngineEntry } from './storage-engine.ts';

/** How a thread opens its file. Everything here is copied to the thread, so it holds no functions. */
export interface SqliteSettings {
  readonly file: string;
  /** How long an order waits for another process that is writing, in milliseconds. */
  readonly busyMs: number;
  readonly maxPages?: number | undefined;
  /** Epoch milliseconds; what had expired by then is thrown away. */
  readonly openedAt: number;
}

/** One operation of a `StorageEngine`, as it is sent to the thread. */
export type Step =
  | { readonly kind: 'read'; readonly keys: readonly string[] }
  | { readonly kind: 'page'; readonly from: string; readonly limit: number }
  | { readonly kind: 'write'; readonly entries: readonly EngineEntry[] }
  | { readonly kind: 'remove'; readonly keys: readonly string[] }
  | {
      readonly kind: 'compareAndSet';
      readonly key: string;
      readonly expected: string | undefined;
      readonly next: string | undefined;
    };

/** What each kind of step comes to. */
export interface Results {
  readonly read: readonly (string | undefined)[];
  readonly page: readonly (readonly [key: string, value: string])[];
  readonly write: undefined;
  readonly remove: readonly boolean[];
  readonly compareAndSet: boolean;
}

export type Kind = keyof Results;

export interface Order {
  readonly id: number;
  readonly step: Step;
  /** Epoch milliseconds when it was asked for; what had expired by then is absent. */
  readonly now: number;
}

/** What the thread is sent: orders of one moment, or the wish that it finish everything and end. */
export type Message = readonly Order[] | 'close';

export type Outcome = { readonly result: Results[Kind] } | { readonly failure: SqliteFailure };

/** Errors lose their own properties on the way between threads, so these go beside it. */
export interface SqliteFailure {
  readonly cause: Error;
  readonly isFull: boolean;
  readonly code: string | undefined;
}

export type Answer = Outcome & { readonly id: number };
