import { EaselError } from '#src/domain/errors.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';

/** Pictures that are still there only because their store was away when they should have gone. */
export interface LeftBlobs {
  /** How their keys begin. */
  readonly prefix: string;
  readonly since: number;
  readonly tries: number;
}

export interface LastingRemovalParts {
  readonly blobs: BlobStore;
  readonly leftBlobs: Documents<LeftBlobs>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * The same store, in which removing never gets lost: what cannot be removed now is noted, and the sweep removes it. Whoever deletes
 * something is done with it, and the job it belonged to is gone, so that nobody reaches it any more.
 *
 * @throws what the note throws, where it cannot be kept either.
 */
export function createLastingRemoval({ blobs, leftBlobs, clock, log }: LastingRemovalParts): BlobStore {
  return {
    ...blobs,
    async removeAll(prefix) {
      try {
        await blobs.removeAll(prefix);
      } catch (thrown) {
        if (!(thrown instanceof EaselError) || thrown.code !== 'store-unavailable') throw thrown;
        await leftBlobs.update(prefix, (known) => ({
          prefix,
          since: known?.since ?? clock.now(),
          tries: (known?.tries ?? 0) + 1,
        }));
        log.warn({ prefix, err: thrown }, 'Pictures could not be removed now; the sweep removes them');
      }
    },
  };
}

/** Removes what could not be removed before. Ends where the store is still away: asking for each of many would take long. */
export async function removeLeft({ blobs, leftBlobs }: Pick<LastingRemovalParts, 'blobs' | 'leftBlobs'>) {
  for await (const [name, left] of leftBlobs.list('')) {
    await blobs.removeAll(left.prefix);
    const still = await leftBlobs.update(name, (known) => (known?.tries === left.tries ? undefined : known));
    if (still) return;
  }
}
