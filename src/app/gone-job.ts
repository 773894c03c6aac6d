import { isFinal } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { JobLife } from './job-life.ts';

export interface GoneParts {
  readonly jobs: JobStore;
  readonly life: Pick<JobLife, 'cancel'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Ends a job whose message somebody removed while it was on its way. What the provider was not asked for yet is never asked for
 * or charged, and nothing is shown any more, so that no delivery runs into the hole; what is made already stays in the history.
 */
export function createGoneJob({ jobs, life, clock, log }: GoneParts) {
  return async function goneJob(jobId: string): Promise<void> {
    try {
      const job = await jobs.update(jobId, (current) =>
        isFinal(current.state) && current.deliveredAt !== undefined ? undefined : { ...current, goneAt: clock.now() },
      );
      if (job) await life.cancel(job);
    } catch (error) {
      log.error({ jobId, err: error }, 'A job whose message is gone could not be ended');
    }
  };
}
