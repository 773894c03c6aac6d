import type { Job } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import { createJobProgress, type JobProgress } from './progress.ts';
import type { Route } from './route.ts';

/** What is shown of each job on its way, and the places in the queue that change while it waits. */
export interface ProgressBoard {
  /** The progress of a job as it stands now, for as long as it is not closed. */
  of(job: Job): JobProgress;
  /** Nothing more is shown of it until a moderator has decided. */
  wait(job: Job): void;
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
    if (place) waiting?.progress.queued(place, waiting.job);
    else left(jobId);
  });

  return {
    of,
    wait(job) {
      of(job).waiting();
      shown.delete(job.id);
    },
    close: (jobId) => void shown.delete(jobId),
  };

  /** Two processes never show one job at the same time: a late word of this one would cover what the other one shows. */
  function left(jobId: string): void {
    shown.get(jobId)?.progress.left();
    shown.delete(jobId);
  }

  function of(job: Job): JobProgress {
    const progress = shown.get(job.id)?.progress ?? open(job);
    shown.set(job.id, { job, progress });
    return progress;
  }

  function open(job: Job): JobProgress {
    const route = routes.get(job.platform);
    return route ? createJobProgress({ job, delivery: route.delivery(job.delivery), clock }) : SILENT;
  }
}

/** For a job whose platform is not here. */
const SILENT: JobProgress = {
  accepted() {},
  goingOn() {},
  picture() {},
  overlay() {},
  queued() {},
  left() {},
  waiting() {},
  running: () => ({ progress() {}, partial() {}, stop() {} }),
};
