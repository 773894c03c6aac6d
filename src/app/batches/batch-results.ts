import {
  type Batch,
  type BatchItem,
  type BatchLine,
  type BrokenLine,
  isBroken,
  type WholeLine,
} from '#src/domain/batches/batch.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { BatchBook } from './batch-book.ts';
import { openLines } from './batch-lines.ts';
import { isSettled, outcomeOf } from './line-outcome.ts';

/** A line, and what became of it, as far as that is known. */
export type LineResult =
  | { readonly place: number; readonly line: BrokenLine }
  | { readonly place: number; readonly line: WholeLine; readonly item?: BatchItem };

export interface ResultParts {
  readonly book: BatchBook;
  readonly blobs: BlobStore;
  readonly jobs: JobStore;
}

/** All lines of a batch in their order, as they flow; the list may be long. */
export async function* batchResults(batch: Batch, { book, blobs, jobs }: ResultParts): AsyncGenerator<LineResult> {
  const known = book.items(batch.id);
  let item = await known.next();
  let place = 0;
  for await (const line of openLines(batch, blobs)) {
    while (!item.done && item.value[0] < place) item = await known.next();
    const found = !item.done && item.value[0] === place ? item.value[1] : undefined;
    yield resultOf(place, line, found && (await latest(found, jobs)));
    place += 1;
  }
}

function resultOf(place: number, line: BatchLine, item: BatchItem | undefined): LineResult {
  if (isBroken(line)) return { place, line };
  return { place, line, ...(item && { item }) };
}

/** What waited for a moderator may have been decided since. */
async function latest(item: BatchItem, jobs: JobStore): Promise<BatchItem> {
  if (item.state !== 'waiting' || item.jobId === undefined) return item;
  const job = await jobs.get(item.jobId);
  if (!job || !isSettled(job)) return item;
  const outcome = outcomeOf(job);
  if (outcome.kind === 'item') return { ...outcome.item, attempt: item.attempt };
  return { ...item, state: 'failed', error: outcome.trouble };
}
