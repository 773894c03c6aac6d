import type { Clock } from '#src/ports/clock.ts';
import type { JobQueue, QueuedJob } from '#src/ports/job-queue.ts';
import { type ExpectedStart, forecast, type RunningJob } from './forecast.ts';
import { createPlaceNews, placeOf } from './place-news.ts';
import { type Bounds, join, type Line, leave, nextJob, takeTurn, waitingJobs } from './turns.ts';

export interface FairQueueOptions extends Bounds {
  readonly clock: Clock;
  /** The least time between two starts in milliseconds, so that a restart does not send everything in one moment. */
  readonly startStaggerMs?: number;
}

interface Run extends RunningJob {
  readonly stop: AbortController;
}

type Work = (jobId: string, signal: AbortSignal) => Promise<void>;

/** A forecast is used again for this long while nothing changes, in milliseconds. */
const FORECAST_FRESH_MS = 1000;

/** The queue of a single process. It holds ids and guesses only; the jobs themselves are safe in the store. */
export function createFairQueue({ clock, startStaggerMs = 0, ...bounds }: FairQueueOptions): JobQueue {
  let line: Line = [];
  const running = new Map<string, Run>();
  let work: Work | undefined;
  let draining = false;
  let notBefore = 0;
  let alarm: { stop(): void } | undefined;
  let known: { readonly at: number; readonly starts: readonly ExpectedStart[] } | undefined;
  const idle = new Set<() => void>();
  const news = createPlaceNews({ forecast: expectedStarts, now: () => clock.now() });

  function expectedStarts(): readonly ExpectedStart[] {
    const now = clock.now();
    if (known && now - known.at < FORECAST_FRESH_MS) return known.starts;
    const starts = forecast({
      line,
      running: [...running.values()],
      bounds,
      now,
      notBefore,
      staggerMs: startStaggerMs,
    });
    known = { at: now, starts };
    return starts;
  }

  /** Starts whatever may start now. Called after every change. */
  function proceed(): void {
    known = undefined;
    for (let job = startable(); job; job = startable()) begin(job);
    news.changed();
  }

  function startable(): QueuedJob | undefined {
    if (!work || draining) return undefined;
    const job = nextJob(line, [...running.values()].map(toJob), bounds);
    if (!job || clock.now() >= notBefore) return job;
    alarm?.stop();
    alarm = clock.after(notBefore - clock.now(), proceed);
    return undefined;
  }

  function begin(job: QueuedJob): void {
    const run = { job, startedAt: clock.now(), stop: new AbortController() };
    line = takeTurn(line, job);
    running.set(job.jobId, run);
    notBefore = clock.now() + startStaggerMs;
    void toTheEnd(run);
  }

  async function toTheEnd({ job, stop }: Run): Promise<void> {
    // Whoever adds a job goes on first; the work never begins inside their call.
    await Promise.resolve();
    try {
      await work?.(job.jobId, stop.signal);
    } catch {
      // The work reports its own failures and promises not to reject. If it does, the slot must come free all the same.
    }
    running.delete(job.jobId);
    proceed();
    if (running.size === 0) for (const done of idle) done();
  }

  const find = (jobId: string) => waitingJobs(line).find((job) => job.jobId === jobId);

  return {
    start(worker) {
      work = worker;
      proceed();
    },
    add(job) {
      if (running.has(job.jobId) || find(job.jobId)) return;
      line = join(line, job);
      proceed();
    },
    place(jobId) {
      const index = expectedStarts().findIndex((start) => start.jobId === jobId);
      const start = expectedStarts()[index];
      return start && placeOf(start, index, clock.now());
    },
    onPlace: news.listen,
    cancel(jobId, reason) {
      running.get(jobId)?.stop.abort(reason);
      if (running.has(jobId)) return 'running';
      const job = find(jobId);
      if (!job) return 'absent';
      line = leave(line, job);
      proceed();
      return 'waiting';
    },
    counts: () => ({ waiting: waitingJobs(line).length, running: running.size }),
    countOf: (personKey) =>
      [...waitingJobs(line), ...[...running.values()].map(toJob)].filter((job) => job.personKey === personKey).length,
    async drain(timeoutMs) {
      draining = true;
      alarm?.stop();
      if (running.size === 0) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          timer.stop();
          idle.delete(done);
          resolve();
        };
        const timer = clock.after(timeoutMs, done);
        idle.add(done);
      });
    },
  };
}

const toJob = ({ job }: RunningJob): QueuedJob => job;
