import type { Job } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import { createJobProgress, type JobProgress } from './progress.ts';
import type { Route } from './route.ts';

/** What is shown of each job on its way, and the places in the queue that change while it waits. */
export interface ProgressBoard {
  /** The progress of a job as it stands now, for as long as it is not closed. */
  of(job: Job): JobProgress;
  close(jobId: string): void;
}

export function createProgressBoard({
  queue,
  routes,
  clock,
}: {
  queue: JobQueue;
  routes: ReadonlyMap<string, Route>;
  clock: Clock;
}): ProgressBoard {
  const shown = new Map<string, { readonly job: Job; readonly progress: JobProgress }>();
  queue.onPlace((jobId, place) => {
    const waiting = shown.get(jobId);
    waiting?.progress.queued(place, waiting.job);
  });

  return {
    of(job) {
      const progress = shown.get(job.id)?.progress ?? open(job);
      shown.set(job.id, { job, progress });
      return progress;
    },
    close: (jobId) => void shown.delete(jobId),
  };

  function open(job: Job): JobProgress {
    const route = routes.get(job.platform);
    return route ? createJobProgress({ job, delivery: route.delivery(job.delivery), clock }) : SILENT;
  }
}

/** For a job whose platform is not here. */
const SILENT: JobProgress = {
  accepted() {},
  picture() {},
  overlay() {},
  queued() {},
  waiting() {},
  running: () => ({ progress() {}, partial() {}, stop() {} }),
};
