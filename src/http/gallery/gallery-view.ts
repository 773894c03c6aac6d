import type { GalleryDetail } from '#src/app/gallery/gallery-detail.ts';
import type { GalleryPageOf } from '#src/app/gallery/gallery-pages.ts';
import type { Viewer } from '#src/app/gallery/may-see.ts';
import type { GalleryVersion } from '#src/app/gallery/versions.ts';
import { statusWord } from '#src/domain/job.ts';
import type { GalleryItem, GalleryPage } from '#src/ports/gallery.ts';

/** A page of results as the browser gets it. No keys of blobs and no addresses: what it may fetch it asks for by job and number. */
export const pageView = (
  { items, ...more }: GalleryPage,
  { viewer, endsAt, changesUntil }: Pick<GalleryPageOf, 'viewer' | 'endsAt' | 'changesUntil'>,
  models: readonly string[],
) => ({
  viewer: { platform: viewer.platform, isModerator: viewer.isModerator, endsAt, changesUntil },
  models,
  items: items.map(itemView),
  ...more,
});

const itemView = ({ jobId, person, pictures, state, ...item }: GalleryItem) => ({
  ...item,
  id: jobId,
  person,
  state: statusWord(state),
  pictures: pictures.map(({ width, height, alt, name }) => ({ width, height, alt, name })),
});

export const detailView = ({ item, versions, ...detail }: GalleryDetail, viewer: Pick<Viewer, 'platform'>) => ({
  ...detail,
  platform: viewer.platform,
  item: itemView(item),
  versions: versions.map(versionView),
});

const versionView = ({ label, job, before }: GalleryVersion) => ({
  label,
  id: job.id,
  pictures: job.result?.pictures.length ?? 0,
  isHidden: job.content?.spoiler === true,
  ...(before && { before: before === 'reference' ? before : beforeView(before) }),
});

const beforeView = ({ label, picture }: Exclude<NonNullable<GalleryVersion['before']>, string>) => ({ label, picture });
