import type { Size } from '#src/domain/picture.ts';

/** One byte a pixel, row by row: 1 where something is. */
export interface Shape extends Size {
  readonly set: Uint8Array;
}

/** Grown by a radius in pixels, round. */
export function grown(shape: Shape, radius: number): Shape {
  const far = distances(shape, 1);
  const limit = radius * UNIT;
  return { ...shape, set: chosen(far, (distance) => distance <= limit) };
}

/** Shrunk by a radius in pixels, round. What runs over the picture's edge is not shrunk there. */
export function shrunk(shape: Shape, radius: number): Shape {
  const far = distances(shape, 0);
  const limit = radius * UNIT;
  return { ...shape, set: chosen(far, (distance) => distance > limit) };
}

/** With everything that cannot be reached from the picture's edge filled: a loop becomes its inside. */
export function filled(shape: Shape): Shape {
  const { width, height, set } = shape;
  const outside = new Uint8Array(set.length);
  const open: number[] = [];
  const reach = (at: number): void => {
    if (set[at] || outside[at]) return;
    outside[at] = 1;
    open.push(at);
  };
  for (let x = 0; x < width; x++) [x, (height - 1) * width + x].forEach(reach);
  for (let y = 0; y < height; y++) [y * width, y * width + width - 1].forEach(reach);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const x = at % width;
    if (x > 0) reach(at - 1);
    if (x < width - 1) reach(at + 1);
    if (at >= width) reach(at - width);
    if (at < set.length - width) reach(at + width);
  }
  return { ...shape, set: chosen(outside, (value) => value === 0) };
}

/** The connected pieces, neighbours over a corner included: the places of their pixels in `set`. */
export function pieces({ width, height, set }: Shape): readonly (readonly number[])[] {
  const seen = new Uint8Array(set.length);
  const found: number[][] = [];
  for (let start = 0; start < set.length; start++) {
    if (!set[start] || seen[start]) continue;
    const piece = [start];
    seen[start] = 1;
    for (const at of piece) {
      const x = at % width;
      const y = (at - x) / width;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (!set[next] || seen[next]) continue;
          seen[next] = 1;
          piece.push(next); // the loop goes on over what is added here
        }
      }
    }
    found.push(piece);
  }
  return found;
}

/** 1 where a value is wanted. */
function chosen(values: Uint8Array | Uint16Array, isWanted: (value: number) => boolean): Uint8Array {
  const set = new Uint8Array(values.length);
  for (let at = 0; at < set.length; at++) if (isWanted(values[at] ?? 0)) set[at] = 1;
  return set;
}

/** A straight step counts 3 and a diagonal one 4: within 6 % of the true distance, in two passes. */
const UNIT = 3;
const DIAGONAL = 4;

/** How far each pixel is from the nearest one of this value, in thirds of a pixel. */
function distances({ width, height, set }: Shape, value: 0 | 1): Uint16Array {
  const far = new Uint16Array(set.length);
  for (let at = 0; at < set.length; at++) far[at] = set[at] === value ? 0 : 60_000;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) spread(far, x, y, width, height, -1);
  }
  for (let y = height - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--) spread(far, x, y, width, height, 1);
  }
  return far;
}

/** Takes what the four neighbours behind or ahead know. */
function spread(far: Uint16Array, x: number, y: number, width: number, height: number, step: -1 | 1): void {
  const at = y * width + x;
  let best = far[at] ?? 0;
  if (best === 0) return;
  const besides = x + step >= 0 && x + step < width;
  if (besides) best = Math.min(best, (far[at + step] ?? 0) + UNIT);
  if (y + step >= 0 && y + step < height) {
    const line = at + step * width;
    best = Math.min(best, (far[line] ?? 0) + UNIT);
    if (x > 0) best = Math.min(best, (far[line - 1] ?? 0) + DIAGONAL);
    if (x < width - 1) best = Math.min(best, (far[line + 1] ?? 0) + DIAGONAL);
  }
  far[at] = best;
}
