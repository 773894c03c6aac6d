import { type Band, bandsIn, edgeOfBand, LEAST_CLEAR, type Lines, readLine, WIDEST } from './split-sheet-bands.ts';
import { withoutBorders, withTrueBorders } from './split-sheet-borders.ts';
import {
  type Axis,
  across,
  type Colour,
  colourDistance,
  colourOf,
  edgeOf,
  lineAt,
  meanDistance,
  type Sheet,
  type Span,
  strayShare,
} from './split-sheet-lines.ts';
import { seamIn } from './split-sheet-seam.ts';

/** The two tiles of one axis, as spans of that axis. */
export type Halves = readonly [Span, Span];

export type FoundTiles = { readonly x: Halves; readonly y: Halves } | { readonly why: string };

/** Below this a sheet's tiles are thumbnails, and gutters are hard to tell from lines of a drawing. */
const SMALLEST_EDGE = 128;
/** How far from the middle of the sheet the middle of a gutter may be, as a share of the edge. */
const OFF_CENTRE = 0.07;
/** Tiles of the same row or column differ by no more, as a share of the larger: each may be 2 % off. */
const UNEQUAL = 0.05;

/**
 * Finds the four tiles of a sheet of two rows and two columns, exact to the pixel, borders and gutters left out. Both gutters must be
 * there, or both must be missing with a clear seam instead: one of each is as likely a landscape as a sheet.
 */
export async function findTiles(sheet: Sheet): Promise<FoundTiles> {
  if (Math.min(sheet.width, sheet.height) < SMALLEST_EDGE) return { why: 'The picture is too small to be a sheet.' };
  const outer = { x: await withoutBorders(sheet, 'x'), y: await withoutBorders(sheet, 'y') };
  const { x, y } = ofOneColour(sheet, {
    x: await guttersOf({ sheet, axis: 'x', within: outer.y }, outer.x),
    y: await guttersOf({ sheet, axis: 'y', within: outer.x }, outer.y),
  });
  const gutters = await withHairlines(sheet, { x, y }, outer);
  const tiles = await (gutters ? betweenGutters(sheet, gutters, outer) : betweenSeams(sheet, outer, x ?? y));
  if ('why' in tiles) return tiles;
  if (!areEqual(tiles.x) || !areEqual(tiles.y)) return { why: 'The tiles differ in size.' };
  return tiles;
}

type Both<T> = { readonly x: T; readonly y: T };

/** Gutters of one sheet have one colour, JPEG's tinge forgiven; a sky that two tiles have in common has another than the rest. */
const ONE_COLOUR = 30;

/** The widest gutters of either axis that go together; where none do, the widest of the axis that has any. */
function ofOneColour(sheet: Sheet, all: Both<readonly Band[]>): Both<Band | undefined> {
  const xs = all.x.filter((band) => !all.y.some((other) => isCut(sheet, 'x', band, other)));
  const ys = all.y.filter((band) => !all.x.some((other) => isCut(sheet, 'y', band, other)));
  const pairs = xs.flatMap((x) => ys.map((y) => ({ x, y })));
  const alike = pairs.filter(({ x, y }) => colourDistance(x.colour, y.colour) <= ONE_COLOUR);
  const width = ({ from, to }: Span): number => to - from;
  const [widest] = alike.toSorted((a, b) => width(b.x) + width(b.y) - width(a.x) - width(a.y));
  if (widest) return widest;
  const [x, y] = [xs[0], ys[0]];
  return x && y ? (width(x) >= width(y) ? { x, y: undefined } : { x: undefined, y }) : { x, y };
}

/** Whether a band of the other axis goes on right through this one, in a colour of its own: gutters are cut by nothing. */
function isCut(sheet: Sheet, axis: Axis, band: Band, by: Band): boolean {
  if (colourDistance(band.colour, by.colour) <= ONE_COLOUR) return false;
  const crossing = colourOf(lineAt(sheet, axis, Math.floor((band.from + band.to - 1) / 2), by));
  return colourDistance(crossing, by.colour) < colourDistance(crossing, band.colour);
}

/** Both gutters, where at least one is plain to see; JPEG can leave of a very thin one no more than a line that resembles the other. */
async function withHairlines(
  sheet: Sheet,
  { x, y }: { readonly x: Band | undefined; readonly y: Band | undefined },
  outer: Both<Span>,
): Promise<Both<Band> | undefined> {
  if (x && y) return { x, y };
  if (x) {
    const found = await hairlineIn({ sheet, axis: 'y', within: outer.x }, outer.y, x.colour);
    return found && { x, y: found };
  }
  const found = y && (await hairlineIn({ sheet, axis: 'x', within: outer.y }, outer.x, y.colour));
  return y && found && { x: found, y };
}

async function hairlineIn(lines: Lines, outer: Span, colour: Colour): Promise<Band | undefined> {
  const seam = await seamIn(lines, middleOf(outer, 0.04));
  if (!seam || seam.to === seam.from) return undefined;
  const unlike = (at: number): number => meanDistance(readLine(lines, at), colour);
  const within = Math.min(...Array.from({ length: seam.to - seam.from }, (_, step) => unlike(seam.from + step)));
  const isLike = within < 0.75 * Math.min(unlike(seam.from - 4), unlike(seam.to + 3));
  return isLike ? { ...seam, colour } : undefined;
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

async function betweenSeams(sheet: Sheet, outer: Both<Span>, gutter: Band | undefined): Promise<FoundTiles> {
  if (gutter && gutter.to - gutter.from > 3) return { why: 'There is a gutter in one direction only.' };
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

/**
 * Gutters through the middle, the widest first: plain bands that pictures with straight edges enclose. JPEG blurs colours, so that a line
 * or two between a gutter and a picture can look like a band of their own.
 */
async function guttersOf(lines: Lines, outer: Span): Promise<readonly Band[]> {
  const edge = edgeOf(lines.sheet, lines.axis);
  const strip = middleOf({ from: 0, to: edge }, OFF_CENTRE + WIDEST / 2 + 0.01);
  const centre = (outer.from + outer.to) / 2;
  const away = ({ from, to }: Span): number => Math.abs((from + to) / 2 - centre);
  return (await bandsIn(lines, strip))
    .filter(({ from, to }) => from > strip.from && to < strip.to && to - from <= edge * WIDEST)
    .filter((band) => away(band) <= edge * OFF_CENTRE)
    .toSorted((one, other) => other.to - other.from - (one.to - one.from))
    .flatMap((band) => exactBand(lines, band) ?? []);
}

function exactBand(lines: Lines, band: Band): Band | undefined {
  const before = edgeOfBand(lines, band, -1);
  const after = edgeOfBand(lines, band, 1);
  if (Math.min(before.clear, after.clear) < LEAST_CLEAR) return undefined;
  return { from: before.at + 1, to: after.at, colour: band.colour };
}

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

/** `share` of a span to either side of its middle. */
function middleOf({ from, to }: Span, share: number): Span {
  const [middle, reach] = [(from + to) / 2, (to - from) * share];
  return { from: Math.floor(middle - reach), to: Math.ceil(middle + reach) };
}

function areEqual([one, other]: Halves): boolean {
  const [first, second] = [one.to - one.from, other.to - other.from];
  return Math.min(first, second) > 0 && Math.abs(first - second) <= Math.max(first, second) * UNEQUAL;
}
