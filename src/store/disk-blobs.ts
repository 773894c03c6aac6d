import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobStore } from '#src/ports/blob-store.ts';
import { foldersOf, isBlobKey, namesOf } from './blob-key.ts';
import { storeFull, storeUnavailable } from './store-errors.ts';

export interface DiskBlobsParts {
  readonly folder: string;
  /** Writes a new file whole, through to the disk. */
  readonly writeFile?: (path: string, bytes: Uint8Array) => Promise<void>;
  /** Epoch milliseconds; the system's time unless given. */
  readonly now?: () => number;
}

/** Where files are written before they get their name. No key begins with a dot. */
const WRITING = '.writing';

/** A file still in there after this long was left by a process that died; a living one needs seconds. */
const LEFT_MS = 600_000;

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
  const writing = join(folder, WRITING);
  prepare(writing, now());

  async function put(key: string, bytes: Uint8Array): Promise<void> {
    const path = join(folder, ...namesOf(key));
    const unnamed = join(writing, randomUUID());
    try {
      await writeFile(unnamed, bytes);
      await give(unnamed, path);
    } catch (error) {
      await rm(unnamed, { force: true }).catch(() => undefined);
      throw hasCode(error, 'ENOSPC', 'EDQUOT') ? storeFull(error) : storeUnavailable(error);
    }
  }

  async function get(key: string): Promise<Uint8Array | undefined> {
    if (!isBlobKey(key)) return undefined;
    try {
      const { buffer, byteOffset, byteLength } = await readFile(join(folder, ...namesOf(key)));
      return new Uint8Array(buffer, byteOffset, byteLength);
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
      throw storeUnavailable(error);
    }
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

  return { put, get, removeAll };
}

function prepare(writing: string, now: number): void {
  try {
    mkdirSync(writing, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(writing)) sweep(join(writing, name), now);
  } catch (error) {
    throw storeUnavailable(error);
  }
}

function sweep(path: string, now: number): void {
  // Another process may finish the file, or sweep it, at this moment.
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && now - found.mtimeMs > LEFT_MS) rmSync(path, { force: true });
}

async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives the written file its name, and writes that name through to the disk too. */
async function give(unnamed: string, path: string): Promise<void> {
  const around = dirname(path);
  let made: string | undefined;
  for (let tries = 1; ; tries++) {
    try {
      await rename(unnamed, path);
      return await syncFolders(around, made === undefined ? around : dirname(made));
    } catch (error) {
      // The folder is not there yet, or not any more.
      if (!hasCode(error, 'ENOENT') || tries === TRIES) throw error;
    }
    const first = await mkdir(around, { recursive: true, mode: 0o700 });
    made ??= first;
  }
}

/** A name, and a new folder's name, is safe once the folder around it is. */
async function syncFolders(from: string, upTo: string): Promise<void> {
  await syncFolder(from);
  if (from !== upTo && from !== dirname(from)) await syncFolders(dirname(from), upTo);
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

const hasCode = (error: unknown, ...codes: string[]): boolean =>
  error instanceof Error && 'code' in error && codes.some((code) => error.code === code);
