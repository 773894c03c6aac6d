import type { Picture, Size } from '#src/domain/picture.ts';
import { sharp } from './sharp.ts';

/** One byte a pixel, row by row: 255 = change, 0 = keep, between = a soft edge. */
export type Mask = Uint8Array;

/** Writes a mask as OpenAI wants it: an 8-bit RGBA PNG, black, alpha 0 = change. */
export async function maskToAlphaPng(mask: Mask, { width, height }: Size): Promise<Picture> {
  checkLength(mask, { width, height });
  const black = sharp({ create: { width, height, channels: 3, background: 'black' } });
  const withAlpha = black.joinChannel(await inverted(mask, { width, height }), { raw: { width, height, channels: 1 } });
  return { bytes: await withAlpha.png(MASK_PNG).toBuffer(), type: 'image/png' };
}

/** Writes a mask as a grey picture: white = change. */
export async function maskToGreyPng(mask: Mask, { width, height }: Size): Promise<Picture> {
  checkLength(mask, { width, height });
  const grey = sharp(mask, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
  return { bytes: await grey.png(MASK_PNG).toBuffer(), type: 'image/png' };
}

/** The mask of a picture that was made smaller or larger. */
export async function resizeMask(mask: Mask, from: Size, { width, height }: Size): Promise<Mask> {
  checkLength(mask, from);
  const raw = { width: from.width, height: from.height, channels: 1 as const };
  const resized = sharp(mask, { raw }).resize(width, height, { fit: 'fill', kernel: 'linear' });
  return new Uint8Array(await resized.toColourspace('b-w').raw().toBuffer());
}

/** Filters make soft edges small; plain areas are small anyway. */
const MASK_PNG = { compressionLevel: 9, adaptiveFiltering: true };

/** Alpha 0 = change, mask 255 = change: each is the other upside down. Done by libvips, off the event loop. */
const inverted = (mask: Mask, size: Size): Promise<Buffer> =>
  sharp(mask, { raw: { ...size, channels: 1 } })
    .negate()
    .toColourspace('b-w')
    .raw()
    .toBuffer();

function checkLength(mask: Mask, { width, height }: Size): void {
  if (mask.length !== width * height)
    throw new Error(`A mask of ${mask.length} bytes is not ${width} x ${height} pixels.`);
}
