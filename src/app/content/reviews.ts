import type { ActiveJobs } from '#src/app/active-jobs.ts';
import type { FinishJob } from '#src/app/finish-job.ts';
import type { Purses } from '#src/app/rules/purses.ts';
import type { WorkerIdentity } from '#src/app/workers.ts';
import type { EaselError } from '#src/domain/errors.ts';
import { type ContentStage, type Job, type JobContent, move } from '#src/domain/job.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';

export interface ReviewParts {
  readonly jobs: JobStore;
  readonly purses: Purses;
  readonly worker: WorkerIdentity;
  readonly active: ActiveJobs;
  readonly finish: FinishJob;
  readonly goOn: (job: Job) => Promise<void>;
  readonly logOf: (job: Job) => Log;
}

/** How a job goes on that waited for a moderator. Both ways count once; `false` where it does not wait any more. */
export interface Reviews {
  /** Makes it, or shows and charges what was made. */
  letPass(jobId: string, stage: ContentStage): Promise<boolean>;
  /** Ends it: nothing is shown or charged. */
  turnDown(jobId: string, stage: ContentStage, error: EaselError): Promise<boolean>;
}

export function createReviews({ jobs, purses, worker, active, finish, goOn, logOf }: ReviewParts): Reviews {
  return {
    async letPass(jobId, stage) {
      const going = await jobs.update(jobId, (current) =>
        waitsFor(current, stage) ? passed(current, worker.id) : undefined,
      );
      if (going) await goOn(going);
      return going !== undefined;
    },

    async turnDown(jobId, stage, error) {
      const ending = await jobs.update(jobId, (current) =>
        waitsFor(current, stage) ? { ...current, workerId: worker.id } : undefined,
      );
      if (!ending) return false;
      await active.during(jobId, async () => {
        await chargeNobody(ending, purses);
        await finish.end(ending, error, logOf(ending));
      });
      return true;
    },
  };
}

/** A decision about its words says nothing about its pictures. */
const waitsFor = ({ state, content, cancelRequestedAt }: Job, stage: ContentStage): boolean =>
  state === 'reviewing' && cancelRequestedAt === undefined && (content?.waits?.stage ?? 'prompt') === stage;

function passed(job: Job, workerId: string): Job | undefined {
  const { held, waits, ...content } = job.content ?? {};
  const more = { workerId, content: allowing(content, waits?.stage ?? 'prompt') };
  return held ? move(job, 'delivering', { ...more, result: held }) : move(job, 'accepted', more);
}

const allowing = (content: JobContent, stage: ContentStage): JobContent => ({
  ...content,
  allowed: [...(content.allowed ?? []), stage],
});

/** What was made and is shown to nobody costs nobody credits; the provider's price is booked, so that the budgets know of it. */
export async function chargeNobody(job: Job, purses: Purses): Promise<void> {
  const { held } = job.content ?? {};
  if (held) await purses.settle({ ...job, result: { ...held, charged: 0 } });
}
