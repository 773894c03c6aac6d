import { createHash } from 'node:crypto';
import { EaselError } from '#src/domain/errors.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import { foldersOf, namesOf } from '#src/store/blob-key.ts';
import { untilAborted } from '#src/store/until-aborted.ts';

export interface MemoryBlobs extends BlobStore {
  /** The keys kept now, in order. */
  keys(): readonly string[];
}

/** Blobs in a map. Bytes are copied in and out, as a disk would. */
export function createMemoryBlobs(): MemoryBlobs {
  const blobs = new Map<string, Uint8Array>();
  const tagOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
  return {
    async put(key, bytes) {
      namesOf(key);
      blobs.set(key, bytes.slice());
    },
    async putFrom(key, chunks, { maxBytes, signal, name = key.split('/').at(-1) ?? key }) {
      namesOf(key);
      const parts: Uint8Array[] = [];
      let byteLength = 0;
      for await (const chunk of untilAborted(chunks, signal)) {
        byteLength += chunk.byteLength;
        if (byteLength > maxBytes) throw new EaselError('image-too-large', { name, byteLength, limitBytes: maxBytes });
        parts.push(chunk.slice());
      }
      blobs.set(key, new Uint8Array(Buffer.concat(parts)));
      return byteLength;
    },
    async get(key) {
      return blobs.get(key)?.slice();
    },
    async open(key, range) {
      const bytes = blobs.get(key);
      if (!bytes) return undefined;
      const part = range ? bytes.slice(range.first, range.last + 1) : bytes.slice();
      const body = ReadableStream.from(part.byteLength > 0 ? [part] : []);
      return { size: bytes.byteLength, tag: tagOf(bytes), body };
    },
    async look(key) {
      const bytes = blobs.get(key);
      return bytes && { size: bytes.byteLength, tag: tagOf(bytes) };
    },
    async removeAll(prefix) {
      foldersOf(prefix);
      for (const key of blobs.keys()) if (key.startsWith(prefix)) blobs.delete(key);
    },
    keys: () => [...blobs.keys()].sort(),
  };
}
