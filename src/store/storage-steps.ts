import type { EngineEntry, PageEntry } from './storage-engine.ts';

/** One operation of a `StorageEngine`. */
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
  readonly page: readonly PageEntry[];
  readonly write: undefined;
  readonly remove: readonly boolean[];
  readonly compareAndSet: boolean;
}

export type Kind = keyof Results;
