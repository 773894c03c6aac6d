import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import type { Picture, Size } from '#src/domain/picture.ts';
import { letteredGrid } from '#src/images/lettered-grid.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { NewId } from '#src/ports/clock.ts';
import type { createCollectImages } from './collect-images.ts';
import type { Route } from './route.ts';

/** Draws the lettered grid over the first picture of a request, so that a part of it can be named by its cells. */
export function createShowGrid({
  collectImages,
  blobs,
  newId,
}: {
  readonly collectImages: ReturnType<typeof createCollectImages>;
  readonly blobs: BlobStore;
  readonly newId: NewId;
}) {
  /** @throws {EaselError} `needs-image`, or why the picture cannot be used. */
  return async function showGrid(request: AcceptedRequest, route: Route, signal: AbortSignal): Promise<Picture & Size> {
    const images = request.images.slice(0, 1);
    if (images.length === 0) throw new EaselError('needs-image', {});
    const { region: _region, ...options } = request.options;
    const { mask: _mask, ...unmasked } = request;
    const id = `dry-${newId()}`;
    try {
      const run = { route, signal, onPicture: () => {} };
      const { references } = await collectImages(id, { ...unmasked, options, images }, run);
      const [source] = references;
      const bytes = source && (await blobs.get(source.key));
      if (!source || !bytes) throw new EaselError('needs-image', {});
      return await letteredGrid({ bytes, type: source.type });
    } finally {
      await blobs.removeAll(`jobs/${id}/`);
    }
  };
}
