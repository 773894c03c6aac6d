import type { Picture, Size } from '#src/domain/picture.ts';
import { openMade } from './open-made.ts';

/** A side of a WebP has at most so many pixels. */
const MAX_SIDE = 16_383;

/**
 * The same pixels as a WebP that loses none of them, not even the unseen colours of what is see-through.
 *
 * @returns `undefined` where the picture is too long for the format.
 * @throws an error of the codec where the bytes are no whole picture.
 */
export async function losslessWebp({ bytes, width, height }: Picture & Size): Promise<(Picture & Size) | undefined> {
  if (Math.max(width, height) > MAX_SIDE) return undefined;
  const written = await openMade(bytes).webp({ lossless: true, exact: true, effort: 2 }).toBuffer();
  return { bytes: written, type: 'image/webp', width, height };
}
