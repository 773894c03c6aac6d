import type { Turns } from '#src/app/keep-images.ts';
import type { Picture, StoredPicture } from '#src/domain/picture.ts';
import { aiKindOf, markedAsAi } from '#src/images/ai-marker.ts';
import { thumbnail } from '#src/images/thumbnail.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { JobStore } from '#src/ports/job-store.ts';

/** Longest edges in pixels: of a tile on a sharp screen, and of a picture that fills one. */
export const EDGES = { tile: 480, view: 1600 } as const;

export type SmallSize = keyof typeof EDGES;

interface Wanted {
  readonly jobId: string;
  readonly picture: StoredPicture;
  /** By a model, which its copies say too. */
  readonly isMade: boolean;
}

interface ThumbnailParts {
  readonly blobs: BlobStore;
  readonly jobs: Pick<JobStore, 'get'>;
  readonly turns: Pick<Turns, 'read'>;
}

/** Small copies of pictures, made when they are first looked at and kept beside what they are made from, so that they go with it. */
export function createThumbnails({ blobs, jobs, turns }: ThumbnailParts) {
  const making = new Map<string, Promise<Uint8Array | undefined>>();
  const inLine = createLine();

  /** @returns a WebP, or `undefined` where the picture is not there any more. */
  return async function small(wanted: Wanted, size: SmallSize): Promise<Uint8Array | undefined> {
    const key = keyOf(wanted, size);
    return (await blobs.get(key)) ?? once(key, () => make(key, wanted, size));
  };

  /** Who asks while it is being made waits for the same. */
  function once(key: string, make: () => Promise<Uint8Array | undefined>): Promise<Uint8Array | undefined> {
    const begun = making.get(key);
    if (begun !== undefined) return begun;
    const made = inLine(make).finally(() => making.delete(key));
    making.set(key, made);
    return made;
  }

  async function make(key: string, { jobId, picture: { key: from, type }, isMade }: Wanted, size: SmallSize) {
    const made = await turns.read(async () => {
      const bytes = await blobs.get(from);
      const copied = bytes && (await smallCopy({ bytes, type }, EDGES[size]));
      return copied && isMade ? markedAsAi(copied, aiKindOf({ bytes, type }) ?? 'made') : copied;
    });
    if (!made) return undefined;
    await blobs.put(key, made.bytes);
    // Nothing of a result may come back behind somebody who deleted it meanwhile.
    const job = await jobs.get(jobId);
    if (job && job.deletedAt === undefined) return made.bytes;
    await blobs.removeAll(key);
    return undefined;
  }
}

/** One after the other: who scrolls through a whole gallery must not stand before everybody who waits for a picture to be read. */
function createLine() {
  let last: Promise<unknown> = Promise.resolve();
  return function inLine<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
}

/** `jobs/01J…/0.png` -> `jobs/01J…/tile-0.png.webp` */
const keyOf = ({ jobId, picture: { key } }: Wanted, size: SmallSize): string =>
  `jobs/${jobId}/${size}-${key.split('/').at(-1)}.webp`;

/** What cannot be read has no small copy, and its original can still be had. */
const smallCopy = (picture: Picture, edge: number): Promise<Picture | undefined> =>
  thumbnail(picture, edge).catch(() => undefined);
