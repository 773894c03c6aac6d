import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { storeUnavailable } from './store-errors.ts';

/** Where files are written before they get their name. No key begins with a dot. */
const WRITING = '.writing';

/** A file still in there after this long was left by a process that died; a living one needs seconds. */
const LEFT_MS = 600_000;

/**
 * Paths for files that are not whole yet, in a folder of their own.
 * @param now epoch milliseconds.
 * @throws {EaselError} `store-unavailable` where the folder cannot be made or read.
 */
export function openWritingFolder(folder: string, now: number) {
  const writing = join(folder, WRITING);
  try {
    mkdirSync(writing, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(writing)) sweep(join(writing, name), now);
  } catch (error) {
    throw storeUnavailable(error);
  }

  return {
    /** Gives the work a path where there is no file yet; whatever it left there when it threw is removed. */
    async write<T>(work: (path: string) => Promise<T>): Promise<T> {
      const path = join(writing, randomUUID());
      try {
        return await work(path);
      } catch (error) {
        await rm(path, { force: true }).catch(() => undefined);
        throw error;
      }
    },
  };
}

function sweep(path: string, now: number): void {
  // Another process may finish the file, or sweep it, at this moment.
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && now - found.mtimeMs > LEFT_MS) rmSync(path, { force: true });
}
