import type { Job, JobResult } from '#src/domain/job.ts';
import { expectedPictures, type Plan } from '#src/domain/plan.ts';
import { plainText } from '#src/domain/text.ts';
import type { Usage } from '#src/domain/usage.ts';
import { planOf } from './run-job.ts';

/** What programs are told of a finished job beside its pictures: `metadata` of the HTTP API and of `--raw`. */
export const resultMetadata = (job: Job, result: JobResult) => {
  const plan = result.plan ?? planOf(job);
  return {
    jobId: job.id,
    ...planned(plan),
    durationMs: result.durationMs,
    credits: result.charged,
    warnings: [...plan.warnings, ...result.warnings].map(plainText),
    ...(result.text !== undefined && { text: result.text }),
    ...(result.seed !== undefined && { seed: result.seed }),
    ...(job.maskWords !== undefined && { mask: job.maskWords }),
    ...(result.changedOutside !== undefined && { changedOutside: result.changedOutside }),
    ...(result.sameAs !== undefined && { sameAs: result.sameAs }),
    ...(result.costUsdMicros !== undefined && { costUsdMicros: result.costUsdMicros }),
    ...(result.providerRequestId !== undefined && { providerRequestId: result.providerRequestId }),
  };
};

/** The same of what would be done. */
export const planMetadata = (plan: Plan) => ({
  ...planned(plan),
  why: plan.why,
  ...(plan.modelWhy !== undefined && { modelWhy: plan.modelWhy }),
  pictures: expectedPictures(plan),
  credits: plan.price.total,
  warnings: plan.warnings.map(plainText),
  dryRun: true,
});

/** As OpenAI's API names it. */
export const wireUsage = ({ inputTokens, inputTextTokens, inputImageTokens, outputTokens, totalTokens }: Usage) => ({
  input_tokens: inputTokens,
  input_tokens_details: { text_tokens: inputTextTokens, image_tokens: inputImageTokens },
  output_tokens: outputTokens,
  total_tokens: totalTokens,
});

function planned({ mode, modelId }: Plan) {
  const [provider = ''] = modelId.split('/');
  return { mode, provider, model: modelId };
}
