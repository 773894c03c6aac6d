import { dirname, extname } from 'node:path';
import { dryRunAnswer } from '#src/app/dry-run.ts';
import { planOf } from '#src/app/run-job.ts';
import type { Config } from '#src/config/config.ts';
import { credits } from '#src/domain/error-texts.ts';
import { EaselError, type Failure, toFailure } from '#src/domain/errors.ts';
import type { AcceptedRequest, Job, JobResult } from '#src/domain/job.ts';
import { extensionOf } from '#src/domain/picture.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { formatSize } from '#src/domain/shape.ts';
import { plainText } from '#src/domain/text.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';
import { fileRef } from './file-images.ts';
import { existing, formatOfName, type OutputTarget, pathsOf, targetOf, writeNew } from './output-files.ts';
import { rawFailure, rawPlan, rawResult } from './raw-output.ts';
import { failureOf } from './report-failure.ts';
import { type Once, withEngine } from './run-once.ts';
import { table } from './table.ts';
import { createTerminalProgress } from './terminal-progress.ts';

/** What `generate` and `edit` were called with, already of the right types. */
export interface MakeFlags extends Omit<RequestOptions, 'timeoutSeconds'> {
  /** Seconds. */
  readonly timeout?: number;
  readonly output?: string;
  readonly force?: boolean;
  readonly user: string;
  readonly dryRun?: boolean;
  readonly raw?: boolean;
  readonly verbose?: boolean;
  readonly image?: readonly string[];
  readonly mask?: string;
}

