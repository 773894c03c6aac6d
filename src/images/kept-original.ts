import type { Picture, Size } from '#src/domain/picture.ts';
import { losslessOriginal } from './lossless-original.ts';
import { normaliseReference } from './normalise-reference.ts';
import { sniffType } from './sniff-type.ts';
import type { UploadLimits } from './upload.ts';
import { withinPixels } from './within-pixels.ts';

/**
 * A picture as it is worked on, for a page to show it: upright, without metadata, without any loss where that can be had, and no
 * larger than what Easel works on.
 *
 * @param isOurs a result of ours may be larger than what people may upload, and is made smaller.
 * @throws {EaselError} why it cannot be used.
 */
export async function keptOriginal(
  bytes: Uint8Array,
  { isOurs, maxBytes, ...limits }: UploadLimits & { readonly isOurs: boolean },
): Promise<Picture & Size> {
  const within = isOurs ? await withinPixels(bytes, limits.limitPixels) : bytes;
  const options = { ...limits, maxBytes: isOurs ? Number.POSITIVE_INFINITY : maxBytes };
  const { picture, width, height } = await normaliseReference(within, options);
  const whole = LOSSY.has(await sniffType(within)) ? await losslessOriginal(within, options) : picture;
  return { ...whole, width, height };
}

/** What is encoded anew with a loss on its way in. */
const LOSSY: ReadonlySet<string | undefined> = new Set(['image/jpeg', 'image/webp', 'image/avif']);
