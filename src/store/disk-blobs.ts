import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { EaselError } from '#src/domain/errors.ts';
import type { BlobStore, PutFromOptions } from '#src/ports/blob-store.ts';
import { foldersOf, namesOf } from './blob-key.ts';
import { createDiskReader } from './disk-reader.ts';
import { hasCode } from './has-code.ts';
import { storeFull, storeUnavailable } from './store-errors.ts';
import { writeChunks } from './write-chunks.ts';
import { openWritingFolder } from './writing-folder.ts';

export interface DiskBlobsParts {
  readonly folder: string;
  /** Writes a new file whole, through to the disk. */
  readonly writeFile?: (path: string, bytes: Uint8Array) => Promise<void>;
  /** Epoch milliseconds; the system's time unless given. */
  readonly now?: () => number;
}

/** How often a folder may vanish under a file that is being put into it. */
const TRIES = 5;

/**
 * Pictures as files. A file gets its name only when all its bytes are on the disk, so a name never leads to half a picture.
 *
 * @throws {EaselError} `store-unavailable` where the folder cannot be made or read.
 */
export function createDiskBlobs({
  folder,
  writeFile = writeThrough,
  now = () => Date.now(),
}: DiskBlobsParts): BlobStore {
  const writing = openWritingFolder(folder, now());

  const pathOf = (key: string): string => join(folder, ...namesOf(key));

  async function put(key: string, bytes: Uint8Array): Promise<void> {
    const path = pathOf(key);
    await writing
      .write(async (unnamed) => {
        // Its folder is made meanwhile, for each of them waits for the disk; where that fails it is tried again below.
        const folding = madeFolder(dirname(path)).catch(() => undefined);
        await writeFile(unnamed, bytes);
        const made = await folding;
        await give(unnamed, path, made);
      })
      .catch((error) => Promise.reject(asStoreError(error)));
  }

  async function putFrom(key: string, chunks: AsyncIterable<Uint8Array>, options: PutFromOptions): Promise<number> {
    const path = pathOf(key);
    return writing.write(async (unnamed) => {
      const byteLength = await writeChunks(unnamed, chunks, {
        name: basename(key),
        ...options,
        through: true,
        asStoreError,
      });
      await give(unnamed, path).catch((error) => Promise.reject(asStoreError(error)));
      return byteLength;
    });
  }

  async function removeAll(prefix: string): Promise<void> {
    const { folders, begins } = foldersOf(prefix);
    const within = join(folder, ...folders);
    try {
      if (begins === '') return await removeWhole(within);
      const names = (await readdir(within)).filter((name) => name.startsWith(begins));
      await Promise.all(names.map((name) => removeWhole(join(within, name))));
    } catch (error) {
      if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw storeUnavailable(error);
    }
  }

  return { put, putFrom, removeAll, ...createDiskReader(folder) };
}

const asStoreError = (error: unknown): EaselError =>
  hasCode(error, 'ENOSPC', 'EDQUOT') ? storeFull(error) : storeUnavailable(error);

async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Gives the written file its name, and writes that name through to the disk too.
 * @param before the first folder around it that was made for it.
 */
async function give(unnamed: string, path: string, before?: string): Promise<void> {
  const around = dirname(path);
  let made = before;
  for (let tries = 1; ; tries++) {
    try {
      await rename(unnamed, path);
      return await syncFolders(around, made === undefined ? around : dirname(made));
    } catch (error) {
      // The folder is not there yet, or not any more.
      if (!hasCode(error, 'ENOENT') || tries === TRIES) throw error;
    }
    const first = await madeFolder(around);
    made ??= first;
  }
}

/** @returns the first folder that had to be made, if any. */
const madeFolder = (path: string): Promise<string | undefined> => mkdir(path, { recursive: true, mode: 0o700 });

/** A name, and a new folder's name, is safe once the folder around it is. */
async function syncFolders(from: string, upTo: string): Promise<void> {
  const folders = [from];
  for (let next = from; next !== upTo && next !== dirname(next); folders.push(next)) next = dirname(next);
  await Promise.all(folders.map(syncFolder));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch((error) => {
    // Removed again already, so there is no name to keep.
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  });
  await folder?.sync().finally(() => folder.close());
}

/** A file may be put in while its folder is being emptied; then emptying begins again. */
const removeWhole = (path: string): Promise<void> =>
  rm(path, { recursive: true, force: true, maxRetries: TRIES, retryDelay: 10 });
