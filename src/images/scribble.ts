import type { Size } from '#src/domain/picture.ts';
import { createBreath } from './breathe.ts';
import type { Look } from './read-mask-look.ts';
import { type Difference, differenceOf } from './scribble-difference.ts';
import { isLike } from './scribble-likeness.ts';
import { planesOf } from './scribble-planes.ts';
import { filled, grown, pieces, type Shape, shrunk } from './scribble-shapes.ts';

/**
 * Finds what somebody drew on a copy of a picture, with any pen: strokes as they are, a little wider, and of a closed loop its
 * inside as well. Withstands JPEG, resizing and a slight change of brightness.
 *
 * @param copy and source at the same size.
 * @returns `other` where the picture is no copy of the source at all, and `same` where nothing was drawn on it.
 */
export async function findScribble(copy: Look, source: Look): Promise<Shape | 'same' | 'other'> {
  const breathe = createBreath();
  const [seen, behind] = await planesOf(copy, source);
  await breathe();
  const difference = await differenceOf(seen, behind);
  await breathe();
  const { width, height } = copy;
  const marks = marksIn(difference, { width, height });
  await breathe();
  const drawn = countOf(marks);
  if (drawn > MAX_SHARE * marks.set.length || !isLike(seen, behind, marks)) return 'other';
  if (drawn === 0) return 'same';
  await breathe();
  return widened(marks, Math.max(width, height), breathe);
}

function countOf({ set }: Shape): number {
  let count = 0;
  for (const value of set) count += value;
  return count;
}

/** More than this cannot be told from another picture. */
const MAX_SHARE = 0.75;
/** In levels of 0 to 255, on top of what the noise asks for. */
const WEAK = 16;
const STRONG = 34;
/** Of what the pen differs by; less is what its edge blurs into. */
const OWN_SHARE = 0.3;
/** All in shares of the longer edge: the least edge of a mark, the gap that closes in a loop, how much a stroke grows. */
const MARK_EDGE = 0.012;
const GAP = 0.015;
const GROWTH = 0.006;

/** What differs strongly somewhere and less around it, specks left out. */
function marksIn({ residual, noise }: Difference, size: Size): Shape {
  const weak = Math.max(WEAK, 2.5 * noise);
  const strong = Math.max(STRONG, 4 * noise);
  const least = Math.max(4, (MARK_EDGE * Math.max(size.width, size.height)) ** 2);
  const set = new Uint8Array(residual.length);
  for (const piece of pieces({ ...size, set: above(residual, weak) })) {
    const level = usualLevel(piece, residual);
    const solid = piece.filter((at) => (residual[at] ?? 0) > level * OWN_SHARE);
    if (solid.length < least || level < strong) continue;
    for (const at of solid) set[at] = 1;
  }
  return { ...size, set };
}

function above(values: Float32Array, limit: number): Uint8Array {
  const set = new Uint8Array(values.length);
  for (let at = 0; at < values.length; at++) set[at] = (values[at] ?? 0) > limit ? 1 : 0;
  return set;
}

/** What the pen itself differs by: nine of ten pixels of its stroke differ by no more. */
const usualLevel = (piece: readonly number[], residual: Float32Array): number =>
  Float32Array.from(piece, (at) => residual[at] ?? 0).sort()[Math.floor(piece.length * 0.9)] ?? 0;

/** Small gaps in a loop are closed before it is filled, and opened again after. */
async function widened(marks: Shape, edge: number, breathe: () => Promise<void> | undefined): Promise<Shape> {
  const steps: readonly ((shape: Shape) => Shape)[] = [
    (shape) => grown(shape, GAP * edge),
    filled,
    (shape) => shrunk(shape, GAP * edge),
    (shape) => ({ ...shape, set: shape.set.map((value, at) => value | (marks.set[at] ?? 0)) }),
    (shape) => grown(shape, GROWTH * edge),
  ];
  let shape = marks;
  for (const step of steps) {
    shape = step(shape);
    await breathe();
  }
  return shape;
}
