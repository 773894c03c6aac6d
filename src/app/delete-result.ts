import { EaselError } from '#src/domain/errors.ts';
import { isFinal, type Job } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';

export interface DeleteParts {
  readonly jobs: JobStore;
  readonly sweep: { forget(job: Job): Promise<void> };
  readonly clock: Clock;
}

interface Deleter {
  readonly personId: string;
  readonly isModerator: boolean;
}

const SHOWN_MS = 2000;
const LOOK_AGAIN_MS = 20;
const NEVER = new AbortController().signal;

/** Deletes a result everywhere: its files, its message, its place in every list. */
export function createDeleteResult({ jobs, sweep, clock }: DeleteParts) {
  /** @throws {EaselError} `not-allowed` where it is somebody else's, or still running. */
  return async function deleteResult(job: Job, { personId, isModerator }: Deleter): Promise<void> {
    if (job.personId !== personId && !isModerator)
      throw new EaselError('not-allowed', { what: "delete somebody else's result" });
    if (!isFinal((await onceShown(job)).state))
      throw new EaselError('not-allowed', { what: 'delete a request that is still running; cancel it first' });
    // As it is at that moment: it may have been shared since it was looked up, and nothing is shared after it.
    const deleted = await jobs.update(job.id, (current) => ({ ...current, deletedAt: clock.now() }));
    await sweep.forget(deleted ?? job);
  };

  /** A result has its buttons a moment before its job is noted as ended. */
  async function onceShown(job: Job): Promise<Job> {
    const until = clock.now() + SHOWN_MS;
    let current: Job | undefined = job;
    while (current?.state === 'delivering' && clock.now() < until) {
      await clock.sleep(LOOK_AGAIN_MS, NEVER);
      current = await jobs.get(job.id);
    }
    return current ?? job;
  }
}
