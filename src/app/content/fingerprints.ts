import { createHash } from 'node:crypto';
import type { Job } from '#src/domain/job.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';

/** The fingerprint of words, whatever blanks stand around them. */
export const hashOfWords = (said: readonly string[]): string =>
  digest(JSON.stringify(said.map((words) => words.trim())));

/** The fingerprint of words and of the very pictures that something is made from. */
export async function hashWithPictures(
  said: readonly string[],
  { references = [], mask }: Pick<Job, 'references' | 'mask'>,
  blobs: BlobStore,
): Promise<string> {
  const pictures = await Promise.all(
    [...references, ...(mask ? [mask] : [])].map(async ({ key }) => digest((await blobs.get(key)) ?? '')),
  );
  return digest(JSON.stringify([hashOfWords(said), pictures]));
}

const digest = (what: string | Uint8Array): string => createHash('sha256').update(what).digest('hex');
