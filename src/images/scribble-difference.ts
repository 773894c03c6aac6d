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
    const high = highest(expected, copy.width, REACH[index]);
    await breathe();
    const low = highest(negative(expected), copy.width, REACH[index]);
    await breathe();
    addSquares(residual, copy.planes[index], low, high);
    await breathe();
  }
  for (let at = 0; at < residual.length; at++) residual[at] = Math.sqrt(residual[at] ?? 0);
  return { residual: averaged(residual, copy.width), noise };
}

/** In pixels to each side. JPEG keeps colour at half the size of lightness, so that it bleeds twice as far. */
const REACH = [1, 2, 2] as const;

/** `low` comes as its negative. */
function addSquares(sum: Float32Array, seen: Float32Array, low: Float32Array, high: Float32Array): void {
  for (let at = 0; at < sum.length; at++) {
    const value = seen[at] ?? 0;
    const beyond = Math.max(0, value - (high[at] ?? 0), -(low[at] ?? 0) - value);
    sum[at] = (sum[at] ?? 0) + beyond * beyond;
  }
}

/** The greatest of the square around each pixel. Applied to the negative it is the least. */
function highest(values: Float32Array, width: number, reach: number): Float32Array {
  let now = values;
  for (let step = 0; step < reach; step++) now = across(along(now, width), width);
  return now;
}

// Reading outside an array is allowed and very slow, and so is a loop that calls whatever it is given: hence loops this plain.

function along(values: Float32Array, width: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += width) {
    const last = start + width - 1;
    for (let at = start; at <= last; at++) {
      const before = values[at === start ? at : at - 1] ?? 0;
      const after = values[at === last ? at : at + 1] ?? 0;
      result[at] = Math.max(before, values[at] ?? 0, after);
    }
  }
  return result;
}

function across(values: Float32Array, width: number): Float32Array {
  const result = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += width) {
    const above = start === 0 ? 0 : -width;
    const below = start + width === values.length ? 0 : width;
    for (let at = start; at < start + width; at++) {
      const before = values[at + above] ?? 0;
      const after = values[at + below] ?? 0;
      result[at] = Math.max(before, values[at] ?? 0, after);
    }
  }
  return result;
}

function negative(values: Float32Array): Float32Array {
  const result = new Float32Array(values.length);
  for (let at = 0; at < values.length; at++) result[at] = -(values[at] ?? 0);
  return result;
}

/** The mean of each pixel's 3 x 3 neighbourhood: a single speck is no pen. What lies right at the picture's edge stays as it is. */
function averaged(values: Float32Array, width: number): Float32Array {
  const result = values.slice();
  for (let start = width; start < values.length - width; start += width) {
    for (let at = start + 1; at < start + width - 1; at++) {
      let sum = 0;
      for (let row = at - width; row <= at + width; row += width) {
        sum += (values[row - 1] ?? 0) + (values[row] ?? 0) + (values[row + 1] ?? 0);
      }
      result[at] = sum / 9;
    }
  }
  return result;
}
