import type { Picture, Size } from '#src/domain/picture.ts';
import { createBreath } from './breathe.ts';
import type { Mask } from './mask.ts';
import { type OutlinedMask, outlinedMask } from './mask-outline.ts';
import { sharp } from './sharp.ts';

/**
 * Shows what a mask marks, before anything is paid: the part that will change is tinted and has a dashed line around it, black on
 * white so that it stands out from every picture and for every eye; the rest is a little darker.
 *
 * @param size the source's and the mask's, in pixels.
 * @returns a JPEG of at most 1024 pixels on the longer edge; what is see-through shows on white.
 */
export async function maskOverlay(source: Picture, mask: Mask, size: Size): Promise<Picture & Size> {
  const scale = Math.min(1, MAX_EDGE / Math.max(size.width, size.height));
  const shown = { width: scaled(size.width, scale), height: scaled(size.height, scale) };
  const small = sharp(source.bytes).resize(shown.width, shown.height, { fit: 'fill' }).flatten({ background: 'white' });
  const [pixels, marks] = await Promise.all([
    small.toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer(),
    outlinedMask(mask, size, shown, LINE),
  ]);
  await tint(pixels, marks, shown);
  const jpeg = sharp(pixels, { raw: { ...shown, channels: 3 } }).jpeg({ quality: 85 });
  return { bytes: await jpeg.toBuffer(), type: 'image/jpeg', ...shown };
}

const MAX_EDGE = 1024;
/** In pixels. */
const LINE = 4;
const DASH = 8;
const TINT = [255, 0, 200] as const;
const TINT_SHARE = 0.42;
/** What is left of the light outside. */
const DIMMED = 0.72;

const scaled = (edge: number, scale: number): number => Math.max(1, Math.round(edge * scale));

async function tint(pixels: Buffer, { mask, outline }: OutlinedMask, { width, height }: Size): Promise<void> {
  const breathe = createBreath();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const change = (mask[at] ?? 0) / 255;
      const line = (outline[at] ?? 0) / 255;
      const dash = Math.floor((x + y) / DASH) % 2 === 0 ? 0 : 255;
      for (const channel of [0, 1, 2] as const) {
        const own = (pixels[at * 3 + channel] ?? 0) * (DIMMED + (1 - DIMMED) * change);
        const tinted = own + (TINT[channel] - own) * TINT_SHARE * change;
        pixels[at * 3 + channel] = Math.round(tinted + (dash - tinted) * line);
      }
    }
    await breathe();
  }
}
