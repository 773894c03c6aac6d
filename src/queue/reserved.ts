import type { QueuedJob } from '#src/ports/job-queue.ts';

type Someone = Pick<QueuedJob, 'jobId' | 'personKey'>;

/** Places of jobs that this process makes ready. */
export function createReserved() {
  /** By job: whose it is. */
  const places = new Map<string, string>();

  return {
    /** @param inLine who waits or runs. */
    reserve({ jobId, personKey }: Someone, limit: number, inLine: readonly QueuedJob[]): boolean {
      if (places.has(jobId)) return true;
      const taken = inLine.filter((job) => job.personKey === personKey).length;
      const ready = [...places.values()].filter((key) => key === personKey).length;
      if (taken + ready >= limit) return false;
      places.set(jobId, personKey);
      return true;
    },
    giveUp: ({ jobId }: Someone): void => void places.delete(jobId),
  };
}
