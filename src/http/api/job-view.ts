import type { Failure } from '#src/domain/errors.ts';
import { type Job, statusWord } from '#src/domain/job.ts';
import { expectedPictures } from '#src/domain/plan.ts';
import { plainText } from '#src/domain/text.ts';
import { readHandle } from './api-route.ts';
import { createdOf, imageFacts } from './image-answer.ts';
import { failureProblem } from './problem.ts';

/** A picture of a result, by its address. */
export interface ViewedPicture {
  readonly url: string;
}

/** A job as its owner sees it. Times are seconds. */
export function jobView(job: Job, pictures: readonly ViewedPicture[], now: number) {
  const { operation, user } = readHandle(job.delivery);
  return {
    id: job.id,
    object: 'job',
    status: statusOf(job),
    operation,
    created_at: createdOf(job),
    ...(job.startedAt !== undefined && { started_at: seconds(job.startedAt) }),
    ...(job.finishedAt !== undefined && { finished_at: seconds(job.finishedAt) }),
    ...(user !== undefined && { user }),
    prompt: job.request.prompt,
    ...planned(job),
    ...(job.state === 'reviewing' && { waits_for: 'a moderator' }),
    ...(job.deletedAt !== undefined && { deleted_at: seconds(job.deletedAt) }),
    ...(job.result && job.deletedAt === undefined && { result: resultView(job, pictures) }),
    ...(job.failure && { error: errorOf(job, job.failure, now) }),
  };
}

/** What is made is settled before anybody is shown it. */
const statusOf = (job: Job): string =>
  job.state === 'delivering' && job.result ? statusWord('succeeded') : statusWord(job.state);

function planned({ plan, result }: Job) {
  if (!plan) return {};
  const { mode, modelId, warnings } = result?.plan ?? plan;
  return {
    mode,
    provider: modelId.split('/')[0],
    model: modelId,
    n: expectedPictures(plan),
    credits: result?.charged ?? plan.price.total,
    warnings: warnings.map(plainText),
  };
}

function resultView(job: Job, data: readonly ViewedPicture[]) {
  if (!job.result) return undefined;
  return { created: createdOf(job), data, ...imageFacts(job, job.result) };
}

const errorOf = (job: Job, failure: Failure, now: number) => failureProblem({ failure, jobId: job.id }, now).body.error;

const seconds = (ms: number): number => Math.floor(ms / 1000);
