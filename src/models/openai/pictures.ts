import { EaselError } from '#src/domain/errors.ts';
import { decodeBase64 } from '#src/net/base64.ts';
import { type FetchResultOptions, fetchResult } from '#src/net/fetch-result.ts';
import type { Generated } from '#src/ports/image-model.ts';

/** A 3840 x 2160 PNG of noise has some 32 MB. */
const MAX_BYTES = 48 * 1_048_576;

export interface OpenPicturesOptions {
  readonly provider: string;
  /** Where an address in an answer may lead to: where the API itself is, and its hosts for results. */
  readonly allowed: FetchResultOptions['allowed'];
  readonly signal: AbortSignal;
}

/**
 * The bytes of each picture an answer has: written out as base64 or a data URL, or named by an address, as some compatible
 * servers do. One that cannot be opened is left out; the others are paid for.
 *
 * @throws {EaselError} `no-image` where the answer has none or none can be fetched, `image-corrupt` where none can be decoded.
 */
export async function openPictures(
  images: readonly string[],
  { provider, allowed, signal }: OpenPicturesOptions,
): Promise<Generated['pictures']> {
  if (images.length === 0) throw new EaselError('no-image', { provider });
  const opened = await Promise.allSettled(
    images.map(async (image) => {
      if (!isAddress(image)) return decodeBase64(image);
      return fetchResult(image, { allowed, maxBytes: MAX_BYTES, signal, provider });
    }),
  );
  const pictures = opened.flatMap((each) => (each.status === 'fulfilled' && each.value ? [{ bytes: each.value }] : []));
  if (pictures.length > 0) return pictures;
  const failed = opened.find((each) => each.status === 'rejected');
  throw failed?.reason ?? new EaselError('image-corrupt', { provider });
}

const isAddress = (image: string): boolean => /^https?:\/\//i.test(image);
