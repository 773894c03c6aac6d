import type { Size } from '#src/domain/picture.ts';
import { enlargeMask } from './enlarge-mask.ts';
import type { Mask } from './mask.ts';
import { sharp } from './sharp.ts';

/** A mask scaled to another size, and where its outline runs. One byte a pixel each. */
export interface OutlinedMask {
  readonly mask: Uint8Array;
  /** 255 on the outline, 0 elsewhere. Along the picture's own edge there is none. */
  readonly outline: Uint8Array;
}

/**
 * Scales a mask and draws its outline, off the event loop.
 *
 * @param thickness of the line, in pixels of the result.
 */
export async function outlinedMask(mask: Mask, size: Size, shown: Size, thickness: number): Promise<OutlinedMask> {
  const scaled = await resized(mask, size, shown);
  const small = smaller(shown);
  const edge = await resized(scaled, shown, small);
  const radius = Math.max(1, Math.round((thickness * small.width) / shown.width / 2));
  const raw = { raw: { ...small, channels: 1 as const } };
  const [outer, inner] = await Promise.all([
    sharp(edge, raw).threshold(128).dilate(radius).toColourspace('b-w').raw().toBuffer(),
    sharp(edge, raw).threshold(128).erode(radius).toColourspace('b-w').raw().toBuffer(),
  ]);
  // sharp 0.35.5 means black by what dilates and erodes; the difference is the outline either way.
  for (let at = 0; at < outer.length; at++) outer[at] = Math.abs((outer[at] ?? 0) - (inner[at] ?? 0));
  return { mask: scaled, outline: await resized(outer, small, shown) };
}

/** Outlines are found at no more pixels than this on the longer edge. */
const EDGE = 1024;

function smaller({ width, height }: Size): Size {
  const scale = Math.min(1, EDGE / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

async function resized(grey: Uint8Array, from: Size, to: Size): Promise<Uint8Array> {
  if (from.width === to.width && from.height === to.height) return grey;
  if (from.width <= to.width && from.height <= to.height) return enlargeMask(grey, from, to);
  const picture = sharp(grey, { raw: { width: from.width, height: from.height, channels: 1 } });
  return picture.resize(to.width, to.height, { fit: 'fill', kernel: 'linear' }).toColourspace('b-w').raw().toBuffer();
}
