import { EaselError } from '#src/domain/errors.ts';
import { isFinal, type Job } from '#src/domain/job.ts';
import type { CancelOutcome } from '#src/ports/command.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { ActiveJobs } from './active-jobs.ts';
import type { FinishJob } from './finish-job.ts';

export interface CancelParts {
  readonly jobs: JobStore;
  readonly queue: JobQueue;
  readonly active: ActiveJobs;
  readonly finish: FinishJob;
  readonly logOf: (job: Job) => Log;
}

/** Cancels a job at whatever stage it is: while its pictures are collected, while it waits, while it runs. */
export function createCancelJob({ jobs, queue, active, finish, logOf }: CancelParts) {
  return async function cancelJob(job: Job): Promise<CancelOutcome> {
    const outcome = (kind: CancelOutcome['kind']): CancelOutcome => ({ kind, jobId: job.id });
    if (isFinal(job.state) || job.state === 'delivering') return outcome('too-late');
    const reason = new EaselError('canceled', {});
    const where = queue.cancel(job.id, reason);
    // Pictures that were kept before the blow are delivered and charged.
    if (where === 'running') return outcome((await jobs.get(job.id))?.result ? 'too-late' : 'canceling');
    if (where === 'waiting') {
      await active.during(job.id, () => finish.end(job, reason, logOf(job)));
      return outcome('canceled');
    }
    return outcome(active.abort(job.id, reason) ? 'canceling' : 'too-late');
  };
}
