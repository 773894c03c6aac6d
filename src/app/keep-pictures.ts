import { extensionOf, type StoredPicture } from '#src/domain/picture.ts';
import { checkOutput } from '#src/images/check-output.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Generated } from '#src/ports/image-model.ts';

/**
 * Looks at every picture a provider made and keeps the whole ones under the job, byte for byte as they came.
 * @throws {EaselError} `store-full` or `store-unavailable`.
 */
export function createKeepPictures(blobs: BlobStore) {
  return async function keepPictures(jobId: string, { pictures }: Generated): Promise<StoredPicture[]> {
    const kept = await Promise.all(pictures.map(({ bytes }, index) => keep(jobId, bytes, index)));
    return kept.filter((picture) => picture !== undefined);
  };

  async function keep(jobId: string, bytes: Uint8Array, index: number): Promise<StoredPicture | undefined> {
    const seen = await checkOutput(bytes);
    if (!seen) return undefined;
    const key = `jobs/${jobId}/${index}.${extensionOf(seen.type)}`;
    await blobs.put(key, bytes);
    return { key, ...seen, byteLength: bytes.byteLength };
  }
}
