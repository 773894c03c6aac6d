import type { Size } from '#src/domain/picture.ts';
import { createBreath } from './breathe.ts';
import type { Mask } from './mask.ts';

/** How much of what the model made shows in each pixel: one byte a pixel, row by row, 0 = the original, 255 = the made one. */
export type SeamWeights = Uint8Array;

/**
 * Softens the edge of a mask inwards: nothing outside the mask gets a weight, and from its edge the weight rises to the mask's own
 * over 2 to 12 pixels (0.6 % of the shorter edge). A part too narrow for that, such as a thin line, rises faster, so that its
 * middle is the made picture all the same. The picture's own edges are no seam.
 */
export async function seamWeights(mask: Mask, size: Size): Promise<SeamWeights> {
  const steps = Math.min(12, Math.max(2, Math.round(Math.min(size.width, size.height) * 0.006))) + 1;
  const depths = await depthsOf(mask, size, steps * STEP);
  const weights = new Uint8Array(mask.length);
  const breath = createBreath();
  for (let y = 0; y < size.height; y++) {
    await breath();
    for (let at = y * size.width; at < (y + 1) * size.width; at++) {
      const depth = depths[at] ?? 0;
      if (depth === 0) continue;
      const full = depth === steps * STEP ? depth : deepestAround(depths, size, at, steps);
      weights[at] = Math.min(mask[at] ?? 0, Math.max(1, Math.round((255 * depth) / full)));
    }
  }
  return weights;
}

/** One pixel straight ahead; a diagonal one counts 4, which comes within 8 % of the true distance (chamfer 3-4). */
const STEP = 3;
const DIAGONAL = 4;

/** For each pixel of the mask the distance to the nearest one outside, at most `limit`; 0 outside. */
async function depthsOf(mask: Mask, { width, height }: Size, limit: number): Promise<Uint8Array> {
  const depths = new Uint8Array(mask.length);
  const breath = createBreath();
  for (let y = 0; y < height; y++) {
    await breath();
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (mask[at]) depths[at] = Math.min(limit, nearest(at, x, y === 0, -1));
    }
  }
  for (let y = height - 1; y >= 0; y--) {
    await breath();
    for (let x = width - 1; x >= 0; x--) {
      const at = y * width + x;
      const depth = depths[at] ?? 0;
      if (depth > STEP) depths[at] = Math.min(depth, nearest(at, x, y === height - 1, 1));
    }
  }
  return depths;

  /** By way of the four neighbours already passed; `way` is -1 from the top left, 1 from the bottom right. */
  function nearest(at: number, x: number, noRow: boolean, way: -1 | 1): number {
    const noBehind = way < 0 ? x === 0 : x === width - 1;
    const noAhead = way < 0 ? x === width - 1 : x === 0;
    const behind = noBehind ? limit : (depths[at + way] ?? limit) + STEP;
    if (noRow) return behind;
    const row = at + way * width;
    const straight = (depths[row] ?? limit) + STEP;
    const one = noBehind ? limit : (depths[row + way] ?? limit) + DIAGONAL;
    const other = noAhead ? limit : (depths[row - way] ?? limit) + DIAGONAL;
    return Math.min(behind, straight, one, other);
  }
}

const AROUND = [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => [dx, dy] as const)).filter(([x, y]) => x || y);

/** How deep the mask gets near a pixel, by looks in eight directions at distances up to `reach`. */
function deepestAround(depths: Uint8Array, { width, height }: Size, at: number, reach: number): number {
  const [x, y] = [at % width, Math.floor(at / width)];
  let deepest = depths[at] ?? 0;
  for (let distance = 1; distance <= reach; distance = distance < 4 ? distance + 1 : distance * 2) {
    for (const [dx, dy] of AROUND) {
      const [left, top] = [x + dx * distance, y + dy * distance];
      if (left < 0 || top < 0 || left >= width || top >= height) continue;
      deepest = Math.max(deepest, depths[top * width + left] ?? 0);
    }
  }
  return deepest;
}
