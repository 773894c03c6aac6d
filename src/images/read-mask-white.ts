import { EaselError } from '#src/domain/errors.ts';
import { createBreath } from './breathe.ts';
import type { Mask } from './mask.ts';
import type { MaskUpload } from './read-any-mask.ts';
import { openUpload, orBroken } from './upload.ts';

/**
 * Reads the white of a black-and-white picture as what should change, in the source's size. What JPEG left around edges becomes
 * black or white again; a feathered edge stays soft.
 *
 * @throws {EaselError} `image-broken`, and `mask-unreadable` where all of it is black.
 */
export async function readWhite(bytes: Uint8Array, { name, limitPixels, source }: MaskUpload): Promise<Mask> {
  const grey = openUpload(bytes, limitPixels).removeAlpha().toColourspace('b-w');
  const sized = grey
    .resize(source.width, source.height, { fit: 'fill' })
    .linear(GAIN, -BLACK * GAIN)
    .extractChannel(0);
  const mask = await orBroken(name, sized.raw({ depth: 'uchar' }).toBuffer());
  const breathe = createBreath();
  for (let start = 0; start < mask.length; start += source.width) {
    if (mask.subarray(start, start + source.width).some((value) => value >= LEAST_WHITE)) return mask;
    await breathe();
  }
  throw new EaselError('mask-unreadable', { name });
}

/** Levels of 0 to 255: all below is black, all above is white. */
const BLACK = 48;
const WHITE = 208;
const GAIN = 255 / (WHITE - BLACK);
const LEAST_WHITE = 128;
