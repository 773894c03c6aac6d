import { asEaselError, EaselError } from '#src/domain/errors.ts';
import { type Job, move } from '#src/domain/job.ts';
import type { ImageModel } from '#src/ports/image-model.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { ActiveJobs } from './active-jobs.ts';
import { hasFinished, hasTasks } from './ask-model.ts';
import type { FinishJob } from './finish-job.ts';
import type { ProgressBoard } from './progress-board.ts';
import type { Route } from './route.ts';
import { planOf, type SettleParts, settleJob } from './run-job.ts';
import type { WorkerIdentity } from './workers.ts';

export interface TakeUpParts extends SettleParts {
  readonly jobs: JobStore;
  readonly queue: Pick<JobQueue, 'isShared'>;
  readonly routes: ReadonlyMap<string, Route>;
  readonly modelOf: (modelId: string) => Promise<ImageModel>;
  readonly worker: WorkerIdentity;
  readonly active: ActiveJobs;
  readonly finish: FinishJob;
  readonly board: Pick<ProgressBoard, 'of'>;
  readonly prepare: (job: Job, signal: AbortSignal, takenUp: boolean) => Promise<void>;
  readonly enqueue: (job: Job, signal: AbortSignal, how: 'anew') => Promise<void>;
  readonly logOf: (job: Job) => Log;
}

/** What a job goes on after: its process died or lost the store, or a moderator let it pass. */
export type Stopped = 'interruption' | 'review';

/** Goes on with a job that stopped in the middle. */
export function createTakeUpJob(parts: TakeUpParts) {
  const { jobs, routes, modelOf, worker, active, finish, board, prepare, enqueue, logOf } = parts;

  return async function takeUpJob(job: Job, after: Stopped = 'interruption'): Promise<void> {
    // Whoever changes the record first has the job; the others find that it is not as they saw it.
    const mine = await jobs.update(job.id, (current) =>
      current.workerId === job.workerId && current.state === job.state
        ? { ...current, workerId: worker.id }
        : undefined,
    );
    if (!mine) return;
    logOf(mine).info({ state: mine.state }, 'Job taken up again');
    // Before anything that takes time. What is at its end is shown that at once.
    if (goesOn(mine)) board.of(mine)[after === 'interruption' ? 'goingOn' : 'accepted']();
    await active.during(mine.id, (signal) => goOn(mine, signal, logOf(mine)));
  };

  async function goOn(job: Job, signal: AbortSignal, log: Log): Promise<void> {
    if (job.state === 'accepted') return prepare(job, signal, true);
    // Its process may have died before the question was seen; asking again replaces it.
    if (job.state === 'confirming') return finish.ask(job, log);
    if (job.state === 'queued') return requeue(job, signal, log);
    if (job.state === 'running') return goOnRunning(job, signal, log);
    // Only a moderator's decision moves it.
    if (job.state === 'reviewing') return;
    if (job.state === 'delivering') await settleJob(job, parts);
    // Its process may have died between storing the end and giving the hold back.
    else await parts.purses.release(job);
    await finish.deliver(job.id, log);
  }

  async function goOnRunning(job: Job, signal: AbortSignal, log: Log): Promise<void> {
    const { modelId } = job.elsewhere ?? planOf(job);
    if (hasFinished(job) || (hasTasks(job) && (await canResume(modelId)))) {
      const waiting = await asWaiting(job, parts);
      return waiting && requeue(waiting, signal, log);
    }
    if (job.sentAt !== undefined) return finish.end(job, unknown(job), log);
    const queued = await jobs.update(job.id, (current) => move(current, 'queued'));
    if (queued) await requeue(queued, signal, log);
  }

  /** A model that is gone, or whose provider has no key any more, can tell nothing of its tasks. */
  async function canResume(modelId: string): Promise<boolean> {
    try {
      return (await modelOf(modelId)).resume !== undefined;
    } catch {
      return false;
    }
  }

  /** Queues a job again, unless nobody waits for it any more or its model is gone from the catalogue. */
  async function requeue(job: Job, signal: AbortSignal, log: Log): Promise<void> {
    // Whoever asks again after an interruption before anything was sent would pay a second time for what was.
    if (!routes.has(job.platform))
      return finish.end(job, job.sentAt === undefined ? new EaselError('interrupted', {}) : unknown(job), log);
    await enqueue(job, signal, 'anew').catch((thrown: unknown) => finish.end(job, asEaselError(thrown), log));
  }
}

/** A provider may have made it. */
function unknown(job: Job): EaselError {
  const { modelId } = job.elsewhere ?? planOf(job);
  return new EaselError(
    'outcome-unknown',
    { provider: modelId.split('/')[0] ?? '', restarted: true },
    { blame: 'easel' },
  );
}

/** Whether more is to be done than to show what came of it. */
const goesOn = (job: Job): boolean =>
  job.state === 'accepted' ||
  job.state === 'queued' ||
  (job.state === 'running' && (job.sentAt === undefined || hasFinished(job) || hasTasks(job)));

/** Where several processes share a queue, any of them may be the one that goes on with it. @returns nothing where it is not ours any more. */
async function asWaiting(job: Job, { jobs, queue, worker }: TakeUpParts): Promise<Job | undefined> {
  if (!queue.isShared) return job;
  return jobs.update(job.id, (current) =>
    current.state === 'running' && current.workerId === worker.id ? { ...current, waitsAgain: true } : undefined,
  );
}
