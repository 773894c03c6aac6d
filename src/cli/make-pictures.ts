import { extname } from 'node:path';
import { needsConfirmation } from '#src/app/confirm-job.ts';
import type { DryRun } from '#src/app/dry-run.ts';
import type { Config } from '#src/config/config.ts';
import { credits } from '#src/domain/error-texts.ts';
import { EaselError, toFailure } from '#src/domain/errors.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import { extensionOf } from '#src/domain/picture.ts';
import { expectedPictures } from '#src/domain/plan.ts';
import { isGridRequest } from '#src/domain/region.ts';
import { NUMBER_OPTIONS, type RequestOptions, WORD_OPTIONS } from '#src/domain/request.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { fileRef } from './file-images.ts';
import { existing, formatOfName, type OutputTarget, pathsOf, targetOf, writeNew } from './output-files.ts';
import { rawPlan, rawResult } from './raw-output.ts';
import { failureOf } from './report-failure.ts';
import { type Once, withEngine } from './run-once.ts';
import { savePictures } from './save-pictures.ts';
import { showFailure, showPlan, summary } from './show-result.ts';
import { createTerminalProgress } from './terminal-progress.ts';

/** What `generate`, `edit` and `avatar` were called with, already of the right types. */
export interface MakeFlags extends Omit<RequestOptions, 'timeoutSeconds'> {
  /** Seconds. */
  readonly timeout?: number;
  readonly output?: string;
  readonly force?: boolean;
  readonly user: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly raw?: boolean;
  readonly verbose?: boolean;
  readonly image?: readonly string[];
  readonly mask?: string;
}

/** Makes pictures and saves them. */
export function makePictures(
  command: 'imagine' | 'edit',
  prompt: string,
  flags: MakeFlags,
  config: Config,
): Promise<ExitCode> {
  const { image = [], mask } = flags;
  const images = image.map(fileRef);
  const request: AcceptedRequest = {
    command,
    prompt,
    options: optionsOf(flags),
    images,
    instructions: [],
    ...(mask !== undefined && { mask: fileRef(mask) }),
  };
  return makeRequest(request, flags, config);
}

