import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { Limits } from '#src/domain/policy.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import type { Log } from '#src/ports/log.ts';
import { API_TENANT } from './keys/api-key.ts';

export interface PlacesParts {
  readonly queue: Pick<JobQueue, 'reserve' | 'giveUp'>;
  readonly limits: Pick<Limits, 'waitingPerKey' | 'waitingPerPerson'>;
  readonly log: Log;
}

/** Keeps the number of requests that one person has waiting, or being made ready, within its limit, over all processes. */
export function createPlaces({ queue, limits, log }: PlacesParts) {
  const whose = ({ id: jobId, accountId: personKey }: Job) => ({ jobId, personKey });

  /**
   * Counts a job among its person's from the first moment until the queue has it, so that many at once cannot slip past the limit together.
   *
   * @param ready brings the job into the queue, which takes the place up; what it ends as otherwise, such as waiting for the person's
   *   yes to its price, has no place any more.
   * @throws {EaselError} `too-many-jobs`.
   */
  return async function withPlace(job: Job, takenUp: boolean, ready: () => Promise<Job>): Promise<Job> {
    const limit = job.tenantId === API_TENANT ? limits.waitingPerKey : limits.waitingPerPerson;
    // A job that was accepted by an earlier process has its place already.
    if (!(await queue.reserve(whose(job), takenUp ? Number.POSITIVE_INFINITY : limit)))
      throw new EaselError('too-many-jobs', { limit });
    let isQueued = false;
    try {
      const made = await ready();
      isQueued = made.state === 'queued';
      return made;
    } finally {
      if (!isQueued) await giveUp(job);
    }
  };

  /** Never rejects: a place that cannot be given back ends by itself. */
  async function giveUp(job: Job): Promise<void> {
    await queue
      .giveUp(whose(job))
      .catch((err: unknown) => log.warn({ jobId: job.id, err }, 'A place could not be given back; it ends by itself'));
  }
}
