import { LRUCache } from 'lru-cache';
import type { BlobStore } from '#src/ports/blob-store.ts';

/** Together; a picture of 2 MB is shown, or answered, within moments. It is memory that waiting jobs do not have. */
const MOST_BYTES = 12 * 1_048_576;
/** A larger one would leave room for nobody else's. */
const MOST_OF_ONE = 8 * 1_048_576;
const FRESH_MS = 15_000;

/**
 * The same blobs, but what this process put just now is given back without asking the store: a picture is shown right after it was
 * kept. Whoever puts bytes, or gets them, leaves them as they are.
 *
 * What another process removes may still be given for these moments; what this one removes is not.
 */
export function createFreshBlobs(blobs: BlobStore): BlobStore {
  const fresh = new LRUCache<string, Uint8Array>({
    maxSize: MOST_BYTES,
    maxEntrySize: MOST_OF_ONE,
    sizeCalculation: ({ byteLength }) => Math.max(1, byteLength),
    ttl: FRESH_MS,
    ttlAutopurge: true,
  });
  /** What is put while something is removed may be what is removed. */
  let removals = 0;

  return {
    ...blobs,

    async put(key, bytes) {
      const before = removals;
      fresh.delete(key);
      await blobs.put(key, bytes);
      if (removals === before) fresh.set(key, viewOf(bytes));
    },

    async putFrom(key, chunks, options) {
      fresh.delete(key);
      return blobs.putFrom(key, chunks, options);
    },

    get: async (key) => fresh.get(key) ?? blobs.get(key),

    async removeAll(prefix) {
      removals += 1;
      for (const key of fresh.keys()) if (key.startsWith(prefix)) fresh.delete(key);
      await blobs.removeAll(prefix);
      removals += 1;
    },
  };
}

/** Not a Buffer, whoever made it, as every store gives them. */
const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
