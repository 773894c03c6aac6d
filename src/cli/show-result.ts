import { dryRunAnswer } from '#src/app/dry-run.ts';
import { planOf } from '#src/app/run-job.ts';
import { credits } from '#src/domain/error-texts.ts';
import type { Failure } from '#src/domain/errors.ts';
import type { Job, JobResult } from '#src/domain/job.ts';
import { formatSize } from '#src/domain/shape.ts';
import { plainText } from '#src/domain/text.ts';
import { type ExitCode, exitCodeOf } from './exit-codes.ts';
import { rawFailure } from './raw-output.ts';
import type { Once } from './run-once.ts';
import { table } from './table.ts';

export interface ShowWishes {
  readonly raw?: boolean;
  readonly verbose?: boolean;
}

/** Says a failure, and what to exit with. */
export function showFailure(failure: Failure, { raw, verbose }: ShowWishes, thrown?: unknown): ExitCode {
  if (raw) console.log(JSON.stringify(rawFailure(failure), null, 2));
  else console.error(failure.message);
  if (verbose) console.error(`code ${failure.code}, blame ${failure.blame}, charged ${failure.charged}`);
  if (verbose && thrown instanceof Error && thrown.cause instanceof Error) console.error(thrown.cause.message);
  return exitCodeOf(failure);
}

/** Says what a request would do. */
export function showPlan(planned: Awaited<ReturnType<Once['dryRun']>>): void {
  const answer = dryRunAnswer(planned);
  if (answer.kind === 'table') console.error(table(answer.rows.map((row) => row.map(plainText))));
}

/** What is said about a finished job, below its files. */
export async function summary(
  { easel }: Once,
  job: Job,
  result: JobResult,
  { verbose = false }: ShowWishes,
): Promise<string> {
  const plan = result.plan ?? planOf(job);
  const { available, allowance } = await easel.engine.balance(job);
  const size = result.pictures[0] ? formatSize(result.pictures[0]) : '';
  return [
    ...[...plan.warnings, ...result.warnings].map((warning) => `Note: ${plainText(warning)}`),
    ...(result.text ? [`The model says: ${result.text}`] : []),
    ...(result.revisedPrompt ? [`Prompt as revised by the provider: ${result.revisedPrompt}`] : []),
    ...(job.maskWords ? [changed(job.maskWords)] : []),
    `${plan.mode} on ${plan.modelId}, ${size}, ${(result.durationMs / 1000).toFixed(1)} s, ${credits(result.charged)}; ${available} of ${allowance} left.`,
    ...(verbose ? [details(job, result)] : []),
  ].join('\n');
}

const changed = (words: string): string =>
  /^everything(?! but)/.test(words)
    ? `Changed: ${words}.`
    : `Changed: ${words}. Everything else is as it was, pixel for pixel.`;

function details(job: Job, { providerRequestId }: JobResult): string {
  const { why, modelWhy } = planOf(job);
  const model = modelWhy ? `; this model, because ${modelWhy}` : '';
  return `job ${job.id}, because ${why}${model}${providerRequestId ? `, provider request ${providerRequestId}` : ''}`;
}
