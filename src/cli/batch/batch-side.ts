import type { ManifestEntry } from '#src/app/batches/manifest.ts';
import type { Batch } from '#src/domain/batches/batch.ts';

/** What is shown of a batch, wherever it is made. */
export type BatchView = Pick<
  Batch,
  'id' | 'state' | 'lines' | 'broken' | 'firstBroken' | 'credits' | 'pictures' | 'counts' | 'why'
>;

/** A line with its pictures, each opened when its turn comes. */
export interface SavableLine {
  readonly entry: ManifestEntry;
  /** Opens the file of that place among the entry's; `undefined` where it is gone. */
  open(index: number): Promise<ReadableStream<Uint8Array> | undefined>;
}

/** Where batches are made: in this process, or by a server. Everything rejects with what a person has to know. */
export interface BatchSide {
  /** The batch of this very list: the newest that is not over, else the newest, else none. */
  find(): Promise<BatchView | undefined>;
  /** Reads and prices the list anew. `replaces`: what was begun of it before is given up. */
  create(replaces: boolean): Promise<BatchView>;
  /** What its person has left now. */
  available(): Promise<number>;
  begin(batch: BatchView): Promise<void>;
  /** The batch as it is now. */
  look(batch: BatchView): Promise<BatchView>;
  /** Begins no more lines. `harder`: cancels those under way too. */
  pause(batch: BatchView, harder: boolean): Promise<void>;
  /** All lines, in their order. */
  lines(batch: BatchView): AsyncIterable<SavableLine>;
}
