import { BATCH_LIMITS, type Batch, type BatchLine } from '#src/domain/batches/batch.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import { batchFolder } from './batch-book.ts';

const CHUNK = 65_536;
/** What a line is written out to may be longer than what was written, but not without end. */
const MOST_BYTES = BATCH_LIMITS.bytes * 4;

/** Keeps the lines of a batch as they come, whole or not at all. */
export async function keepLines(
  key: string,
  lines: AsyncIterable<BatchLine>,
  blobs: BlobStore,
  signal: AbortSignal,
): Promise<void> {
  await blobs.putFrom(key, written(lines), { maxBytes: MOST_BYTES, signal, name: 'list of prompts' });
}

async function* written(lines: AsyncIterable<BatchLine>): AsyncGenerator<Uint8Array> {
  let text = '';
  for await (const line of lines) {
    text += `${JSON.stringify(line)}\n`;
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

/**
 * The lines of a batch, in their order, as they flow. Of one that was canceled before it was begun there are none.
 * @throws {EaselError} `not-found` where they are gone.
 */
export async function* openLines(batch: Batch, blobs: BlobStore): AsyncGenerator<BatchLine> {
  const opened = await blobs.open(batch.list ?? `${batchFolder(batch.id)}lines.jsonl`);
  if (!opened && batch.state === 'canceled') return;
  if (!opened) throw new EaselError('not-found', { what: 'The list of this batch' });
  const decoder = new TextDecoder();
  let open = '';
  for await (const chunk of opened.body) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    open += first;
    for (const other of others) {
      yield lineOf(open);
      open = other;
    }
  }
}

/** What is kept there is what `keepLines` wrote. */
const lineOf = (json: string): BatchLine => JSON.parse(json);
