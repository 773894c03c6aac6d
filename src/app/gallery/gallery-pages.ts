import { createDeleteResult, type DeleteParts } from '#src/app/delete-result.ts';
import type { Turns } from '#src/app/keep-images.ts';
import type { PagePasses, Pass } from '#src/app/page-passes.ts';
import { cardPictures } from '#src/app/result-card.ts';
import type { Route } from '#src/app/route.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import type { Gallery } from '#src/ports/gallery.ts';
import { createGalleries, type GalleryParts } from './gallery.ts';
import { type GalleryDetail, galleryDetail } from './gallery-detail.ts';
import { isOwn, maySee, type Viewer } from './may-see.ts';
import { createThumbnails, type SmallSize } from './thumbnails.ts';

export interface GalleryPagesParts extends GalleryParts, DeleteParts {
  readonly passes: PagePasses;
  readonly routes: ReadonlyMap<string, Route>;
  readonly turns: Turns;
}

/** The gallery page of one person, as long as its pass is good. Times are epoch milliseconds. */
export interface GalleryPageOf extends Pick<Gallery, 'search'> {
  readonly viewer: Viewer;
  readonly endsAt: number;
  /** Until then results can be deleted; later it takes a fresh link. */
  readonly changesUntil: number;
  detail(jobId: string): Promise<GalleryDetail | undefined>;
  /** @param which a picture of the result, from 0, or the first picture that was given with the request. */
  picture(jobId: string, which: number | 'reference', size: SmallSize): Promise<Uint8Array | undefined>;
  /** A picture as it was made, and a name to save it under. */
  original(jobId: string, which: number): Promise<Original | undefined>;
  /**
   * Deletes a result everywhere.
   * @throws {EaselError} `not-found`; `not-allowed` where it runs, or where the link is too old for that.
   */
  remove(jobId: string): Promise<void>;
}

export interface Original {
  readonly picture: StoredPicture;
  readonly name: string;
}

export interface GalleryPages {
  /** `undefined` for a token that is forged, too old, or followed by a newer one. */
  open(token: string): Promise<GalleryPageOf | undefined>;
}

/** Who finds a link that lies around may look for an hour; to delete they would have to be quick. */
const CHANGES_MS = 15 * 60_000;

/** Gallery pages by the tokens that people were given in chats. */
export function createGalleryPages(parts: GalleryPagesParts): GalleryPages {
  const { passes, jobs, routes, clock } = parts;
  const galleryOf = createGalleries(parts);
  const thumbnails = createThumbnails(parts);
  const deleteResult = createDeleteResult(parts);

  return {
    async open(token) {
      const pass = await passes.read(token, 'gallery');
      return pass && pageOf(viewerOf(pass), pass);
    },
  };

  function pageOf(viewer: Viewer, { issuedAt, endsAt }: Pass): GalleryPageOf {
    const changesUntil = Math.min(endsAt, issuedAt + CHANGES_MS);
    return {
      viewer,
      endsAt,
      changesUntil,
      search: galleryOf(viewer).search,
      detail: async (jobId) => {
        const job = await seen(jobId, viewer);
        return job && galleryDetail(job, viewer, { ...parts, route: routes.get(viewer.platform) });
      },
      picture: async (jobId, which, size) => {
        const found = await pictureOf(jobId, which, viewer);
        const isMade = which !== 'reference';
        return found && thumbnails({ jobId: found.job.id, picture: found.picture, isMade }, size);
      },
      original: async (jobId, which) => {
        const found = await pictureOf(jobId, which, viewer);
        const name = found && cardPictures(found.job, parts)[which]?.name;
        return name === undefined || !found ? undefined : { picture: found.picture, name };
      },
      remove: (jobId) => remove(jobId, viewer, changesUntil),
    };
  }

  async function seen(jobId: string, viewer: Viewer): Promise<Job | undefined> {
    const job = await jobs.get(jobId);
    return job && maySee(job, viewer) ? job : undefined;
  }

  async function pictureOf(jobId: string, which: number | 'reference', viewer: Viewer) {
    const job = await seen(jobId, viewer);
    const picture = job && pictureIn(job, which, viewer);
    return picture && { job, picture };
  }

  async function remove(jobId: string, viewer: Viewer, until: number): Promise<void> {
    const job = await seen(jobId, viewer);
    if (!job) throw new EaselError('not-found', { what: 'This result' });
    if (clock.now() >= until)
      throw new EaselError('not-allowed', {
        what: 'delete with a link older than 15 minutes. Say /history in the chat and open the gallery from there',
      });
    await deleteResult(job, viewer);
  }
}

/** What somebody brought along is theirs: others see what was made of it. */
function pictureIn(job: Job, which: number | 'reference', viewer: Viewer): StoredPicture | undefined {
  if (which === 'reference') return isOwn(job, viewer) ? job.references?.[0] : undefined;
  return job.result?.pictures[which];
}

const viewerOf = ({ tenantId, personId, isModerator, about }: Pass<'gallery'>): Viewer => ({
  tenantId,
  personId,
  isModerator,
  ...about,
});
