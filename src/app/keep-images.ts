import { EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';
import { extensionOf, type Picture, type Size, type StoredPicture } from '#src/domain/picture.ts';
import type { Limits } from '#src/domain/policy.ts';
import { contactSheet } from '#src/images/contact-sheet.ts';
import { losslessOriginal } from '#src/images/lossless-original.ts';
import { normaliseReference } from '#src/images/normalise-reference.ts';
import { sniffType } from '#src/images/sniff-type.ts';
import { withinPixels } from '#src/images/within-pixels.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Route } from './route.ts';

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

export interface KeptReference {
  readonly reference: StoredPicture;
  /** The picture without any loss, where it was asked for and the reference is not that itself. */
  readonly original?: StoredPicture;
}

/** Fetches, checks and normalises single pictures, and keeps them under their job. */
export function createKeepImages({ blobs, limits, turns }: KeepParts) {
  const { referenceBytes, referencePixels: limitPixels } = limits;

  return {
    open,
    openKept,
    keep,

    /**
     * @param lossless whether the picture is also to be kept without any loss.
     * @throws {EaselError} why the picture cannot be used.
     */
    reference: (image: ImageRef, index: number, lossless: boolean, intake: Intake): Promise<KeptReference> =>
      turns.fetch(async () => {
        const opened = await open(image, intake);
        // A result of ours may be larger than what people may upload, in bytes and in pixels.
        const bytes = image.kept ? await turns.read(() => withinPixels(opened, limitPixels)) : opened;
        const maxBytes = image.kept ? Number.POSITIVE_INFINITY : referenceBytes;
        const options = { name: image.filename, maxBytes, limitPixels };
        const read = await turns.read(() => normaliseReference(bytes, options));
        const reference = await keep(`jobs/${intake.jobId}/reference-${index}`, read.picture, read);
        if (!lossless || !(await isLossy(bytes))) return { reference };
        const whole = await turns.read(() => losslessOriginal(bytes, options));
        return { reference, original: await keep(`jobs/${intake.jobId}/original`, whole, read) };
      }),

    /** All references, small, on one picture. */
    sheet: (references: readonly StoredPicture[], { jobId }: Intake): Promise<StoredPicture> =>
      turns.read(async () => {
        const sheet = await contactSheet(await Promise.all(references.map(openKept)));
        return keep(`jobs/${jobId}/references`, sheet, sheet);
      }),
  };

  async function open(image: ImageRef, { route, signal }: Intake): Promise<Uint8Array> {
    if (!image.kept) return route.openImage(image, { maxBytes: referenceBytes, signal });
    const bytes = await blobs.get(image.key);
    if (!bytes) throw new EaselError('image-missing', { name: image.filename });
    return bytes;
  }

  /** @throws {EaselError} `image-missing` where it was deleted meanwhile. */
  async function openKept({ key, type }: StoredPicture): Promise<Picture> {
    const bytes = await blobs.get(key);
    if (!bytes) throw new EaselError('image-missing', { name: key.split('/').at(-1) ?? key });
    return { bytes, type };
  }

  async function keep(name: string, { bytes, type }: Picture, { width, height }: Size): Promise<StoredPicture> {
    const key = `${name}.${extensionOf(type)}`;
    await blobs.put(key, bytes);
    return { key, type, width, height, byteLength: bytes.byteLength };
  }
}

export type KeepImages = ReturnType<typeof createKeepImages>;

/** Formats whose reference is encoded anew with a loss. What other ones lose on the way in, their original loses too. */
async function isLossy(bytes: Uint8Array): Promise<boolean> {
  const type = await sniffType(bytes);
  return type === 'image/jpeg' || type === 'image/webp' || type === 'image/avif';
}
