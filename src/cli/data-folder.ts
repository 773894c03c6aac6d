import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { EaselError } from '#src/domain/errors.ts';

/**
 * Makes the data folder and tries that it can be used, so that trouble is told by its name before anything begins.
 * @throws {EaselError} `store-unavailable` with a sentence for the operator as its cause.
 */
export async function openDataFolder(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir, 0o700);
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown error';
    const said = `the folder ${dataDir} cannot be written (${code}). Set EASEL_DATA_DIR to one that can.`;
    throw new EaselError('store-unavailable', {}, { cause: new Error(said, { cause: thrown }) });
  }
}

/**
 * Makes a folder and those around it. Not by Node's `recursive`, which never comes back where the file system says that a folder
 * is missing although it is there, as /proc does.
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  if (await isFolder(path)) return;
  const around = dirname(path);
  if (around !== path) await makeFolder(around, mode);
  await mkdir(path, mode).catch(async (error: unknown) => {
    // Another process may have made it in the same moment.
    if (!(await isFolder(path))) throw error;
  });
}

export const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
