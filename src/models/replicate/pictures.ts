import { EaselError } from '#src/domain/errors.ts';
import { decodeBase64 } from '#src/net/base64.ts';
import { type FetchResultOptions, fetchResult } from '#src/net/fetch-result.ts';
import type { Generated } from '#src/ports/image-model.ts';
import { addressesOf } from './outputs.ts';

/** Enlarged eight times, a picture of a chat still has less. */
const MAX_BYTES = 64 * 1_048_576;

/** Where the provider puts what its models make, beside its own address. */
export const RESULT_HOSTS = ['replicate.delivery', '*.replicate.delivery'] as const;

/**
 * The bytes of each picture in a model's output. They are fetched at once, for the provider deletes them after an hour. One that
 * cannot be had is left out; the others are paid for.
 *
 * @throws {EaselError} `no-image` where there is none or none can be fetched, `image-corrupt` where none can be decoded.
 */
export async function openPictures(
  output: unknown,
  { provider, allowed, signal }: Pick<FetchResultOptions, 'provider' | 'allowed' | 'signal'>,
): Promise<Generated['pictures']> {
  const addresses = addressesOf(output);
  if (addresses.length === 0) throw new EaselError('no-image', { provider });
  const opened = await Promise.allSettled(
    addresses.map(async (address) =>
      /^data:/i.test(address)
        ? decodeBase64(address)
        : fetchResult(address, { allowed, maxBytes: MAX_BYTES, signal, provider }),
    ),
  );
  const pictures = opened.flatMap((each) => (each.status === 'fulfilled' && each.value ? [{ bytes: each.value }] : []));
  if (pictures.length > 0) return pictures;
  const failed = opened.find((each) => each.status === 'rejected');
  throw failed?.reason ?? new EaselError('image-corrupt', { provider });
}
