import type { Sharp } from 'sharp';
import type { Size } from '#src/domain/picture.ts';

/** A picture seen small: red, green, blue and alpha, one byte each, row by row. */
export interface Look extends Size {
  readonly pixels: Uint8Array;
}

/** As many pixels as tell what a picture is; a line of 1 % of the edge is five of them wide. */
export const LOOK_EDGE = 512;

/** Looks at a picture at exactly this size, whatever its own. Off the event loop; a JPEG is shrunk while it is decoded. */
export async function lookAt(picture: Sharp, { width, height }: Size): Promise<Look> {
  const small = picture.resize(width, height, { fit: 'fill' }).toColourspace('srgb').ensureAlpha();
  return { width, height, pixels: await small.raw({ depth: 'uchar' }).toBuffer() };
}

/**
 * Whether a picture is black and white: next to no colour, and hardly anything between dark and light. JPEG's ringing and a
 * feathered edge are still that; one tone alone is too.
 */
export function isTwoToned({ pixels }: Look): boolean {
  let between = 0;
  let colored = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = [pixels[at], pixels[at + 1], pixels[at + 2]];
    const light = Math.max(red, green, blue);
    const dark = Math.min(red, green, blue);
    if (light - dark > MAX_COLOR) colored++;
    if (light > MAX_DARK && dark < MIN_LIGHT) between++;
  }
  const count = pixels.length / 4;
  return colored <= count * MAX_COLORED_SHARE && between <= count * MAX_BETWEEN_SHARE;
}

/** Between the channels of one pixel. */
const MAX_COLOR = 24;
const MAX_COLORED_SHARE = 0.002;
const MAX_DARK = 64;
const MIN_LIGHT = 191;
const MAX_BETWEEN_SHARE = 0.12;
