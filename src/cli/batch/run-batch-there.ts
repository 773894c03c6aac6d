import { formatOfList } from '#src/batch-files/read-list.ts';
import type { ExitCode } from '../exit-codes.ts';
import { optionsOf } from '../make-pictures.ts';
import { openRemote } from '../remote/open-remote.ts';
import { overRemote } from '../remote/remote-failure.ts';
import { type BatchFlags, makeBatch } from './make-batch.ts';
import { createRemoteSide } from './remote-side.ts';
import { guarded, nameOf, withoutOutput } from './run-batch-command.ts';

/** `easel batch FILE --server URL`: by a running Easel. */
export const runBatchThere = (file: string, flags: BatchFlags): Promise<ExitCode> =>
  guarded(flags, async (stops) => {
    const name = await nameOf(file, flags);
    const remote = openRemote(flags);
    const format = flags.list ?? formatOfList(file);
    const list = { file, format, defaults: optionsOf(withoutOutput(flags)), name, signal: stops.second };
    return overRemote(remote, flags, () => makeBatch({ file, flags, side: createRemoteSide(remote, list), stops }));
  });
