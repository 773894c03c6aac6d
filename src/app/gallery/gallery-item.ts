import type { Shelf } from '#src/app/card-picture.ts';
import { cardPictures } from '#src/app/result-card.ts';
import type { Job } from '#src/domain/job.ts';
import type { CardPicture } from '#src/ports/cards.ts';
import type { GalleryItem } from '#src/ports/gallery.ts';
import { isOwn, mayRead, type Viewer } from './may-see.ts';

/** A job as its viewer may see it. That they may is known. */
export function galleryItem(job: Job, viewer: Viewer, shelf: Shelf): GalleryItem {
  const plan = job.result?.plan ?? job.plan;
  const isReadable = mayRead(job, viewer);
  return {
    jobId: job.id,
    person: { id: job.personId, name: job.personName },
    isOwn: isOwn(job, viewer),
    madeAt: job.createdAt,
    state: job.state,
    ...(isReadable && { prompt: job.request.prompt }),
    ...(plan && { modelId: plan.modelId, mode: plan.mode }),
    credits: job.result?.charged ?? 0,
    pictures: isReadable ? cardPictures(job, shelf) : cardPictures(job, shelf).map(withoutWords(job)),
    isHidden: job.content?.spoiler === true,
    isPrivate: job.private,
  };
}

/** The description of a picture is its prompt. */
const withoutWords =
  ({ personName }: Job) =>
  (picture: CardPicture, index: number, all: readonly CardPicture[]): CardPicture => ({
    ...picture,
    alt: `${all.length > 1 ? `Picture ${index + 1} of ${all.length}` : 'A picture'} by ${personName}`,
  });
