import { asEaselError, EaselError } from '#src/domain/errors.ts';
import { type Job, move } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { hasFinished, hasTasks } from './ask-model.ts';
import type { WorkerIdentity } from './workers.ts';

export interface BeginParts {
  readonly jobs: Pick<JobStore, 'update' | 'later'>;
  readonly queue: Pick<JobQueue, 'cancel' | 'isShared'>;
  readonly worker: Pick<WorkerIdentity, 'id'>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * How a queued job begins to run. One that may start at once is written once, as running and sent, and not as queued and running
 * before: nothing was paid for till then, so whoever finds it accepted after a crash begins it anew. Marking a call as sent finds out
 * whether all of that was written.
 */
export function createBegin({ jobs, queue, worker, clock }: BeginParts) {
  const unwritten = new Map<string, Job>();
  return { whileStored, begin };

  /**
   * Enqueues a job that is on its way to the disk.
   * @throws {EaselError} `canceled` where it was meanwhile, or why it could not be stored; it waits in no line then. What runs by then
   *   finds out itself.
   */
  async function whileStored(job: Job, stored: Promise<Job | undefined>, enqueue: () => Promise<void>): Promise<void> {
    if (queue.isShared) return afterStored(stored, enqueue);
    unwritten.set(job.id, job);
    const failing = failureOf(stored).finally(() => unwritten.delete(job.id));
    await enqueue();
    const failure = await failing;
    if (failure && (await queue.cancel(job.id, failure)) === 'waiting') throw failure;
  }

  /** @returns the job as it runs; nothing where it is not ours any more. */
  async function begin(jobId: string): Promise<Job | undefined> {
    const startedAt = clock.now();
    const start = (job: Job) => started(inherited(job), worker.id, startedAt);
    const queued = unwritten.get(jobId);
    if (!queued) return jobs.update(jobId, start);
    void failureOf(jobs.later(jobId, start));
    return start(queued);
  }

  /**
   * What waits belongs to whoever is given it by a queue of several processes. That it was canceled meanwhile changes nothing of that:
   * no call can be marked as sent any more, so it ends here, and somebody has to tell its person.
   */
  function inherited(job: Job): Job {
    return queue.isShared && (job.state === 'queued' || job.waitsAgain) ? { ...job, workerId: worker.id } : job;
  }
}

/** Another process may begin it in the same moment, and finds it in the store. */
async function afterStored(stored: Promise<Job | undefined>, enqueue: () => Promise<void>): Promise<void> {
  const failure = await failureOf(stored);
  if (failure) throw failure;
  await enqueue();
}

/** Never rejects. */
const failureOf = (stored: Promise<Job | undefined>): Promise<EaselError | undefined> =>
  stored.then((job) => (job ? undefined : new EaselError('canceled', {})), asEaselError);

/**
 * A job as this process begins to run it. One that another process took up, while this one stood still, is not ours any more; a
 * resumed one runs already, as far as its record goes.
 */
function started({ waitsAgain: _over, ...job }: Job, workerId: string, startedAt: number): Job | undefined {
  if (job.workerId !== workerId) return undefined;
  if (job.state !== 'running') return move(job, 'running', { startedAt });
  return hasTasks(job) || hasFinished(job) ? { ...job, startedAt } : undefined;
}
