import type { Size } from '#src/domain/picture.ts';
import { createBreath } from './breathe.ts';
import { matched } from './scribble-brightness.ts';

/** A picture as lightness (0 to 255), blueness and redness (-128 to 128), the way JPEG takes it apart. */
export interface Planes extends Size {
  readonly planes: readonly [Float32Array, Float32Array, Float32Array];
}

/** How a copy differs from its source. */
export interface Difference {
  /** One number a pixel: how far the copy's colour lies from everything the source has there or right beside it. */
  readonly residual: Float32Array;
  /** The typical difference of a pixel that nobody touched, from compression and resizing. */
  readonly noise: number;
}

/**
 * Compares a copy with its source, both seen at the same size. A change of brightness and contrast over all of the picture is
 * taken out first. What compression and resizing do happens at edges and stays between the colours on their two sides, so a
 * colour counts as different only where it lies outside the range of the source's pixels around it.
 */
export async function differenceOf(copy: Planes, source: Planes): Promise<Difference> {
  const breathe = createBreath();
  const residual = new Float32Array(copy.width * copy.height);
  let noise = 0;
  for (const index of [0, 1, 2] as const) {
    const { expected, spread } = matched(source.planes[index], copy.planes[index], copy.width);
    noise = Math.max(noise, spread);
    await breathe();
    const low = spreadOver(expected, copy.width, REACH[index], false);
    await breathe();
    const high = spreadOver(expected, copy.width, REACH[index], true);
    await breathe();
    addSquares(residual, copy.planes[index], low, high);
    await breathe();
  }
  for (let at = 0; at < residual.length; at++) residual[at] = Math.sqrt(residual[at] ?? 0);
  return { residual: averaged(residual, copy.width), noise };
}

/** In pixels to each side. JPEG keeps colour at half the size of lightness, so that it bleeds twice as far. */
const REACH = [1, 2, 2] as const;

function addSquares(sum: Float32Array, seen: Float32Array, low: Float32Array, high: Float32Array): void {
  for (let at = 0; at < sum.length; at++) {
    const value = seen[at] ?? 0;
    const beyond = Math.max(0, value - (high[at] ?? 0), (low[at] ?? 0) - value);
    sum[at] = (sum[at] ?? 0) + beyond * beyond;
  }
}

/** The greatest, or the least, of the square around each pixel: along the rows, then across them. */
function spreadOver(values: Float32Array, width: number, reach: number, greatest: boolean): Float32Array {
  let now = values;
  for (let step = 0; step < reach; step++) now = besides(besides(now, width, 1, greatest), width, width, greatest);
  return now;
}

/** Of each value and the two that are `apart` before and after it; rows do not run over into each other. */
function besides(values: Float32Array, width: number, apart: number, greatest: boolean): Float32Array {
  const result = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += width) {
    for (let at = start; at < start + width; at++) {
      const value = values[at] ?? 0;
      const before = apart === 1 && at === start ? value : (values[at - apart] ?? value);
      const after = apart === 1 && at === start + width - 1 ? value : (values[at + apart] ?? value);
      result[at] = greatest ? Math.max(before, value, after) : Math.min(before, value, after);
    }
  }
  return result;
}

/** The mean of each pixel's 3 x 3 neighbourhood: a single speck is no pen. */
function averaged(values: Float32Array, width: number): Float32Array {
  return mean(mean(values, width, 1), width, width);
}

function mean(values: Float32Array, width: number, apart: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += width) {
    for (let at = start; at < start + width; at++) {
      const value = values[at] ?? 0;
      const before = apart === 1 && at === start ? value : (values[at - apart] ?? value);
      const after = apart === 1 && at === start + width - 1 ? value : (values[at + apart] ?? value);
      result[at] = (before + value + after) / 3;
    }
  }
  return result;
}