/** Makes what was asked for. Results go to standard output, everything for people to standard error. */
export async function makeRequest(request: AcceptedRequest, flags: MakeFlags, config: Config): Promise<ExitCode> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort(new EaselError('canceled', {}));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    const target = await targetOf(flags.output, request.prompt || (request.options.mode ?? ''));
    await refuseTaken(target, request.options.n ?? 1, request.options.format ?? 'png', flags);
    const progress = await createTerminalProgress({ quiet: flags.raw === true && flags.verbose !== true });
    const parts = { config, user: flags.user, progress, signal: interrupted.signal };
    return await withEngine(parts, (once) => act(once, request, target, flags));
  } catch (thrown) {
    if (!(thrown instanceof EaselError)) throw thrown;
    return showFailure(failureOf(thrown), flags, thrown);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function act(once: Once, request: AcceptedRequest, target: OutputTarget, flags: MakeFlags): Promise<ExitCode> {
  if (isGridRequest(request.options.region ?? '')) return saveGrid(once, request, target, flags);
  if (flags.dryRun) return plan(once, request, target, flags);
  if (!isBatch(request)) return make(once, request, target, { ...flags, expected: request.options.n ?? 1 });
  const planned = await once.dryRun(request);
  const expected = expectedPictures(planned.plan);
  await refuseTaken(target, expected, request.options.format ?? 'png', flags);
  await askForPrice(planned, flags, () => showPlan(planned));
  return make(once, request, target, { ...flags, expected });
}

/** Whether a request stands for more pictures than its `n` says. */
const isBatch = ({ avatar, prompt, options }: AcceptedRequest): boolean =>
  avatar !== undefined || options.mode === 'grid' || prompt.includes('{');

/** @throws {EaselError} `needs-confirmation` where nobody can be asked, and `canceled` where the answer is no. */
async function askForPrice(
  { plan: planned, standing }: DryRun,
  { yes, raw }: MakeFlags,
  show: () => void,
): Promise<void> {
  const cost = planned.price.total;
  if (yes || !needsConfirmation(planned, standing)) return;
  if (raw || !process.stdin.isTTY || !process.stderr.isTTY)
    throw new EaselError('needs-confirmation', { cost, limit: standing.credits.confirmAbove });
  show();
  const { confirm } = await import('@clack/prompts');
  const answer = await confirm({
    message: `Make ${expectedPictures(planned)} pictures for ${credits(cost)}?`,
    output: process.stderr,
  });
  if (answer !== true) throw new EaselError('canceled', {});
}

async function make(
  once: Once,
  request: AcceptedRequest,
  target: OutputTarget,
  { expected, ...flags }: MakeFlags & { readonly expected: number },
): Promise<ExitCode> {
  const job = await once.run(request);
  if (!job.result) return showFailure(job.failure ?? toFailure(new EaselError('internal', {})), flags);
  const wishes = { expected, force: flags.force ?? false, quiet: flags.raw ?? false };
  const paths = await savePictures(once.easel, job.result, target, wishes);
  if (flags.raw) console.log(JSON.stringify(rawResult(job, job.result, paths), null, 2));
  if (!flags.raw || flags.verbose) console.error(await summary(once, job, job.result, flags));
  return EXIT.done;
}

/** Says what would be done; the part that would change is saved as a picture beside where the result would go. */
async function plan(once: Once, request: AcceptedRequest, target: OutputTarget, flags: MakeFlags): Promise<ExitCode> {
  const planned = await once.dryRun(request);
  const overlay = planned.mask && (await saveBeside(target, 'mask', planned.mask.overlay));
  if (flags.raw) {
    console.log(
      JSON.stringify(rawPlan(planned.plan, planned.mask && { words: planned.mask.words, path: overlay }), null, 2),
    );
    return EXIT.done;
  }
  showPlan(planned);
  if (overlay) console.error(`The part that would change is tinted in ${overlay}.`);
  console.error('Nothing was spent.');
  return EXIT.done;
}

async function saveGrid(
  once: Once,
  request: AcceptedRequest,
  target: OutputTarget,
  flags: MakeFlags,
): Promise<ExitCode> {
  const path = await saveBeside(target, 'grid', await once.showGrid(request));
  if (flags.raw) console.log(JSON.stringify({ data: [{ path }] }, null, 2));
  else console.log(path);
  console.error('Name the cells that may change, for example --region "C2-F5, H8". Nothing was spent.');
  return EXIT.done;
}

/** Never over another file: it gets a number where its name is taken. */
function saveBeside(
  { folder, stem }: OutputTarget,
  what: string,
  { bytes, type }: { readonly bytes: Uint8Array; readonly type: 'image/png' | 'image/jpeg' | 'image/webp' },
): Promise<string> {
  const extension = extensionOf(type);
  const [path = ''] = pathsOf({ folder, stem: `${stem}-${what}`, extension: '', chosen: false }, 1, extension);
  return writeNew(path, bytes, { force: false, chosen: false });
}

/** Refuses before anything is spent where a file would be overwritten. */
async function refuseTaken(
  target: OutputTarget,
  count: number,
  extension: string,
  { force, dryRun }: MakeFlags,
): Promise<void> {
  if (force || dryRun || !target.chosen) return;
  const [taken] = await existing(pathsOf(target, count, extension));
  if (taken) throw new EaselError('output-exists', { path: taken });
}

const OPTION_NAMES = [...WORD_OPTIONS, ...NUMBER_OPTIONS, 'partials'] as const;

/** The options of a request among the flags; a file's name asks for its format. */
export function optionsOf(flags: MakeFlags): RequestOptions {
  const { output, timeout } = flags;
  const byName = output === undefined || extname(output) === '' ? undefined : formatOfName(output);
  const format = flags.format ?? byName;
  return {
    ...Object.fromEntries(OPTION_NAMES.flatMap((name) => (flags[name] === undefined ? [] : [[name, flags[name]]]))),
    ...(format !== undefined && { format }),
    ...(timeout !== undefined && { timeoutSeconds: timeout }),
  };
}
