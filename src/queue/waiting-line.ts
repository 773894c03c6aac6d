import type { QueuedJob } from '#src/ports/job-queue.ts';
import { join, type Line, leave, takeTurn, waitingJobs } from './turns.ts';

/** The line of this process. */
export function createWaitingLine() {
  let line: Line = [];
  const jobs = () => waitingJobs(line);
  return {
    line: (): Line => line,
    jobs,
    find: (jobId: string): QueuedJob | undefined => jobs().find((job) => job.jobId === jobId),
    add(job: QueuedJob): void {
      line = join(line, job);
    },
    remove(job: QueuedJob): void {
      line = leave(line, job);
    },
    take(job: QueuedJob): void {
      line = takeTurn(line, job);
    },
  };
}
