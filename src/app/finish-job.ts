import { asEaselError, type EaselError } from '#src/domain/errors.ts';
import { isFinal, type Job } from '#src/domain/job.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import { questionCard } from './confirm-job.ts';
import type { createDeliverJob } from './deliver-job.ts';
import type { ProgressBoard } from './progress-board.ts';
import type { Route } from './route.ts';
import { type EndParts, endJob } from './run-job.ts';
import { isForGood, untilSeen } from './until-seen.ts';
import type { WorkerIdentity } from './workers.ts';

const DELIVERY_MS = 60_000;

export interface FinishParts extends EndParts {
  readonly jobs: JobStore;
  readonly worker: WorkerIdentity;
  readonly deliverJob: ReturnType<typeof createDeliverJob>;
  readonly board: ProgressBoard;
  readonly routes: ReadonlyMap<string, Route>;
  readonly blobs: BlobStore;
}

/** The last steps of every job: ended where it has to be, and shown. */
export function createFinishJob(parts: FinishParts) {
  const { jobs, board, deliverJob, worker, purses, routes, blobs, clock } = parts;

  return { end, deliver, ask };

  /** Asks the person whether the price is to be paid. */
  async function ask(job: Job, log: Log): Promise<void> {
    board.close(job.id);
    const balance = await purses.balance(job);
    const delivery = routes.get(job.platform)?.delivery(job.delivery);
    const show = async () => delivery?.ask(questionCard(job, { balance, blobs }));
    try {
      await untilSeen(show, { clock, signal: AbortSignal.timeout(DELIVERY_MS), log });
    } catch (error) {
      // Where nobody can ever be asked nobody will say yes.
      if (isForGood(error)) return end(job, asEaselError(error), log);
      throw error;
    }
    await jobs.update(job.id, (current) =>
      current.state === 'confirming' ? { ...current, askedAt: clock.now() } : undefined,
    );
  }

  /** Ends a job without pictures and tells the person. */
  async function end(job: Job, error: EaselError, log: Log): Promise<void> {
    await endJob(job, error, log, parts);
    await deliver(job.id, log);
  }

  /** Shows a job that has come to its end. @returns the job as it was shown. */
  async function deliver(jobId: string, log: Log): Promise<Job | undefined> {
    board.close(jobId);
    const job = await jobs.get(jobId);
    // Only whoever has the job shows it; another process may have taken it up, or shown it, meanwhile.
    const isDue = job && (isFinal(job.state) || job.state === 'delivering') && job.deliveredAt === undefined;
    if (isDue && job.workerId === worker.id) {
      await deliverJob(job, { signal: AbortSignal.timeout(DELIVERY_MS), log });
    }
    return job;
  }
}

export type FinishJob = ReturnType<typeof createFinishJob>;
