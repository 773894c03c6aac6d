import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import { type Clock, inTime } from '#src/ports/clock.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { JobLife } from './job-life.ts';
import type { Route } from './route.ts';
import type { WorkerIdentity, Workers } from './workers.ts';

/**
 * What the platforms of command lines begin with. Each run is a platform of its own: once its process is gone nobody waits any
 * more, so any process may end its jobs, and none may take their ends for the end of its own.
 */
export const COMMAND_LINE = 'cli:';
const LOOK_AGAIN_MS = 5000;
/** A platform that hangs keeps what is shown there waiting for minutes; nothing else waits for it. */
const PATIENCE_MS = 5000;
/** Between the record of a request and the work on it lie a few writes. */
const ACCEPTING_MS = 2000;
/** Whoever was asked to cancel it is done by then, or dead. */
const CANCELING_MS = 10_000;
/** How long a price waits for its yes. */
const CONFIRM_MS = 3_600_000;

export interface RecoverParts {
  readonly jobs: JobStore;
  readonly queue: JobQueue;
  readonly life: JobLife;
  /** Looks at a job that waits for a moderator. */
  readonly lookAtReview: (job: Job) => Promise<void>;
  /** Does what follows of decisions whose makers died before it was done. */
  readonly lookAtDecisions: () => Promise<void>;
  readonly workers: Workers;
  readonly worker: WorkerIdentity;
  readonly routes: ReadonlyMap<string, Route>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Takes up every unfinished job that no living process works on: at start, and every few seconds after. */
export function createRecovery({
  jobs,
  queue,
  life,
  lookAtReview,
  lookAtDecisions,
  workers,
  worker,
  routes,
  clock,
  log,
}: RecoverParts) {
  let timer: { stop(): void } | undefined;
  let stopped = false;

  return {
    /** Looks once; resolves when every job found is on its way again or ended, or when that takes too long to wait for. */
    // Whatever goes wrong, the next look meets it again.
    recover: () => inTime(recover().catch(unread), PATIENCE_MS, clock),
    keepLooking,
    stop() {
      stopped = true;
      timer?.stop();
    },
  };

  async function recover(): Promise<void> {
    const unfinished = await jobs.unfinished();
    await Promise.all(unfinished.map((job) => recoverOne(job)));
    await lookAtDecisions();
  }

  async function recoverOne(job: Job): Promise<void> {
    try {
      if (job.state === 'confirming' && (job.confirmingAt ?? job.createdAt) + CONFIRM_MS < clock.now())
        await life.cancel(job, new EaselError('not-confirmed', {}));
      else if (job.state === 'reviewing' && (job.cancelRequestedAt ?? clock.now()) + CANCELING_MS < clock.now())
        await life.cancel(job);
      else if (job.state === 'reviewing') await lookAtReview(job);
      else if (await isForsaken(job)) await life.takeUp(job);
    } catch (error) {
      log.error({ jobId: job.id, err: error }, 'Job could not be taken up; it is tried again');
    }
  }

  async function isForsaken(job: Job): Promise<boolean> {
    if (life.isBusy(job.id) || (!queue.isShared && (await queue.has(job.id)))) return false;
    if ((job.deliverAgainAt ?? 0) > clock.now()) return false;
    if (!routes.has(job.platform) && !job.platform.startsWith(COMMAND_LINE)) return false;
    // A question waits for a person, not for a process; it is only asked again where its process may have died before asking.
    const isAsked = job.state === 'confirming' && job.askedAt !== undefined;
    // What was just accepted, waits for its turn, or was given to a process that is about to begin it, is on its way.
    if (job.workerId === worker.id)
      return !isAsked && job.createdAt + ACCEPTING_MS < clock.now() && !(await queue.has(job.id));
    return workers.isGone(job.workerId);
  }

  function keepLooking(): void {
    // A look that was under way when the process was asked to stop must not begin another.
    if (stopped) return;
    timer = clock.after(LOOK_AGAIN_MS, () => {
      recover().catch(unread).finally(keepLooking);
    });
  }

  function unread(error: unknown): void {
    log.error({ err: error }, 'Unfinished jobs could not be read');
  }
}