/** Makes pictures and saves them. Results go to standard output, everything for people to standard error. */
export async function makePictures(
  command: AcceptedRequest['command'],
  prompt: string,
  flags: MakeFlags,
  config: Config,
): Promise<ExitCode> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort(new EaselError('canceled', {}));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const target = await targetOf(flags.output, prompt);
    const request = requestOf(command, prompt, flags);
    await refuseTaken(target, request, flags);
    const progress = await createTerminalProgress({ quiet: flags.raw === true && flags.verbose !== true });
    const parts = { config, user: flags.user, progress, signal: interrupted.signal };
    return await withEngine(parts, (once) =>
      flags.dryRun ? showPlan(once, request, flags) : make(once, request, target, flags),
    );
  } catch (thrown) {
    if (!(thrown instanceof EaselError)) throw thrown;
    return showFailure(failureOf(thrown), flags, thrown);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function make(once: Once, request: AcceptedRequest, target: OutputTarget, flags: MakeFlags): Promise<ExitCode> {
  const job = await once.run(request);
  if (!job.result) return showFailure(job.failure ?? toFailure(new EaselError('internal', {})), flags);
  const paths = await save(once, job.result, target, flags);
  if (flags.raw) console.log(JSON.stringify(rawResult(job, job.result, paths), null, 2));
  if (!flags.raw || flags.verbose) console.error(await summary(once, job, job.result, flags));
  return EXIT.done;
}

/** Pictures that cannot be written where they were wanted are not lost: the store has them, and the person is told where. */
async function save(
  { easel }: Once,
  { pictures }: JobResult,
  target: OutputTarget,
  { force = false, raw = false, n = 1 }: MakeFlags,
): Promise<string[]> {
  const saved: string[] = [];
  for (const [index, picture] of pictures.entries()) {
    const bytes = await easel.blobs.get(picture.key);
    if (!bytes) throw new EaselError('store-unavailable', {});
    const extension = extensionOf(picture.type);
    // The names that were looked at before anything was spent, also where fewer pictures came.
    const path = pathsOf(fitting(target, extension), Math.max(n, pictures.length), extension)[index] ?? '';
    const written = writeNew(path, bytes, { force, chosen: target.chosen });
    saved.push(await written.catch((cause: unknown) => cannotSave(path, pictures, cause)));
    if (!raw) console.log(saved.at(-1));
  }
  return saved;
}

function cannotSave(path: string, pictures: JobResult['pictures'], cause: unknown): never {
  const said = cause instanceof Error ? cause.message : String(cause);
  const [{ key } = { key: '' }, another] = pictures;
  throw new EaselError(
    'output-failed',
    { path, said, key: another ? `${dirname(key)}/` : key },
    { cause, charged: true },
  );
}

/** A name that promises another format than the picture has would lie; the picture's own ending is added. */
function fitting(target: OutputTarget, extension: string): OutputTarget {
  const promised = formatOfName(`x${target.extension}`);
  const honest = promised === undefined || promised === formatOfName(`x.${extension}`);
  if (honest) return target;
  console.error(`The picture is ${extension}, so it is saved with the ending .${extension}.`);
  return { ...target, extension: `${target.extension}.${extension}` };
}

async function showPlan(once: Once, request: AcceptedRequest, flags: MakeFlags): Promise<ExitCode> {
  const planned = await once.dryRun(request);
  if (flags.raw) {
    console.log(JSON.stringify(rawPlan(planned.plan), null, 2));
    return EXIT.done;
  }
  const answer = dryRunAnswer(planned);
  if (answer.kind === 'table') console.error(table(answer.rows.map((row) => row.map(plainText))));
  console.error('Nothing was spent.');
  return EXIT.done;
}

function showFailure(failure: Failure, flags: MakeFlags, thrown?: unknown): ExitCode {
  if (flags.raw) console.log(JSON.stringify(rawFailure(failure), null, 2));
  else console.error(failure.message);
  if (flags.verbose) console.error(`code ${failure.code}, blame ${failure.blame}, charged ${failure.charged}`);
  if (flags.verbose && thrown instanceof Error && thrown.cause instanceof Error) console.error(thrown.cause.message);
  return exitCodeOf(failure);
}

async function summary({ easel }: Once, job: Job, result: JobResult, { verbose = false }: MakeFlags): Promise<string> {
  const plan = planOf(job);
  const { available, allowance } = await easel.ledger.balance(job.accountId);
  const size = result.pictures[0] ? formatSize(result.pictures[0]) : '';
  const lines = [
    ...[...plan.warnings, ...result.warnings].map((warning) => `Note: ${plainText(warning)}`),
    ...(result.revisedPrompt ? [`Prompt as revised by the provider: ${result.revisedPrompt}`] : []),
    `${plan.mode} on ${plan.modelId}, ${size}, ${(result.durationMs / 1000).toFixed(1)} s, ${credits(result.charged)}; ${available} of ${allowance} left.`,
    ...(verbose
      ? [
          `job ${job.id}, because ${plan.why}${result.providerRequestId ? `, provider request ${result.providerRequestId}` : ''}`,
        ]
      : []),
  ];
  return lines.join('\n');
}

/** Refuses before anything is spent where a file would be overwritten. */
async function refuseTaken(
  target: OutputTarget,
  { options }: AcceptedRequest,
  { force, dryRun }: MakeFlags,
): Promise<void> {
  if (force || dryRun || !target.chosen) return;
  const [taken] = await existing(pathsOf(target, options.n ?? 1, options.format ?? 'png'));
  if (taken) throw new EaselError('output-exists', { path: taken });
}

function requestOf(command: AcceptedRequest['command'], prompt: string, flags: MakeFlags): AcceptedRequest {
  const {
    output,
    force: _force,
    user: _user,
    dryRun: _dryRun,
    raw: _raw,
    verbose: _verbose,
    image = [],
    mask,
    timeout,
    ...options
  } = flags;
  const byName = output === undefined || extname(output) === '' ? undefined : formatOfName(output);
  const format = options.format ?? byName;
  return {
    command,
    prompt,
    options: {
      ...options,
      ...(format !== undefined && { format }),
      ...(timeout !== undefined && { timeoutSeconds: timeout }),
    },
    images: image.map(fileRef),
    instructions: [],
    ...(mask !== undefined && { mask: fileRef(mask) }),
  };
}
