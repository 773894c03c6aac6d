import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';

/** Pictures given in the command's own words, by the key of their reference; they last as long as the command. */
const inline = new Map<string, Uint8Array>();

/** A file named on the command line, or a picture written out as a data URL. */
export function fileRef(path: string): ImageRef {
  const [, base64] = /^data:[^,]*;base64,(.*)$/is.exec(path) ?? [];
  if (base64 === undefined) return { key: resolve(path), filename: basename(path) };
  const key = `inline:${inline.size + 1}`;
  inline.set(key, Buffer.from(base64, 'base64'));
  return { key, filename: 'from the data URL' };
}

/** @throws {EaselError} `image-missing`, or `image-too-large` before anything is read. */
export async function readImageFile(
  { key, filename }: ImageRef,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<Uint8Array> {
  const given = inline.get(key);
  try {
    const byteLength = given ? given.byteLength : await sizeOf(key);
    if (byteLength > maxBytes)
      throw new EaselError('image-too-large', { name: filename, byteLength, limitBytes: maxBytes });
    return given ?? (await readFile(key, { signal }));
  } catch (thrown) {
    throw thrown instanceof EaselError
      ? thrown
      : new EaselError('image-missing', { name: filename, isFile: true }, { cause: thrown });
  }
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('It is no file.');
  return found.size;
}
