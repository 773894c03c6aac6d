import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { entriesCsv, entriesJson, type ManifestEntry } from '#src/app/batches/manifest.ts';
import { type ArchiveFile, archiveOf } from '#src/batch-files/archive.ts';
import { EaselError } from '#src/domain/errors.ts';
import { makeFolder } from '../data-folder.ts';
import type { BatchSide, BatchView, SavableLine } from './batch-side.ts';

export interface SavedBatch {
  readonly path: string;
  readonly files: number;
}

/** Whether that is where an archive is wanted. */
export const isArchive = (output: string): boolean => output.toLowerCase().endsWith('.zip');

/**
 * Writes all pictures there are, and the manifest, into a folder or one archive. Repeatable: what is there already is not written again.
 * @throws {EaselError} `output-failed`; the pictures are not lost then, they are kept with their jobs.
 */
export async function saveBatch(side: BatchSide, batch: BatchView, output: string): Promise<SavedBatch> {
  try {
    return isArchive(output) ? await saveArchive(side, batch, output) : await saveFolder(side, batch, output);
  } catch (cause) {
    if (cause instanceof EaselError) throw cause;
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new EaselError('output-failed', { path: output, said, key: 'jobs' }, { cause, charged: true });
  }
}

async function saveFolder(side: BatchSide, batch: BatchView, folder: string): Promise<SavedBatch> {
  await makeFolder(folder);
  let files = 0;
  const saved = async function* () {
    for await (const line of side.lines(batch)) {
      files += await saveLine(line, folder);
      yield line.entry;
    }
  };
  await written(join(folder, 'manifest.json'), entriesJson(aboutOf(batch), saved()));
  await written(join(folder, 'manifest.csv'), entriesCsv(entries(side, batch)));
  return { path: folder, files };
}

/** @returns how many files of it are there. */
async function saveLine({ entry, open }: SavableLine, folder: string): Promise<number> {
  for (const [index, name] of entry.files.entries()) {
    const path = join(folder, name);
    if (await isThere(path)) continue;
    const body = await open(index);
    if (body) await written(path, body);
  }
  return entry.files.length;
}

async function saveArchive(side: BatchSide, batch: BatchView, path: string): Promise<SavedBatch> {
  let files = 0;
  const all = async function* (): AsyncGenerator<ArchiveFile> {
    const at = new Date();
    for await (const { entry, open } of side.lines(batch))
      for (const [index, name] of entry.files.entries()) {
        files += 1;
        yield { name, at, open: () => open(index) };
      }
    yield { name: 'manifest.json', at, open: async () => entriesJson(aboutOf(batch), entries(side, batch)) };
    yield { name: 'manifest.csv', at, open: async () => entriesCsv(entries(side, batch)) };
  };
  await written(path, archiveOf(all()));
  return { path, files };
}

async function* entries(side: BatchSide, batch: BatchView): AsyncGenerator<ManifestEntry> {
  for await (const { entry } of side.lines(batch)) yield entry;
}

/** Whole or not at all: under another name until it is. */
async function written(path: string, from: ReadableStream<Uint8Array> | AsyncIterable<string>): Promise<void> {
  const open = `${path}.part`;
  try {
    await pipeline(Readable.from(from), createWriteStream(open));
    await rename(open, path);
  } catch (error) {
    await rm(open, { force: true });
    throw error;
  }
}

const aboutOf = ({ id, state, lines, broken, counts }: BatchView) => ({ id, state, lines, broken, ...counts });

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.size > 0,
    () => false,
  );
