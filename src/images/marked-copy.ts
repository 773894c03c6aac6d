import type { Picture, Size } from '#src/domain/picture.ts';
import { createBreath } from './breathe.ts';
import type { Mask } from './mask.ts';
import { outlinedMask } from './mask-outline.ts';
import { sharp } from './sharp.ts';

/**
 * The source with the part to change shown in magenta (`MARK_COLOR` in the words that go with it), for models that take no mask: tinted so that what is there can still be
 * made out, with a solid line around it.
 *
 * @param size the source's and the mask's, in pixels.
 * @returns a JPEG of that size; what is see-through shows on white.
 */
export async function markedCopy(source: Picture, mask: Mask, size: Size): Promise<Picture> {
  const { width, height } = size;
  const flat = sharp(source.bytes).resize(width, height, { fit: 'fill' }).flatten({ background: 'white' });
  const thickness = Math.max(2, LINE_SHARE * Math.max(width, height));
  const [pixels, { outline }] = await Promise.all([
    flat.toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer(),
    outlinedMask(mask, size, size, thickness),
  ]);
  const breathe = createBreath();
  for (let y = 0; y < height; y++) {
    for (let at = y * width; at < (y + 1) * width; at++) {
      const share = Math.max(((mask[at] ?? 0) / 255) * TINT_SHARE, (outline[at] ?? 0) / 255);
      if (share > 0) blend(pixels, at * 3, share);
    }
    await breathe();
  }
  const jpeg = sharp(pixels, { raw: { width, height, channels: 3 } }).jpeg({ quality: 90, chromaSubsampling: '4:4:4' });
  return { bytes: await jpeg.toBuffer(), type: 'image/jpeg' };
}

const TINT_SHARE = 0.6;
/** Of the longer edge. */
const LINE_SHARE = 0.006;

function blend(pixels: Buffer, at: number, share: number): void {
  pixels[at] = Math.round((pixels[at] ?? 0) * (1 - share) + 255 * share);
  pixels[at + 1] = Math.round((pixels[at + 1] ?? 0) * (1 - share));
  pixels[at + 2] = Math.round((pixels[at + 2] ?? 0) * (1 - share) + 255 * share);
}
