import type { Kind, Results, Step } from './storage-steps.ts';

/** How a thread opens its file. Everything here is copied to the thread, so it holds no functions. */
export interface SqliteSettings {
  readonly file: string;
  /** How long an order waits for another process that is writing, in milliseconds. */
  readonly busyMs: number;
  readonly maxPages?: number | undefined;
  /** Epoch milliseconds; what had expired by then is thrown away. */
  readonly openedAt: number;
}

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
