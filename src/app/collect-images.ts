import { asEaselError, EaselError, explain } from '#src/domain/errors.ts';
import type { AcceptedRequest, ImageRef } from '#src/domain/job.ts';
import { extensionOf, type StoredPicture } from '#src/domain/picture.ts';
import type { Limits } from '#src/domain/policy.ts';
import { plainText } from '#src/domain/text.ts';
import { contactSheet } from '#src/images/contact-sheet.ts';
import { maskToGreyPng, readMask } from '#src/images/mask.ts';
import { normaliseReference } from '#src/images/normalise-reference.ts';
import { readGreyMask } from '#src/images/read-grey-mask.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Route } from './parts.ts';

export interface CollectedImages {
  readonly references: readonly StoredPicture[];
  /** Our internal form: grey, white = change, kept as PNG. */
  readonly mask?: StoredPicture;
  readonly sheet?: StoredPicture;
}

export interface CollectParts {
  readonly blobs: BlobStore;
  readonly limits: Limits;
}

/**
 * Fetches the pictures of a request side by side, checks and normalises each, and keeps them under the job, so that nothing
 * has to be fetched twice and no bytes wait in memory.
 *
 * @param onPicture told after each picture how many are ready.
 * @throws {EaselError} of the one picture that was refused, or `images-refused` with a sentence for each of several.
 */
export function createCollectImages({ blobs, limits }: CollectParts) {
  return async function collectImages(
    jobId: string,
    request: AcceptedRequest,
    route: Route,
    run: { signal: AbortSignal; onPicture(ready: number, of: number): void },
  ): Promise<CollectedImages> {
    const of = request.images.length + (request.mask ? 1 : 0);
    let ready = 0;
    const counted = async <T>(work: Promise<T>): Promise<T> => {
      const value = await work;
      run.onPicture(++ready, of);
      return value;
    };
    const settled = await Promise.allSettled([
      ...request.images.map((image, index) => counted(reference(jobId, image, index, route, run.signal))),
      ...(request.mask ? [counted(mask(jobId, request.mask, route, run.signal))] : []),
    ]);
    const kept = allOrRefusal(settled);
    const references = kept.slice(0, request.images.length);
    const keptMask = kept[request.images.length];
    const sheet = references.length > 0 ? await keepSheet(jobId, references) : undefined;
    return { references, ...(keptMask && { mask: keptMask }), ...(sheet && { sheet }) };
  };

  async function reference(
    jobId: string,
    image: ImageRef,
    index: number,
    route: Route,
    signal: AbortSignal,
  ): Promise<StoredPicture> {
    const bytes = await open(image, route, signal);
    const { picture, width, height } = await normaliseReference(bytes, {
      name: image.filename,
      // A result of ours may be larger than what people may upload.
      maxBytes: image.kept ? Number.POSITIVE_INFINITY : limits.referenceBytes,
      limitPixels: limits.referencePixels,
    });
    const key = `jobs/${jobId}/reference-${index}.${extensionOf(picture.type)}`;
    await blobs.put(key, picture.bytes);
    return { key, type: picture.type, width, height, byteLength: picture.bytes.byteLength };
  }

  async function mask(jobId: string, image: ImageRef, route: Route, signal: AbortSignal): Promise<StoredPicture> {
    const bytes = await open(image, route, signal);
    const read = image.kept
      ? await readGreyMask(bytes)
      : await readMask(bytes, {
          name: image.filename,
          maxBytes: limits.referenceBytes,
          limitPixels: limits.referencePixels,
        });
    const size = { width: read.width, height: read.height };
    const picture = await maskToGreyPng(read.mask, size);
    const key = `jobs/${jobId}/mask.png`;
    await blobs.put(key, picture.bytes);
    return { key, type: picture.type, ...size, byteLength: picture.bytes.byteLength };
  }

  async function open(image: ImageRef, route: Route, signal: AbortSignal): Promise<Uint8Array> {
    if (!image.kept) return route.openImage(image, { maxBytes: limits.referenceBytes, signal });
    const bytes = await blobs.get(image.key);
    if (!bytes) throw new EaselError('image-missing', { name: image.filename });
    return bytes;
  }

  async function keepSheet(jobId: string, references: readonly StoredPicture[]): Promise<StoredPicture> {
    const pictures = await Promise.all(
      references.map(async ({ key, type }) => ({ bytes: (await blobs.get(key)) ?? new Uint8Array(), type })),
    );
    const { bytes, type, width, height } = await contactSheet(pictures);
    const key = `jobs/${jobId}/references.${extensionOf(type)}`;
    await blobs.put(key, bytes);
    return { key, type, width, height, byteLength: bytes.byteLength };
  }
}

function allOrRefusal<T>(settled: readonly PromiseSettledResult<T>[]): T[] {
  const refusals = settled.flatMap((each) => (each.status === 'rejected' ? [asEaselError(each.reason)] : []));
  const [first, ...others] = refusals;
  if (first && others.length === 0) throw first;
  // Trouble of ours is not dressed up as trouble with the person's pictures.
  const ours = refusals.find(({ blame }) => blame !== 'image');
  if (ours) throw ours;
  if (first) throw new EaselError('images-refused', { reasons: refusals.map(sentence), of: settled.length });
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

const sentence = (error: EaselError): string => error.message || plainText(explain(error));
