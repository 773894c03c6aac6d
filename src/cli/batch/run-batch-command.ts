import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createBatchRoute } from '#src/app/batches/batch-route.ts';
import { COMMAND_LINE } from '#src/app/recover-jobs.ts';
import { formatOfList } from '#src/batch-files/read-list.ts';
import type { Config } from '#src/config/config.ts';
import { EaselError } from '#src/domain/errors.ts';
import { openEasel } from '#src/main.ts';
import { createPinoLog } from '#src/pino-log.ts';
import { openDataFolder } from '../data-folder.ts';
import type { ExitCode } from '../exit-codes.ts';
import { readImageFile } from '../file-images.ts';
import { optionsOf } from '../make-pictures.ts';
import { failureOf } from '../report-failure.ts';
import { TENANT } from '../run-once.ts';
import { showFailure } from '../show-result.ts';
import type { BatchSide } from './batch-side.ts';
import { createLocalSide } from './local-side.ts';
import { type BatchFlags, makeBatch } from './make-batch.ts';

const CLOSE_MS = 5000;
const AWAKE_MS = 60_000;
const SIMULATOR_PACE_MS = 400;

/** `easel batch FILE`: here, over this process's own engine. */
export async function runBatchHere(file: string, flags: BatchFlags, config: Config): Promise<ExitCode> {
  return guarded(flags, async (stops) => {
    const name = await nameOf(file, flags);
    const platform = `${COMMAND_LINE}batch-${name}`;
    const way = createBatchRoute(platform, readImageFile);
    await openDataFolder(config.dataDir);
    const log = createPinoLog(config.logLevel === 'info' ? 'silent' : config.logLevel);
    const routes = new Map([[way.route.id, way.route]]);
    const easel = await openEasel(config, { routes, log, simulatorPaceMs: SIMULATOR_PACE_MS });
    // Nothing else may be left to do while the end is waited for, and that is no reason to go.
    const awake = setInterval(() => {}, AWAKE_MS);
    try {
      easel.engine.batches.open(way);
      await easel.engine.start({ housekeeping: false });
      const owner = { tenantId: TENANT, personId: flags.user.toLowerCase(), personName: flags.user };
      const format = flags.list ?? formatOfList(file);
      const list = { file, format, defaults: optionsOf(withoutOutput(flags)), name, platform, owner };
      const side: BatchSide = createLocalSide(easel, { ...list, signal: stops.second });
      return await makeBatch({ file, flags, side, stops });
    } finally {
      clearInterval(awake);
      await easel.engine.stop(CLOSE_MS);
      await easel.close();
    }
  });
}

/** Ctrl-C ends gently; once more ends at once. */
export async function guarded(
  flags: BatchFlags,
  work: (stops: { readonly first: AbortSignal; readonly second: AbortSignal }) => Promise<ExitCode>,
): Promise<ExitCode> {
  const [first, second] = [new AbortController(), new AbortController()];
  const interrupt = () => (first.signal.aborted ? second : first).abort(new EaselError('canceled', {}));
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await work({ first: first.signal, second: second.signal });
  } catch (thrown) {
    if (!(thrown instanceof EaselError)) throw thrown;
    return showFailure(failureOf(thrown), flags, thrown);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** A batch is known by what is in its list and what it is made with: the same command finds it again. */
export async function nameOf(file: string, flags: BatchFlags): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new EaselError('batch-invalid', { why: `There is no file ${file}. Choose another` });
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  hash.update(
    JSON.stringify([optionsOf(withoutOutput(flags)), flags.user.toLowerCase(), flags.list ?? formatOfList(file)]),
  );
  return hash.digest('hex').slice(0, 24);
}

/** Where pictures go says nothing of how they are made. */
export const withoutOutput = ({ output: _output, ...flags }: BatchFlags): BatchFlags => flags;
