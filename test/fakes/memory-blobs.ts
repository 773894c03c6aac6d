import type { BlobStore } from '#src/ports/blob-store.ts';
import { foldersOf, namesOf } from '#src/store/blob-key.ts';

export interface MemoryBlobs extends BlobStore {
  /** The keys kept now, in order. */
  keys(): readonly string[];
}

/** Blobs in a map. Bytes are copied in and out, as a disk would. */
export function createMemoryBlobs(): MemoryBlobs {
  const blobs = new Map<string, Uint8Array>();
  return {
    async put(key, bytes) {
      namesOf(key);
      blobs.set(key, bytes.slice());
    },
    async get(key) {
      return blobs.get(key)?.slice();
    },
    async removeAll(prefix) {
      foldersOf(prefix);
      for (const key of blobs.keys()) if (key.startsWith(prefix)) blobs.delete(key);
    },
    keys: () => [...blobs.keys()].sort(),
  };
}
