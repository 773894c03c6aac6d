import { EaselError } from '#src/domain/errors.ts';
import { isFinal, type Job } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { CancelOutcome } from '#src/ports/command.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { ActiveJobs } from './active-jobs.ts';
import type { Cases } from './content/cases.ts';
import type { FinishJob } from './finish-job.ts';
import type { Route } from './route.ts';

export interface CancelParts {
  readonly jobs: JobStore;
  readonly queue: JobQueue;
  readonly active: ActiveJobs;
  readonly finish: FinishJob;
  readonly content: { readonly cases: Pick<Cases, 'withdraw'> };
  readonly worker: { readonly id: string };
  readonly routes: ReadonlyMap<string, Route>;
  readonly clock: Clock;
  readonly logOf: (job: Job) => Log;
}

/** For a turn, the person's yes to the price, or a moderator's. */
const WAITING = new Set<Job['state']>(['queued', 'confirming', 'reviewing']);

/**
 * Cancels a job at whatever stage it is, in whichever process. The record decides: a job that is asked to stop before its
 * pictures are recorded is never charged, and one whose pictures are recorded is delivered.
 */
export function createCancelJob({ jobs, queue, active, finish, content, worker, routes, clock, logOf }: CancelParts) {
  return async function cancelJob({ id }: Job, reason = new EaselError('canceled', {})): Promise<CancelOutcome> {
    const outcome = (kind: CancelOutcome['kind']): CancelOutcome => ({ kind, jobId: id });
    const marked = await jobs.update(id, (current) =>
      isFinal(current.state) || current.result ? undefined : { ...current, cancelRequestedAt: clock.now() },
    );
    if (!marked) return outcome('too-late');
    const where = await queue.cancel(id, reason);
    if (where === 'running') return outcome('canceling');
    const waits = WAITING.has(marked.state);
    if (where === 'waiting' || (waits && !active.has(id))) {
      const mine = await taken(marked);
      await active.during(id, () => finish.end(mine, reason, logOf(mine)));
      if (mine.state === 'reviewing') await withdraw(mine);
      return outcome('canceled');
    }
    active.abort(id, reason);
    return outcome('canceling');
  };

  /** Where another process accepted it, this one tells its person, if it can. */
  async function taken(job: Job): Promise<Job> {
    if (!queue.isShared || job.workerId === worker.id || !routes.has(job.platform)) return job;
    const mine = await jobs.update(job.id, (current) =>
      current.workerId === job.workerId && current.state === job.state
        ? { ...current, workerId: worker.id }
        : undefined,
    );
    return mine ?? job;
  }

  /** Whoever cancels need not know that moderators cannot be told. */
  async function withdraw(job: Job): Promise<void> {
    await content.cases
      .withdraw(job)
      .catch((error: unknown) => logOf(job).warn({ err: error }, 'A case could not be withdrawn'));
  }
}
