import type { Clock } from '#src/ports/clock.ts';
import type { QueuedJob, Work } from '#src/ports/job-queue.ts';
import type { RunningJob } from './forecast.ts';

interface Run extends RunningJob {
  readonly stop: AbortController;
}

/** What runs just now, and how it ends. */
export function createRunningJobs(clock: Clock) {
  const runs = new Map<string, Run>();
  const waitingForIdle = new Set<() => void>();

  async function workOff({ job, stop }: Run, work: Work): Promise<void> {
    // Whoever adds a job goes on first; the work never begins inside their call.
    await Promise.resolve();
    try {
      await work(job.jobId, stop.signal);
    } catch {
      // The work reports its own failures and promises not to reject. If it does, the room must come free all the same.
    }
    runs.delete(job.jobId);
  }

  return {
    all: (): readonly RunningJob[] => [...runs.values()],
    jobs: (): readonly QueuedJob[] => [...runs.values()].map(({ job }) => job),
    has: (jobId: string): boolean => runs.has(jobId),

    /** Runs a job and calls back when its room is free again. */
    begin(job: QueuedJob, work: Work, ended: () => void): void {
      const run = { job, startedAt: clock.now(), stop: new AbortController() };
      runs.set(job.jobId, run);
      void workOff(run, work).then(() => {
        ended();
        if (runs.size === 0) for (const call of waitingForIdle) call();
      });
    },

    /** Aborts a job. @returns whether it runs here. */
    abort(jobId: string, reason: unknown): boolean {
      runs.get(jobId)?.stop.abort(reason);
      return runs.has(jobId);
    },

    /** Resolves when nothing runs any more, or after `timeoutMs`. */
    async idle(timeoutMs: number): Promise<void> {
      if (runs.size === 0) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          timer.stop();
          waitingForIdle.delete(done);
          resolve();
        };
        const timer = clock.after(timeoutMs, done);
        waitingForIdle.add(done);
      });
    },
  };
}
