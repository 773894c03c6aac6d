import type { Batch } from '#src/domain/batches/batch.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Clock } from '#src/ports/clock.ts';
import { type BatchBook, type BatchDocuments, type BatchOwner, batchFolder, createBatchBook } from './batch-book.ts';

/**
 * Forgets batches: their lists, and what became of each line. Their pictures go with their jobs. Who makes one finds out with its next
 * line, and ends.
 */
export async function forgetBatches(
  isGone: (batch: Batch) => boolean,
  owner: BatchOwner | undefined,
  { documents, blobs }: { readonly documents: BatchDocuments; readonly blobs: BlobStore },
): Promise<void> {
  const book = createBatchBook(documents);
  for await (const batch of book.list(owner)) {
    if (!isGone(batch)) continue;
    await removeBatch(batch, book, blobs);
  }
}

/** Its pictures stay with its jobs. */
export async function removeBatch(batch: Batch, book: BatchBook, blobs: BlobStore): Promise<void> {
  await blobs.removeAll(batchFolder(batch.id));
  await book.remove(batch);
}

/** Those that nothing happened to since the retention began. */
export const forgetOldBatches = ({
  documents,
  blobs,
  clock,
  retentionMs,
}: {
  readonly documents: BatchDocuments;
  readonly blobs: BlobStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly retentionMs: number;
}): Promise<void> =>
  forgetBatches(({ changedAt }) => changedAt < clock.now() - retentionMs, undefined, { documents, blobs });

/** What somebody may have of their batches: when, how many lines, and what came of them. The requests themselves are among their jobs. */
export async function batchesOf(owner: BatchOwner, documents: BatchDocuments): Promise<readonly object[]> {
  const own: object[] = [];
  for await (const { id, state, createdAt, lines, broken, credits, counts } of createBatchBook(documents).list(owner))
    own.push({ id, state, at: new Date(createdAt).toISOString(), lines, broken, priced: credits, came: counts });
  return own;
}
