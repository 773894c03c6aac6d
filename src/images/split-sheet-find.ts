import { type Band, type Lines, readLine } from './split-sheet-bands.ts';
import { withHairBorders, withoutBorders, withTrueBorders } from './split-sheet-borders.ts';
import { findGutters, type LoneGutter } from './split-sheet-gutters.ts';
import { type Axis, across, type Both, middleOf, type Sheet, type Span, strayShare } from './split-sheet-lines.ts';
import { seamIn } from './split-sheet-seam.ts';

/** The two tiles of one axis, as spans of that axis. */
export type Halves = readonly [Span, Span];

export type FoundTiles = { readonly x: Halves; readonly y: Halves } | { readonly why: string };

/** Below this a sheet's tiles are thumbnails, and gutters are hard to tell from lines of a drawing. */
const SMALLEST_EDGE = 128;
/** Tiles of the same row or column differ by no more, as a share of the larger: each may be 2 % off. */
const UNEQUAL = 0.05;

/**
 * Finds the four tiles of a sheet of two rows and two columns, exact to the pixel, borders and gutters left out. Both gutters must be
 * there, or both must be missing with a clear seam instead: one of each is as likely a landscape as a sheet.
 */
export async function findTiles(sheet: Sheet): Promise<FoundTiles> {
  if (Math.min(sheet.width, sheet.height) < SMALLEST_EDGE) return { why: 'The picture is too small to be a sheet.' };
  const outer = { x: await withoutBorders(sheet, 'x'), y: await withoutBorders(sheet, 'y') };
  const gutters = await findGutters(sheet, outer);
  const tiles = await ('x' in gutters
    ? betweenGutters(sheet, gutters, outer)
    : betweenSeams(sheet, outer, gutters.lone));
  if ('why' in tiles) return tiles;
  if (!areEqual(tiles.x) || !areEqual(tiles.y)) return { why: 'The tiles differ in size.' };
  return tiles;
}

async function betweenGutters(sheet: Sheet, gutters: Both<Band>, outer: Both<Span>): Promise<FoundTiles> {
  const inner = {
    x: withTrueBorders(sheet, 'x', gutters.y, outer.x),
    y: withTrueBorders(sheet, 'y', gutters.x, outer.y),
  };
  const x = halvesOf(inner.x, gutters.x);
  const y = halvesOf(inner.y, gutters.y);
  for (const axis of ['x', 'y'] as const) {
    const lines = { sheet, axis, within: inner[across(axis)] };
    if (await hasMoreGutters(lines, axis === 'x' ? x : y, gutters[axis]))
      return { why: 'There are more gutters than one in each direction.' };
  }
  return { x, y };
}

async function betweenSeams(sheet: Sheet, found: Both<Span>, lone: LoneGutter | undefined): Promise<FoundTiles> {
  if (lone && (await isBetweenPictures(sheet, found, lone))) return { why: 'There is a gutter in one direction only.' };
  const outer = withHairBorders(sheet, found);
  const lines = (axis: Axis): Lines => ({ sheet, axis, within: outer[across(axis)] });
  const x = await seamIn(lines('x'), middleOf(outer.x, 0.04));
  const y = await seamIn(lines('y'), middleOf(outer.y, 0.04));
  if (!x || !y) return { why: 'There is no gutter or seam through the middle in both directions.' };
  const tiles = { x: halvesOf(outer.x, x), y: halvesOf(outer.y, y) };
  for (const axis of ['x', 'y'] as const)
    if (await hasMoreSeams(lines(axis), tiles[axis]))
      return { why: 'There are more seams than one in each direction.' };
  return tiles;
}

/** Whether pictures end at both sides of a band; one that JPEG makes beside a seam fades into its picture at the other side. */
async function isBetweenPictures(sheet: Sheet, outer: Both<Span>, { axis, from, to }: LoneGutter): Promise<boolean> {
  if (to - from <= HAIR || to - from > WIDEST_SMEAR) return to - from > HAIR;
  const lines: Lines = { sheet, axis, within: outer[across(axis)] };
  for (const at of [from, to]) if (!(await seamIn(lines, { from: at - 1, to: at + 2 }))) return false;
  return true;
}

/** A band this narrow is what JPEG makes of a seam. */
const HAIR = 3;
/** Up to the edge of a block of JPEG's colours, which are kept at half the size, a band may be that as well. */
const WIDEST_SMEAR = 16;

/** Whether gutters run through the insides of the halves too, as in a sheet of more than four tiles. */
async function hasMoreGutters(lines: Lines, halves: Halves, { from: start, to: end, colour }: Band): Promise<boolean> {
  for (const half of halves) {
    const { from, to } = middleOf(half, 0.2);
    for (let at = from; at < to; at++) {
      await lines.sheet.breath();
      if (strayShare(readLine(lines, at), colour, 30) <= 0.06) return true;
    }
  }
  return end - start < UNMISTAKABLE && (await hasMoreSeams(lines, halves));
}

/** Gutters this wide show as plain lines wherever they are, so that seams beside them belong to a pattern within the tiles. */
const UNMISTAKABLE = 6;

/** Whether a seam cuts both halves at the same share of them. One alone, or at any height, is a horizon that tiles have in common. */
async function hasMoreSeams(lines: Lines, halves: Halves): Promise<boolean> {
  for (const share of [1 / 2, 1 / 3]) {
    const [one, other] = halves.map(({ from, to }) => {
      const [middle, reach] = [from + (to - from) * share, (to - from) * 0.04];
      return { from: Math.floor(middle - reach), to: Math.ceil(middle + reach) };
    });
    if (one && other && (await seamIn(lines, one)) && (await seamIn(lines, other))) return true;
  }
  return false;
}

const halvesOf = (outer: Span, gap: Span): Halves => [
  { from: outer.from, to: gap.from },
  { from: gap.to, to: outer.to },
];

function areEqual([one, other]: Halves): boolean {
  const [first, second] = [one.to - one.from, other.to - other.from];
  return Math.min(first, second) > 0 && Math.abs(first - second) <= Math.max(first, second) * UNEQUAL;
}
