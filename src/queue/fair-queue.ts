import type { Clock } from '#src/ports/clock.ts';
import type { JobQueue, Work } from '#src/ports/job-queue.ts';
import { type ExpectedStart, forecast } from './forecast.ts';
import { createPace } from './pace.ts';
import { createPlaces } from './places.ts';
import { createReserved } from './reserved.ts';
import { createRunningJobs } from './running-jobs.ts';
import { type Bounds, nextJob } from './turns.ts';
import { createWaitingLine } from './waiting-line.ts';

export interface FairQueueOptions extends Bounds {
  readonly clock: Clock;
  /** The least time between two starts in milliseconds, so that a restart does not send everything in one moment. */
  readonly startStaggerMs?: number;
}

/** The queue of a single process. It holds ids and guesses only; the jobs themselves are safe in the store. */
export function createFairQueue(options: FairQueueOptions): JobQueue {
  const { running, waiting, places, proceed, begin, drain } = createEngine(options);
  const reserved = createReserved();
  return {
    isShared: false,
    start: async (work) => begin(work),
    async add(job) {
      reserved.giveUp(job);
      if (running.has(job.jobId) || waiting.find(job.jobId)) return;
      waiting.add(job);
      proceed();
    },
    place: async (jobId) => places.of(jobId),
    has: async (jobId) => running.has(jobId) || waiting.find(jobId) !== undefined,
    onPlace: places.listen,
    async cancel(jobId, reason) {
      if (running.abort(jobId, reason)) return 'running';
      const job = waiting.find(jobId);
      if (!job) return 'absent';
      waiting.remove(job);
      proceed();
      return 'waiting';
    },
    // Nobody else knows of its jobs.
    onCancel() {},
    reach: async () => undefined,
    counts: () => ({ waiting: waiting.jobs().length, running: running.jobs().length }),
    reserve: async (job, limit) => reserved.reserve(job, limit, [...waiting.jobs(), ...running.jobs()]),
    giveUp: async (job) => reserved.giveUp(job),
    drain,
    close: async () => undefined,
  };
}

/** Gives starts to waiting jobs, whenever something changed. */
function createEngine({ clock, startStaggerMs: staggerMs = 0, ...bounds }: FairQueueOptions) {
  const waiting = createWaitingLine();
  const running = createRunningJobs(clock);
  const pace = createPace(clock, staggerMs);
  const places = createPlaces({ forecast: outlook, now: () => clock.now() });
  let work: Work | undefined;
  let draining = false;

  function outlook(): readonly ExpectedStart[] {
    const [line, now, notBefore] = [waiting.line(), clock.now(), pace.notBefore()];
    return forecast({ line, running: running.all(), bounds, now, notBefore, staggerMs });
  }

  /** Starts whatever may start now. */
  function proceed(): void {
    while (work && !draining && startNext(work));
    places.changed();
  }

  function startNext(worker: Work): boolean {
    const job = nextJob(waiting.line(), running.jobs(), bounds);
    if (!job || !pace.mayStart(proceed)) return false;
    waiting.take(job);
    pace.started();
    running.begin(job, worker, proceed);
    return true;
  }

  function begin(worker: Work): void {
    work = worker;
    proceed();
  }

  async function drain(timeoutMs: number): Promise<void> {
    draining = true;
    pace.stop();
    await running.idle(timeoutMs);
  }

  return { running, waiting, places, proceed, begin, drain };
}
