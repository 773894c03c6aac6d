import { createKeepImages, type KeepParts } from '#src/app/keep-images.ts';
import type { Route } from '#src/app/route.ts';
import type { KeepShown } from '#src/app/shown-pictures.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest, ImageRef, Job } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { checkOutput } from '#src/images/check-output.ts';
import { keptOriginal } from '#src/images/kept-original.ts';
import type { Answer } from '#src/ports/cards.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { createOfferPaint } from './offer-paint.ts';

export interface PaintUploadParts extends KeepParts {
  readonly keepShown: KeepShown;
  readonly offerPaint: ReturnType<typeof createOfferPaint>;
}

/** An edit whose person wants to paint the part that may change. */
export interface WantsPaint {
  readonly accepted: AcceptedRequest;
  readonly private: boolean;
  readonly parent?: NonNullable<Job['parent']>;
}

const PATIENCE_MS = 60_000;

/** Keeps the first picture of such an edit as it is, for the page, and answers with the link. */
export function createPaintUpload(parts: PaintUploadParts) {
  const { blobs, turns, limits, keepShown, offerPaint } = parts;
  const { open } = createKeepImages(parts);

  /** @throws {EaselError} `needs-image`, why the picture cannot be used, or `not-allowed`. */
  return async function paintUpload(asked: WantsPaint, request: IncomingRequest, route: Route): Promise<Answer> {
    const { accepted, ...rest } = asked;
    const [first, ...others] = accepted.images;
    if (!first) throw new EaselError('needs-image', {});
    const picture = (await ofResult(first)) ?? (await keep(first, request, route));
    const { region: _region, ...options } = accepted.options;
    const { mask: _mask, ...unmasked } = accepted;
    const images = [{ key: picture.key, filename: first.filename, kept: true as const }, ...others];
    const paintable = { label: 'Open the painter', picture, request: { ...unmasked, options, images }, ...rest };
    return offerPaint([paintable], request);
  };

  /** A picture of a result is not copied: where it lies tells whether it is hidden, and it goes with its result. */
  async function ofResult({ key, kept }: ImageRef): Promise<StoredPicture | undefined> {
    const bytes = kept && key.startsWith('jobs/') ? await blobs.get(key) : undefined;
    const found = bytes && (await turns.read(() => checkOutput(bytes)));
    return bytes && found && { key, ...found, byteLength: bytes.byteLength };
  }

  async function keep(image: ImageRef, { actor, place }: IncomingRequest, route: Route): Promise<StoredPicture> {
    const { referenceBytes: maxBytes, referencePixels: limitPixels } = limits;
    const intake = { jobId: '', route, signal: AbortSignal.timeout(PATIENCE_MS) };
    const bytes = await turns.fetch(() => open(image, intake));
    const upload = { name: image.filename, maxBytes, limitPixels, isOurs: image.kept === true };
    const whole = await turns.read(() => keptOriginal(bytes, upload));
    const { key, type, width, height } = await keepShown(whole, 'A picture to paint on', {
      tenantId: place.tenantId,
      personId: actor.userId,
    });
    return { key, type, width, height, byteLength: whole.bytes.byteLength };
  }
}
