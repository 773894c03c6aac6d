import type { Job } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { JobLife } from './job-life.ts';
import type { Route } from './parts.ts';
import type { WorkerIdentity, Workers } from './workers.ts';

/** The command line has nobody waiting once its process is gone, so any process may end its jobs. */
const ORPHANED_PLATFORM = 'cli';
const LOOK_AGAIN_MS = 5000;

export interface RecoverParts {
  readonly jobs: JobStore;
  readonly queue: JobQueue;
  readonly life: JobLife;
  readonly workers: Workers;
  readonly worker: WorkerIdentity;
  readonly routes: ReadonlyMap<string, Route>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Takes up every unfinished job that no living process works on: at start, and every few seconds after. */
export function createRecovery({ jobs, queue, life, workers, worker, routes, clock, log }: RecoverParts) {
  let timer: { stop(): void } | undefined;

  return {
    /** Looks once; resolves when every job found is on its way again or ended. */
    recover,
    keepLooking,
    stop: () => timer?.stop(),
  };

  async function recover(): Promise<void> {
    const unfinished = await jobs.unfinished();
    await Promise.all(unfinished.map((job) => recoverOne(job)));
  }

  async function recoverOne(job: Job): Promise<void> {
    try {
      if (await isForsaken(job)) await life.takeUp(job);
    } catch (error) {
      log.error({ jobId: job.id, err: error }, 'Job could not be taken up; it is tried again');
    }
  }

  async function isForsaken(job: Job): Promise<boolean> {
    if (life.isBusy(job.id) || queue.place(job.id)) return false;
    if (!routes.has(job.platform) && job.platform !== ORPHANED_PLATFORM) return false;
    return job.workerId === worker.id || workers.isGone(job.workerId);
  }

  function keepLooking(): void {
    timer = clock.after(LOOK_AGAIN_MS, () => {
      recover()
        .catch((error: unknown) => log.error({ err: error }, 'Unfinished jobs could not be read'))
        .finally(keepLooking);
    });
  }
}
