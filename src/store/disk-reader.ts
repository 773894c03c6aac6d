import type { Stats } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobFacts, BlobStore } from '#src/ports/blob-store.ts';
import { isBlobKey, namesOf } from './blob-key.ts';
import { bodyFrom } from './body-from.ts';
import { hasCode } from './has-code.ts';
import { storeUnavailable } from './store-errors.ts';

/** The reading half of blobs on disk. */
export function createDiskReader(folder: string): Pick<BlobStore, 'get' | 'open' | 'look'> {
  const pathOf = (key: string): string => join(folder, ...namesOf(key));

  return {
    async get(key) {
      const read = isBlobKey(key) ? await ifThere(readFile(pathOf(key))) : undefined;
      return read && new Uint8Array(read.buffer, read.byteOffset, read.byteLength);
    },

    async open(key, range) {
      const file = isBlobKey(key) ? await ifThere(open(pathOf(key), 'r')) : undefined;
      if (!file) return undefined;
      const facts = factsOf(await file.stat());
      // It stays open for the body alone, which closes it at its end.
      if (facts)
        return { ...facts, body: bodyFrom(file.createReadStream(range && { start: range.first, end: range.last })) };
      await file.close();
      return undefined;
    },

    async look(key) {
      const found = isBlobKey(key) ? await ifThere(stat(pathOf(key))) : undefined;
      return found && factsOf(found);
    },
  };
}

/** What the work finds; `undefined` where there is no such file. */
async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
    throw storeUnavailable(error);
  }
}

/** A file that is put again is another file, with a time of its own. */
const factsOf = (found: Stats): BlobFacts | undefined =>
  found.isFile()
    ? { size: found.size, tag: `${found.ino.toString(36)}-${Math.trunc(found.mtimeMs * 1000).toString(36)}` }
    : undefined;
