import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';

/** A file named on the command line. */
export const fileRef = (path: string): ImageRef => ({ key: resolve(path), filename: basename(path) });

/** @throws {EaselError} `image-missing`, or `image-too-large` before anything is read. */
export async function readImageFile(
  { key, filename }: ImageRef,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<Uint8Array> {
  const found = await stat(key).catch((cause: unknown) => {
    throw new EaselError('image-missing', { name: filename }, { cause });
  });
  if (!found.isFile()) throw new EaselError('image-missing', { name: filename });
  if (found.size > maxBytes)
    throw new EaselError('image-too-large', { name: filename, byteLength: found.size, limitBytes: maxBytes });
  return readFile(key, { signal }).catch((cause: unknown) => {
    throw new EaselError('image-missing', { name: filename }, { cause });
  });
}
