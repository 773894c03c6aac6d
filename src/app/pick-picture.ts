import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { NewId } from '#src/ports/clock.ts';
import { planOf } from './run-job.ts';

/** What a job has from its first moment, where nothing is to be made. */
export type MadeBefore = Required<Pick<Job, 'id' | 'plan' | 'result'>> & Pick<Job, 'content'>;

/**
 * One picture of a result as a result of its own, so that whatever comes next is about that one. The very bytes, for nothing; a copy,
 * so that deleting one takes nothing from the other.
 */
export function createPickPicture({ blobs, newId }: { readonly blobs: BlobStore; readonly newId: NewId }) {
  /** @throws {EaselError} `not-found` where there is no such picture (any more). */
  return async function pickPicture(source: Job, picture = 0): Promise<MadeBefore> {
    const { result } = source;
    const stored = result?.pictures[picture];
    const bytes = stored && (await blobs.get(stored.key));
    if (!result || !bytes) throw new EaselError('not-found', { what: 'This picture' });
    const id = newId();
    const own: StoredPicture = { ...stored, key: `jobs/${id}/${stored.key.split('/').at(-1)}` };
    await blobs.put(own.key, bytes);
    const { durationMs, seed, changedOutside } = result;
    return {
      id,
      ...(source.content?.spoiler && { content: { spoiler: true } }),
      // Its warnings were told with the result it is from.
      plan: { ...(result.plan ?? planOf(source)), warnings: [] },
      result: {
        pictures: [own],
        charged: 0,
        sameAs: source.id,
        durationMs,
        warnings: [],
        ...(seed !== undefined && { seed }),
        ...(changedOutside !== undefined && { changedOutside }),
      },
    };
  };
}
