import { isFinal, type Job } from '#src/domain/job.ts';
import type { JobQueue, Worked } from '#src/ports/job-queue.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { WorkerIdentity, Workers } from './workers.ts';

export interface ClaimParts {
  readonly queue: Pick<JobQueue, 'isShared'>;
  readonly jobs: Pick<JobStore, 'get'>;
  readonly worker: Pick<WorkerIdentity, 'id'>;
  readonly workers: Pick<Workers, 'isGone'>;
  /** Goes on with a job whose process is gone, as far as to its next start. */
  readonly inherit: (job: Job) => Promise<void>;
}

/**
 * Looks at a job that a queue of several processes gives to this one. It may have been given to another before, whose lock ran out: if
 * that one only stood still it keeps the job, and if it is gone this one inherits it, by the same rules as after any crash.
 */
export function createClaim({ queue, jobs, worker, workers, inherit }: ClaimParts) {
  /** @returns `elsewhere` while a living process works on it. */
  return async function claim(jobId: string): Promise<Worked> {
    if (!queue.isShared) return 'done';
    const job = await jobs.get(jobId);
    if (!job || !isUnderWay(job) || job.workerId === worker.id) return 'done';
    if (!(await workers.isGone(job.workerId, 'silent'))) return 'elsewhere';
    await inherit(job);
    return 'done';
  };
}

/** What only waits is begun by one guarded change; of what ended only the showing may be left. */
const isUnderWay = ({ state, deliveredAt, waitsAgain }: Job): boolean =>
  (state === 'running' && !waitsAgain) || state === 'delivering' || (isFinal(state) && deliveredAt === undefined);
