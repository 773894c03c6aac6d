import { type Batch, isOver } from '#src/domain/batches/batch.ts';
import type { Job } from '#src/domain/job.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import { type BatchBook, batchFolder } from './batch-book.ts';
import type { RunningBatches } from './running-batches.ts';

export interface CancelBatchParts {
  readonly running: RunningBatches;
  readonly book: BatchBook;
  readonly blobs: BlobStore;
  readonly jobs: JobStore;
  readonly cancelJob: (job: Job) => Promise<unknown>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/** Ends batches before they are done. */
export function createCancelBatch({ running, book, blobs, jobs, cancelJob, clock, log }: CancelBatchParts) {
  return { cancel, halt };

  /** For good. Whoever makes it finds out with its next line. Of what was never begun nobody needs the list any more. */
  async function cancel(batch: Batch): Promise<Batch> {
    const seen: { state?: Batch['state'] } = {};
    const canceled = await book.update(batch, (current) => {
      seen.state = current.state;
      return isOver(current) ? current : { ...current, state: 'canceled', changedAt: clock.now() };
    });
    if (seen.state === 'priced') await blobs.removeAll(batchFolder(batch.id));
    await halt(batch);
    return canceled ?? batch;
  }

  /** What is under way is canceled like any other request. */
  async function halt({ id, platform }: Batch): Promise<void> {
    running.pause(id);
    const open = (await jobs.unfinished()).filter(
      (job) => job.platform === platform && job.eventId.startsWith(`${id}/`),
    );
    for (const job of open)
      await cancelJob(job).catch((err: unknown) =>
        log.warn({ err, batchId: id }, 'A job of a batch could not be canceled'),
      );
  }
}
