import type { Picture, Size } from '#src/domain/picture.ts';
import { createBreath } from './breathe.ts';
import { changedShare } from './changed-share.ts';
import type { Canvas } from './fit-canvas.ts';
import type { Mask } from './mask.ts';
import { openMade } from './open-made.ts';
import { placeMade, type Rgba } from './place-made.ts';
import { type SeamWeights, seamWeights } from './seam-weights.ts';
import { sharp } from './sharp.ts';

export interface LockWish {
  /** Normalised: upright, 8-bit sRGB. */
  readonly original: Picture;
  /** The original's size, which is the mask's and the result's too. */
  readonly size: Size;
  /** What the model made, encoded, of whatever size. */
  readonly made: Uint8Array;
  readonly mask: Mask;
  /** Where the model saw a padded original: what `fitCanvas` gave. */
  readonly canvas?: Canvas;
}

export interface Locked {
  /** A lossless PNG of the original's size. */
  readonly picture: Picture & Size;
  /**
   * 0 to 1: the share of the pixels outside the mask that the model had changed visibly, and that were put back. Measured at a
   * quarter of the size and 256 pixels on the longer edge at most; visible is a channel that differs by more than 24 of 255.
   */
  readonly changedShare: number;
}

/**
 * Puts an edit into its original: where the mask is 0 the result is the original, pixel for pixel with its alpha, and within the
 * mask it is what the model made, behind a soft seam that lies inside the mask.
 *
 * @throws an error of the codec where `made` is no whole picture; a provider's bytes go through `checkOutput` first.
 */
export async function lockOutside({ original, size, made, mask, canvas }: LockWish): Promise<Locked> {
  const [{ pixels, hasAlpha }, weights] = await Promise.all([decoded(original, size), seamWeights(mask, size)]);
  const placing = { original: pixels, size, mask, canvas: canvas ?? { ...size, left: 0, top: 0 } };
  const fresh = await placeMade(made, placing);
  const share = await changedShare({ before: pixels, after: fresh.pixels, mask, size });
  await blend(pixels, fresh.pixels, weights, size.width);
  const bytes = await encoded(pixels, size, hasAlpha || fresh.hasAlpha);
  return { picture: { bytes, type: 'image/png', ...size }, changedShare: share };
}

async function decoded({ bytes }: Picture, { width, height }: Size): Promise<{ pixels: Rgba; hasAlpha: boolean }> {
  const picture = openMade(bytes);
  const { hasAlpha } = await picture.metadata();
  const rgba = picture.toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' });
  const { data, info } = await rgba.toBuffer({ resolveWithObject: true });
  if (info.width !== width || info.height !== height)
    throw new Error(`The original is ${info.width} x ${info.height} pixels, not ${width} x ${height}.`);
  return { pixels: data, hasAlpha };
}

/** Paints `fresh` onto `pixels` by weight. Where the weight is 0 no byte is written. */
async function blend(pixels: Rgba, fresh: Rgba, weights: SeamWeights, width: number): Promise<void> {
  const breath = createBreath();
  for (let at = 0; at < weights.length; at++) {
    if (at % width === 0) await breath();
    const weight = weights[at] ?? 0;
    if (weight > 0) mixPixel(pixels, fresh, at * 4, weight / 255);
  }
}

/** Colours count by their alpha, so that the unseen colour of a see-through pixel does not bleed into the seam. */
function mixPixel(pixels: Rgba, fresh: Rgba, at: number, share: number): void {
  const old = (pixels[at + 3] ?? 0) * (1 - share);
  const made = (fresh[at + 3] ?? 0) * share;
  const alpha = old + made;
  for (let channel = at; channel < at + 3 && alpha > 0; channel++)
    pixels[channel] = Math.round(((pixels[channel] ?? 0) * old + (fresh[channel] ?? 0) * made) / alpha);
  pixels[at + 3] = Math.round(alpha);
}

/** Light compression: twice as quick as the default for a few per cent more bytes. */
function encoded(pixels: Rgba, size: Size, hasAlpha: boolean): Promise<Buffer> {
  const picture = sharp(pixels, { raw: { ...size, channels: 4 } });
  return (hasAlpha ? picture : picture.removeAlpha()).png({ compressionLevel: 2 }).toBuffer();
}
