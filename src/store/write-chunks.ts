import { type FileHandle, open } from 'node:fs/promises';
import { EaselError } from '#src/domain/errors.ts';
import type { PutFromOptions } from '#src/ports/blob-store.ts';
import { untilAborted } from './until-aborted.ts';

export interface WriteOptions extends Omit<PutFromOptions, 'name'> {
  readonly name: string;
  /** Sees every chunk before it is written. */
  readonly onChunk?: (chunk: Uint8Array) => void;
  /** Whether to wait until the disk has it. */
  readonly through: boolean;
  /** What the disk's own errors become; what breaks the chunks off stays as it is. */
  readonly asStoreError: (error: unknown) => EaselError;
}

/**
 * Writes chunks to a new file as they come. Who calls removes the file where this throws.
 * @returns how many bytes there are.
 */
export async function writeChunks(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  options: WriteOptions,
): Promise<number> {
  const { through, asStoreError } = options;
  const ours = <T>(work: Promise<T>): Promise<T> => work.catch((error) => Promise.reject(asStoreError(error)));
  const file = await ours(open(path, 'wx', 0o600));
  try {
    const byteLength = await writeAll(file, chunks, options);
    if (through) await ours(file.sync());
    return byteLength;
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, chunks: AsyncIterable<Uint8Array>, options: WriteOptions): Promise<number> {
  const { maxBytes, signal, name, onChunk, asStoreError } = options;
  let byteLength = 0;
  for await (const chunk of untilAborted(chunks, signal)) {
    byteLength += chunk.byteLength;
    if (byteLength > maxBytes) throw new EaselError('image-too-large', { name, byteLength, limitBytes: maxBytes });
    onChunk?.(chunk);
    await file.writeFile(chunk).catch((error) => Promise.reject(asStoreError(error)));
  }
  return byteLength;
}
