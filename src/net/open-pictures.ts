import { EaselError } from '#src/domain/errors.ts';
import type { Generated } from '#src/ports/image-model.ts';
import { decodeBase64 } from './base64.ts';
import { type FetchResultOptions, fetchResult } from './fetch-result.ts';

/**
 * The bytes of each picture of an answer: decoded already, written out as base64 or a data URL, or named by an address, which is
 * fetched at once, for addresses expire. One that cannot be had is left out; the others are paid for.
 *
 * @throws {EaselError} `no-image` where there is none or none can be fetched, `image-corrupt` where none can be decoded.
 */
export async function openPictures(
  images: readonly (string | Uint8Array)[],
  options: FetchResultOptions,
): Promise<Generated['pictures']> {
  const { provider } = options;
  if (images.length === 0) throw new EaselError('no-image', { provider });
  const opened = await Promise.allSettled(
    images.map(async (image) => {
      if (typeof image !== 'string') return image;
      return isAddress(image) ? fetchResult(image, options) : decodeBase64(image);
    }),
  );
  const pictures = opened.flatMap((each) => (each.status === 'fulfilled' && each.value ? [{ bytes: each.value }] : []));
  if (pictures.length > 0) return pictures;
  const failed = opened.find((each) => each.status === 'rejected');
  throw failed?.reason ?? new EaselError('image-corrupt', { provider });
}

const isAddress = (image: string): boolean => /^https?:\/\//i.test(image);
