import type { Sharp } from 'sharp';
import type { Size } from '#src/domain/picture.ts';
import type { Canvas } from './fit-canvas.ts';
import type { Mask } from './mask.ts';
import { openMade } from './open-made.ts';
import { sharp } from './sharp.ts';

/** Four bytes a pixel, red, green, blue, alpha, row by row. */
export type Rgba = Buffer;

export interface Placing {
  readonly original: Rgba;
  readonly size: Size;
  readonly mask: Mask;
  readonly canvas: Canvas;
}

type Fit = 'fill' | 'cover';

/** A difference in ratio that rounding explains. */
const SAME_RATIO = 0.01;
const THUMB_EDGE = 128;

/**
 * Scales what a model made, of whatever size, so that its pixels lie on the original's. Where it came in another shape than it was
 * asked for, the model has either squeezed the picture or cut it; whichever looks more like the original outside the mask is taken.
 */
export async function placeMade(made: Uint8Array, placing: Placing): Promise<{ pixels: Rgba; hasAlpha: boolean }> {
  const { autoOrient, hasAlpha } = await openMade(made).metadata();
  const { canvas } = placing;
  const strain = (autoOrient.width / autoOrient.height) * (canvas.height / canvas.width);
  const fit = Math.abs(strain - 1) <= SAME_RATIO ? 'fill' : await likelierFit(made, placing);
  return { pixels: await placed(made, placing, fit).raw({ depth: 'uchar' }).toBuffer(), hasAlpha };
}

const placed = (made: Uint8Array, { canvas, size }: Placing, fit: Fit): Sharp =>
  openMade(made)
    .resize(canvas.width, canvas.height, { fit })
    .extract({ left: canvas.left, top: canvas.top, ...size })
    .toColourspace('srgb')
    .ensureAlpha();

async function likelierFit(made: Uint8Array, placing: Placing): Promise<Fit> {
  const { original, size, mask } = placing;
  const small = { width: THUMB_EDGE, height: THUMB_EDGE };
  const [before, keep, filled, covered] = await Promise.all([
    thumbnail(original, size, 4),
    thumbnail(mask, size, 1),
    placed(made, placing, 'fill').raw({ depth: 'uchar' }).toBuffer().then(toThumbnail),
    placed(made, placing, 'cover').raw({ depth: 'uchar' }).toBuffer().then(toThumbnail),
  ]);
  return distance(covered) < distance(filled) ? 'cover' : 'fill';

  function toThumbnail(pixels: Rgba): Promise<Buffer> {
    return thumbnail(pixels, size, 4);
  }

  function distance(after: Buffer): number {
    let sum = 0;
    for (let at = 0; at < small.width * small.height; at++) {
      if (keep[at]) continue;
      for (let channel = 0; channel < 3; channel++)
        sum += Math.abs((before[at * 4 + channel] ?? 0) - (after[at * 4 + channel] ?? 0));
    }
    return sum;
  }
}

const thumbnail = (pixels: Uint8Array, size: Size, channels: 1 | 4): Promise<Buffer> =>
  sharp(pixels, { raw: { ...size, channels } })
    .resize(THUMB_EDGE, THUMB_EDGE, { fit: 'fill', kernel: 'linear' })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer();
