import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { Limits } from '#src/domain/policy.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import { API_TENANT } from './keys/api-key.ts';

/** Keeps the number of requests that one person has waiting, or being made ready, within its limit. */
export function createPlaces({ queue, limits }: { readonly queue: JobQueue; readonly limits: Limits }) {
  /** By account. */
  const preparing = new Map<string, number>();

  /**
   * Counts a job among its person's from the first moment, so that many at once cannot slip past the limit together.
   * @returns what gives the place back.
   * @throws {EaselError} `too-many-jobs`.
   */
  return async function takePlace({ accountId, tenantId }: Job, takenUp: boolean): Promise<() => void> {
    const limit = tenantId === API_TENANT ? limits.waitingPerKey : limits.waitingPerPerson;
    const others = preparing.get(accountId) ?? 0;
    preparing.set(accountId, others + 1);
    const release = () => {
      const left = (preparing.get(accountId) ?? 1) - 1;
      if (left > 0) preparing.set(accountId, left);
      else preparing.delete(accountId);
    };
    try {
      // A job that was accepted by an earlier process has its place already.
      if (!takenUp && (await queue.countOf(accountId)) + others >= limit)
        throw new EaselError('too-many-jobs', { limit });
      return release;
    } catch (thrown) {
      release();
      throw thrown;
    }
  };
}
