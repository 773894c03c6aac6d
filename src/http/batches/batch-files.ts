import type { Batches } from '#src/app/batches/batches.ts';
import { entriesCsv, entriesJson, entryOf, filesOf, type ManifestEntry } from '#src/app/batches/manifest.ts';
import { type ArchiveFile, archiveOf } from '#src/batch-files/archive.ts';
import type { Batch } from '#src/domain/batches/batch.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';

export interface BatchFileParts {
  readonly batches: Pick<Batches, 'results'>;
  readonly blobs: Pick<BlobStore, 'open'>;
}

export type ManifestFormat = 'json' | 'jsonl' | 'csv';

const TYPES: Readonly<Record<ManifestFormat, string>> = {
  json: 'application/json',
  jsonl: 'application/jsonl',
  csv: 'text/csv; charset=utf-8',
};

/** The manifest as it flows. */
export function manifestAnswer(batch: Batch, format: ManifestFormat, { batches }: BatchFileParts): Response {
  const text = textOf(batch, format, entriesOf(batch, batches));
  return new Response(bytesOf(text), {
    headers: { 'Content-Type': TYPES[format], 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' },
  });
}

function textOf(batch: Batch, format: ManifestFormat, entries: AsyncIterable<ManifestEntry>): AsyncGenerator<string> {
  if (format === 'json') return entriesJson(aboutOf(batch), entries);
  return format === 'csv' ? entriesCsv(entries) : entriesJsonLines(entries);
}

async function* entriesJsonLines(entries: AsyncIterable<ManifestEntry>): AsyncGenerator<string> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}

async function* entriesOf(batch: Batch, { results }: BatchFileParts['batches']): AsyncGenerator<ManifestEntry> {
  for await (const result of results(batch)) yield entryOf(result);
}

/** All pictures and the manifest as one zip, as it flows. */
export function archiveAnswer(batch: Batch, parts: BatchFileParts): Response {
  return new Response(archiveOf(filesIn(batch, parts)), {
    headers: {
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename="easel-batch-${batch.id.replace(/[^\w-]/g, '_')}.zip"`,
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'private, no-store',
    },
  });
}

async function* filesIn(batch: Batch, { batches, blobs }: BatchFileParts): AsyncGenerator<ArchiveFile> {
  const at = new Date(batch.changedAt);
  for await (const result of batches.results(batch))
    for (const { name, key } of filesOf(result)) yield { name, at, open: async () => (await blobs.open(key))?.body };
  const entries = () => entriesOf(batch, batches);
  yield { name: 'manifest.json', at, open: async () => entriesJson(aboutOf(batch), entries()) };
  yield { name: 'manifest.csv', at, open: async () => entriesCsv(entries()) };
}

const aboutOf = ({ id, state, lines, broken, counts }: Batch) => ({ id, state, lines, broken, ...counts });

const bytesOf = (text: AsyncIterable<string>): ReadableStream<Uint8Array> =>
  ReadableStream.from(text).pipeThrough(new TextEncoderStream());
