import { access, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ListFormat } from '#src/batch-files/read-list.ts';
import type { Batch } from '#src/domain/batches/batch.ts';
import { credits } from '#src/domain/error-texts.ts';
import { EaselError } from '#src/domain/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { MakeFlags } from '../make-pictures.ts';
import type { RemoteFlags } from '../remote/server-of.ts';
import { showBatchProgress } from './batch-progress.ts';
import type { BatchSide, BatchView } from './batch-side.ts';
import { brokenWords, endWords, priceWords } from './batch-words.ts';
import { isArchive, type SavedBatch, saveBatch } from './save-batch.ts';

/** What `batch` was called with. */
export interface BatchFlags extends MakeFlags, Omit<RemoteFlags, 'timeout'> {
  /** How the list is written, where its name does not say it. */
  readonly list?: ListFormat;
  /** Only goes on with what was begun. */
  readonly resume?: boolean;
  /** Makes a list anew that was made before. */
  readonly again?: boolean;
}

export interface BatchRun {
  readonly file: string;
  readonly flags: BatchFlags;
  readonly side: BatchSide;
  /** The first time a person wants it to stop, and the second. */
  readonly stops: { readonly first: AbortSignal; readonly second: AbortSignal };
}

const LOOK_MS = 500;

/** Makes a list of prompts: tells one price, asks, makes, saves. Called again it goes on where it was. */
export async function makeBatch(run: BatchRun): Promise<ExitCode> {
  const { side, flags, file } = run;
  const output = flags.output ?? `easel-${basename(file, extname(file)) || 'batch'}`;
  await refuseTaken(output, flags);
  const batch = await toBeMade(run);
  for (const line of brokenWords(batch)) console.error(line);
  if (flags.dryRun) return tellPrice(batch, await side.available(), flags);
  if (batch.state === 'priced') await askForPrice(batch, await side.available(), flags);
  const ended = isEnded(batch) ? batch : await made(batch, run);
  if (isArchive(output) && !isEnded(ended)) return tellEnd(ended, undefined, flags, file);
  return tellEnd(ended, await saveBatch(side, ended, output), flags, file);
}

/** What was begun, where it was not ended; else the list, read and priced. */
async function toBeMade({ side, flags, file }: BatchRun): Promise<BatchView> {
  const found = await side.find();
  const isBegun = found !== undefined && found.state !== 'priced' && found.state !== 'canceled';
  if (flags.resume && !isBegun)
    throw new EaselError('batch-invalid', {
      why: `Nothing of ${file} was begun with these options. Leave out --resume`,
    });
  // What another process makes at this moment is not taken away from it.
  if (!isBegun || (flags.again && found.state !== 'running')) return side.create(flags.dryRun !== true);
  const words = isEnded(found) ? 'It is made already; --again makes it anew.' : 'Going on where it was.';
  console.error(words);
  return found;
}

const isEnded = ({ state }: Pick<Batch, 'state'>): boolean => state === 'done' || state === 'canceled';

/** Refuses before anything is spent where an archive would be overwritten; a folder keeps what it has. */
async function refuseTaken(output: string, { force, dryRun, resume }: BatchFlags): Promise<void> {
  if (dryRun || force || resume) return;
  const isTaken = isArchive(output) ? await isThere(output) : await isFile(output);
  if (isTaken) throw new EaselError('output-exists', { path: output });
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  );

function tellPrice(batch: BatchView, available: number, { raw }: BatchFlags): ExitCode {
  if (raw) console.log(JSON.stringify({ batch: rawOf(batch), dryRun: true }, null, 2));
  else console.error(`${priceWords(batch, available)}\nNothing was spent.`);
  return EXIT.done;
}

/** @throws {EaselError} `needs-confirmation` where nobody can be asked, and `canceled` where the answer is no. */
async function askForPrice(batch: BatchView, available: number, { yes, raw }: BatchFlags): Promise<void> {
  console.error(priceWords(batch, available));
  if (yes) return;
  if (raw || !process.stdin.isTTY || !process.stderr.isTTY)
    throw new EaselError('needs-confirmation', { cost: batch.credits, limit: 0 });
  const { confirm } = await import('@clack/prompts');
  const answer = await confirm({ message: `Make it for ${credits(batch.credits)}?`, output: process.stderr });
  if (answer !== true) throw new EaselError('canceled', {});
}

/** Makes it until it ends, or a person stops it. */
async function made(batch: BatchView, { side, flags, stops }: BatchRun): Promise<BatchView> {
  await side.begin(batch);
  const progress = await showBatchProgress({ quiet: flags.raw === true });
  let now = batch;
  try {
    for (now = await side.look(batch); now.state === 'running' && !stops.first.aborted; now = await side.look(batch)) {
      progress.update(now);
      await sleep(LOOK_MS, undefined, { signal: stops.first }).catch(() => undefined);
    }
    if (now.state !== 'running') return now;
    progress.note('Stopping: what is under way is waited for. Once more to cancel it.');
    const paused = side.pause(batch, false);
    const harder = once(stops.second).then(() => side.pause(batch, true));
    await Promise.race([paused, harder]);
    return await side.look(batch);
  } finally {
    progress.end();
  }
}

const once = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

function tellEnd(batch: BatchView, saved: SavedBatch | undefined, { raw }: BatchFlags, file: string): ExitCode {
  if (raw) console.log(JSON.stringify({ batch: rawOf(batch), ...(saved && { output: saved }) }, null, 2));
  else if (saved) console.log(saved.path);
  for (const line of endWords(batch, `easel batch ${file} with the same options`)) console.error(line);
  return exitCodeOf(batch);
}

const rawOf = ({ id, state, lines, broken, credits: price, pictures, counts, why }: BatchView) => ({
  ...{ id, state, lines, broken, price: { credits: price, pictures } },
  ...counts,
  ...(why && { why }),
});

/** Done only where every line of the list was made. */
function exitCodeOf({ state, counts, lines, broken, why }: BatchView): ExitCode {
  const isOutOfCredits = why?.code === 'not-enough-credits' || why?.code === 'budget-spent';
  if (state !== 'done' && isOutOfCredits) return EXIT.credits;
  return state === 'done' && counts.made === lines && broken === 0 ? EXIT.done : EXIT.failed;
}
