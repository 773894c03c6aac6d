import { EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';
import { extensionOf, type Picture, type Size, type StoredPicture } from '#src/domain/picture.ts';
import type { Limits } from '#src/domain/policy.ts';
import { contactSheet } from '#src/images/contact-sheet.ts';
import { maskToGreyPng, readMask } from '#src/images/mask.ts';
import { normaliseReference } from '#src/images/normalise-reference.ts';
import { readGreyMask } from '#src/images/read-grey-mask.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Route } from './parts.ts';

export interface KeepParts {
  readonly blobs: BlobStore;
  readonly limits: Limits;
  readonly turns: Turns;
}

/** Who waits for whom, over all requests, so that many pictures at once do not fill the memory. */
export interface Turns {
  /** From the first byte fetched until the picture is kept. */
  fetch<T>(work: () => Promise<T>): Promise<T>;
  /** While a picture is decoded, which takes many times its bytes. */
  read<T>(work: () => Promise<T>): Promise<T>;
}

/** Where a job's pictures come from. */
export interface Intake {
  readonly jobId: string;
  readonly route: Route;
  readonly signal: AbortSignal;
}

/** Fetches, checks and normalises single pictures, and keeps them under their job. */
export function createKeepImages({ blobs, limits, turns }: KeepParts) {
  const { referenceBytes, referencePixels: limitPixels } = limits;

  return {
    /** @throws {EaselError} why the picture cannot be used. */
    reference: (image: ImageRef, index: number, intake: Intake): Promise<StoredPicture> =>
      turns.fetch(async () => {
        const bytes = await open(image, intake);
        // A result of ours may be larger than what people may upload.
        const maxBytes = image.kept ? Number.POSITIVE_INFINITY : referenceBytes;
        const options = { name: image.filename, maxBytes, limitPixels };
        const read = await turns.read(() => normaliseReference(bytes, options));
        return keep(`jobs/${intake.jobId}/reference-${index}`, read.picture, read);
      }),

    /** @throws {EaselError} why the mask cannot be used. */
    mask: (image: ImageRef, intake: Intake): Promise<StoredPicture> =>
      turns.fetch(async () => {
        const bytes = await open(image, intake);
        const options = { name: image.filename, maxBytes: referenceBytes, limitPixels };
        const { mask, width, height } = await turns.read(() =>
          image.kept ? readGreyMask(bytes) : readMask(bytes, options),
        );
        return keep(`jobs/${intake.jobId}/mask`, await maskToGreyPng(mask, { width, height }), { width, height });
      }),

    /** All references, small, on one picture. */
    sheet: (references: readonly StoredPicture[], { jobId }: Intake): Promise<StoredPicture> =>
      turns.read(async () => {
        const pictures = await Promise.all(
          references.map(async ({ key, type }) => ({ bytes: (await blobs.get(key)) ?? new Uint8Array(), type })),
        );
        const sheet = await contactSheet(pictures);
        return keep(`jobs/${jobId}/references`, sheet, sheet);
      }),
  };

  async function open(image: ImageRef, { route, signal }: Intake): Promise<Uint8Array> {
    if (!image.kept) return route.openImage(image, { maxBytes: referenceBytes, signal });
    const bytes = await blobs.get(image.key);
    if (!bytes) throw new EaselError('image-missing', { name: image.filename });
    return bytes;
  }

  async function keep(name: string, { bytes, type }: Picture, { width, height }: Size): Promise<StoredPicture> {
    const key = `${name}.${extensionOf(type)}`;
    await blobs.put(key, bytes);
    return { key, type, width, height, byteLength: bytes.byteLength };
  }
}
