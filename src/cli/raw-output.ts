import { planOf } from '#src/app/run-job.ts';
import type { Failure } from '#src/domain/errors.ts';
import type { Job, JobResult } from '#src/domain/job.ts';
import { expectedPictures, type Plan } from '#src/domain/plan.ts';
import { plainText } from '#src/domain/text.ts';
import type { Usage } from '#src/domain/usage.ts';

/** What `--raw` prints for a finished job: OpenAI's ImagesResponse with paths, and our `metadata`. */
export function rawResult(job: Job, result: JobResult, paths: readonly string[]): object {
  return {
    created: Math.floor(job.createdAt / 1000),
    data: paths.map((path, index) => ({
      path,
      ...(result.captions?.[index] !== undefined && { prompt: result.captions[index] }),
      ...(result.revisedPrompt !== undefined && { revised_prompt: result.revisedPrompt }),
    })),
    ...(result.usage && { usage: rawUsage(result.usage) }),
    metadata: {
      jobId: job.id,
      ...planned(result.plan ?? planOf(job)),
      durationMs: result.durationMs,
      credits: result.charged,
      warnings: [...(result.plan ?? planOf(job)).warnings, ...result.warnings].map(plainText),
      ...(result.text !== undefined && { text: result.text }),
      ...(result.seed !== undefined && { seed: result.seed }),
      ...(job.maskWords !== undefined && { mask: job.maskWords }),
      ...(result.changedOutside !== undefined && { changedOutside: result.changedOutside }),
      ...(result.sameAs !== undefined && { sameAs: result.sameAs }),
      ...(result.costUsdMicros !== undefined && { costUsdMicros: result.costUsdMicros }),
      ...(result.providerRequestId !== undefined && { providerRequestId: result.providerRequestId }),
    },
  };
}

/** What `--raw --dry-run` prints: the same metadata, and no data. */
export const rawPlan = (plan: Plan, mask?: { readonly words: string; readonly path: string | undefined }): object => ({
  data: [],
  metadata: {
    ...planned(plan),
    why: plan.why,
    ...(plan.modelWhy !== undefined && { modelWhy: plan.modelWhy }),
    pictures: expectedPictures(plan),
    ...(mask && { mask }),
    credits: plan.price.total,
    warnings: plan.warnings.map(plainText),
    dryRun: true,
  },
});

export const rawFailure = ({ code, message, blame, charged }: Failure): object => ({
  error: { code, message, blame, charged },
});

function planned({ mode, modelId }: Plan) {
  const [provider = ''] = modelId.split('/');
  return { mode, provider, model: modelId };
}

const rawUsage = ({ inputTokens, inputTextTokens, inputImageTokens, outputTokens, totalTokens }: Usage) => ({
  input_tokens: inputTokens,
  input_tokens_details: { text_tokens: inputTextTokens, image_tokens: inputImageTokens },
  output_tokens: outputTokens,
  total_tokens: totalTokens,
});
