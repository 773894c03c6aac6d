import { planMetadata, resultMetadata, wireUsage } from '#src/app/job-metadata.ts';
import type { Failure } from '#src/domain/errors.ts';
import type { Job, JobResult } from '#src/domain/job.ts';
import type { Plan } from '#src/domain/plan.ts';

/** What `--raw` prints for a finished job: OpenAI's ImagesResponse with paths, and our `metadata`. */
export function rawResult(job: Job, result: JobResult, paths: readonly string[]): object {
  return {
    created: Math.floor(job.createdAt / 1000),
    data: paths.map((path, index) => ({
      path,
      ...(result.captions?.[index] !== undefined && { prompt: result.captions[index] }),
      ...(result.revisedPrompt !== undefined && { revised_prompt: result.revisedPrompt }),
    })),
    ...(result.usage && { usage: wireUsage(result.usage) }),
    metadata: resultMetadata(job, result),
  };
}

/** What `--raw --dry-run` prints: the same metadata, and no data. */
export const rawPlan = (plan: Plan, mask?: { readonly words: string; readonly path: string | undefined }): object => ({
  data: [],
  metadata: { ...planMetadata(plan), ...(mask && { mask }) },
});

export const rawFailure = ({ code, message, blame, charged }: Failure): object => ({
  error: { code, message, blame, charged },
});
