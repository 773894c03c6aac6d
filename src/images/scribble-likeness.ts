import type { Planes } from './scribble-difference.ts';
import type { Shape } from './scribble-shapes.ts';

/**
 * Whether the untouched rest of a copy shows the same picture: where the source has light and dark places, the copy has them too.
 * Compared in blocks, so that neither grain nor compression counts.
 */
export function isLike(copy: Planes, source: Planes, marks: Shape): boolean {
  const [seen, expected] = [blocks(copy, marks), blocks(source, marks)];
  if (seen.length === 0) return false;
  const [own, others] = [variance(seen, seen), variance(expected, expected)];
  if (own < PLAIN_VARIANCE && others < PLAIN_VARIANCE) return true;
  return variance(seen, expected) > MIN_LIKENESS * Math.sqrt(own * others);
}

/** Below, in squared levels of 0 to 255, a picture is of one tone and there is nothing to compare. */
const PLAIN_VARIANCE = 30;
/** A correlation. Pictures that have nothing to do with each other stay far below. */
const MIN_LIKENESS = 0.8;
/** In pixels. */
const BLOCK = 8;

/** The mean lightness of each block with an untouched pixel, in the same order for every picture of one size. */
function blocks({ width, height, planes: [light] }: Planes, { set }: Shape): readonly number[] {
  const across = Math.ceil(width / BLOCK);
  const sums = new Float64Array(across * Math.ceil(height / BLOCK));
  const counts = new Uint16Array(sums.length);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / BLOCK) * across;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (set[at]) continue;
      const block = row + Math.floor(x / BLOCK);
      sums[block] = (sums[block] ?? 0) + (light[at] ?? 0);
      counts[block] = (counts[block] ?? 0) + 1;
    }
  }
  return [...sums].flatMap((sum, block) => (counts[block] ? [sum / (counts[block] ?? 1)] : []));
}

function variance(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [mean(a), mean(b)];
  return mean(a.map((value, index) => (value - meanA) * ((b[index] ?? 0) - meanB)));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
