import { type Band, bandsIn, edgeOfBand, type Lines, readLine, WIDEST } from './split-sheet-bands.ts';
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
/** The least share of a tile's edge that differs from a gutter: things that stand apart on one ground have no straight edges. */
const LEAST_CLEAR = 0.35;
/** Tiles of the same row or column differ by no more, as a share of the larger: each may be 2 % off. */
const UNEQUAL = 0.05;

/**
 * Finds the four tiles of a sheet of two rows and two columns, exact to the pixel, borders and gutters left out. Both gutters must be
 * there, or both must be missing with a clear seam instead: one of each is as likely a landscape as a sheet.
 */
export function findTiles(sheet: Sheet): FoundTiles {
  if (Math.min(sheet.width, sheet.height) < SMALLEST_EDGE) return { why: 'The picture is too small to be a sheet.' };
  const outer = { x: withoutBorders(sheet, 'x'), y: withoutBorders(sheet, 'y') };
  const x = gutterOf({ sheet, axis: 'x', within: outer.y }, outer.x);
  const y = gutterOf({ sheet, axis: 'y', within: outer.x }, outer.y);
  const gutters = withHairlines(sheet, { x, y }, outer);
  const tiles = gutters ? betweenGutters(sheet, gutters, outer) : betweenSeams(sheet, outer, x ?? y);
  if ('why' in tiles) return tiles;
  if (!areEqual(tiles.x) || !areEqual(tiles.y)) return { why: 'The tiles differ in size.' };
  return tiles;
}

type Both<T> = { readonly x: T; readonly y: T };

/** Both gutters, where at least one is plain to see; JPEG can leave of a very thin one no more than a line that resembles the other. */
function withHairlines(
  sheet: Sheet,
  { x, y }: { readonly x: Band | undefined; readonly y: Band | undefined },
  outer: Both<Span>,
): Both<Band> | undefined {
  if (x && y) return { x, y };
  if (x) {
    const found = hairlineIn({ sheet, axis: 'y', within: outer.x }, outer.y, x.colour);
    return found && { x, y: found };
  }
  const found = y && hairlineIn({ sheet, axis: 'x', within: outer.y }, outer.x, y.colour);
  return y && found && { x: found, y };
}

function hairlineIn(lines: Lines, outer: Span, colour: Colour): Band | undefined {
  const seam = seamIn(lines, middleOf(outer, 0.04));
  if (!seam || seam.to === seam.from) return undefined;
  const unlike = (at: number): number => meanDistance(readLine(lines, at), colour);
  const within = Math.min(...Array.from({ length: seam.to - seam.from }, (_, step) => unlike(seam.from + step)));
  const isLike = within < 0.75 * Math.min(unlike(seam.from - 4), unlike(seam.to + 3));
  return isLike ? { ...seam, colour } : undefined;
}

function betweenGutters(sheet: Sheet, gutters: Both<Band>, outer: Both<Span>): FoundTiles {
  const inner = {
    x: withTrueBorders(sheet, 'x', gutters.y, outer.x),
    y: withTrueBorders(sheet, 'y', gutters.x, outer.y),
  };
  const x = halvesOf(inner.x, gutters.x);
  const y = halvesOf(inner.y, gutters.y);
  const more = (['x', 'y'] as const).some((axis) => {
    const lines = { sheet, axis, within: inner[across(axis)] };
    const halves = axis === 'x' ? x : y;
    return halves.some((half) => hasGutter(lines, half, gutters[axis])) || hasMoreSeams(lines, halves);
  });
  return more ? { why: 'There are more gutters than one in each direction.' } : { x, y };
}

function betweenSeams(sheet: Sheet, outer: Both<Span>, gutter: Band | undefined): FoundTiles {
  if (gutter && gutter.to - gutter.from > 3) return { why: 'There is a gutter in one direction only.' };
  const lines = (axis: Axis): Lines => ({ sheet, axis, within: outer[across(axis)] });
  const x = seamIn(lines('x'), middleOf(outer.x, 0.04));
  const y = seamIn(lines('y'), middleOf(outer.y, 0.04));
  if (!x || !y) return { why: 'There is no gutter or seam through the middle in both directions.' };
  const tiles = { x: halvesOf(outer.x, x), y: halvesOf(outer.y, y) };
  const more = (['x', 'y'] as const).some((axis) => hasMoreSeams(lines(axis), tiles[axis]));
  return more ? { why: 'There are more seams than one in each direction.' } : tiles;
}

/**
 * A gutter through the middle: the widest plain band that pictures with straight edges enclose. JPEG blurs colours, so that a line
 * or two between a gutter and a picture can look like a band of their own.
 */
function gutterOf(lines: Lines, outer: Span): Band | undefined {
  const edge = edgeOf(lines.sheet, lines.axis);
  const strip = middleOf({ from: 0, to: edge }, OFF_CENTRE + WIDEST / 2 + 0.01);
  const centre = (outer.from + outer.to) / 2;
  const away = ({ from, to }: Span): number => Math.abs((from + to) / 2 - centre);
  return bandsIn(lines, strip)
    .filter(({ from, to }) => from > strip.from && to < strip.to && to - from <= edge * WIDEST)
    .filter((band) => away(band) <= edge * OFF_CENTRE)
    .toSorted((one, other) => other.to - other.from - (one.to - one.from))
    .flatMap((band) => exactBand(lines, band) ?? [])
    .at(0);
}

function exactBand(lines: Lines, band: Band): Band | undefined {
  const before = edgeOfBand(lines, band, -1);
  const after = edgeOfBand(lines, band, 1);
  if (Math.min(before.clear, after.clear) < LEAST_CLEAR) return undefined;
  return { from: before.at + 1, to: after.at, colour: band.colour };
}

/** What is left of an axis without the plain bands at its ends, several of them where a border has a frame. */
function withoutBorders(sheet: Sheet, axis: Axis): Span {
  const edge = edgeOf(sheet, axis);
  const lines: Lines = { sheet, axis, within: { from: 0, to: edgeOf(sheet, across(axis)) } };
  const room = Math.ceil(edge * WIDEST);
  const first = stackedFrom(bandsIn(lines, { from: 0, to: room }), 0);
  const last = stackedFrom(bandsIn(lines, { from: edge - room, to: edge }).toReversed(), edge);
  const from = first && first.to < room ? edgeOfBand(lines, first, 1) : undefined;
  const to = last && last.from > edge - room ? edgeOfBand(lines, last, -1) : undefined;
  return { from: from && from.clear > 0 ? from.at : 0, to: to && to.clear > 0 ? to.at + 1 : edge };
}

/** The innermost of the bands that follow each other from the sheet's end; a blurred line may lie between two. */
function stackedFrom(bands: readonly Band[], end: number): Band | undefined {
  let inner: Band | undefined;
  for (const band of bands) {
    const [near, far] = end === 0 ? [band.from, band.to] : [-band.to, -band.from];
    const reached = inner ? (end === 0 ? inner.to : -inner.from) : end === 0 ? 0 : -end;
    if (near - reached > (inner ? 2 : 0) || far < reached) break;
    inner = band;
  }
  return inner;
}

/**
 * A plain band at a tile's edge is no border where the gutter runs through it: it is the sky, or the ground, that all tiles share.
 *
 * @param crossing the gutter of the other axis.
 */
function withTrueBorders(sheet: Sheet, axis: Axis, crossing: Band, { from, to }: Span): Span {
  const edge = edgeOf(sheet, axis);
  const isTrue = (end: Span): boolean => {
    if (end.to <= end.from) return true;
    const at = Math.floor((end.from + end.to - 1) / 2);
    const whole = colourOf(lineAt(sheet, axis, at, { from: 0, to: edgeOf(sheet, across(axis)) }));
    return colourDistance(colourOf(lineAt(sheet, axis, at, crossing)), whole) <= 24;
  };
  const lines: Lines = { sheet, axis, within: { from: 0, to: edgeOf(sheet, across(axis)) } };
  return {
    from: from > 0 && isTrue({ from: 0, to: from }) ? from : hairBorder(lines, crossing, 1),
    to: to < edge && isTrue({ from: to, to: edge }) ? to : hairBorder(lines, crossing, -1),
  };
}

/** Where the pictures begin at one end of an axis: behind a border so thin that JPEG has spoilt it, or at the very end. */
function hairBorder(lines: Lines, { colour }: Band, way: 1 | -1): number {
  const edge = edgeOf(lines.sheet, lines.axis);
  const end = way > 0 ? 0 : edge - 1;
  const unlike = (at: number): number => meanDistance(readLine(lines, at), colour);
  if (unlike(end) < 0.35 * unlike(end + 8 * way)) {
    const { at, clear } = edgeOfBand(lines, { from: end, to: end + 1, colour }, way);
    if (clear >= LEAST_CLEAR) return way > 0 ? at : at + 1;
  }
  return way > 0 ? 0 : edge;
}

/** Whether a line of the gutter's own colour runs through the inside of a half, as in a sheet of more than four tiles. */
function hasGutter(lines: Lines, half: Span, { colour }: Band): boolean {
  const { from, to } = middleOf(half, 0.2);
  for (let at = from; at < to; at++) if (strayShare(readLine(lines, at), colour, 30) <= 0.06) return true;
  return false;
}

/** Whether a seam cuts both halves at the same share of them. One alone, or at any height, is a horizon that tiles have in common. */
function hasMoreSeams(lines: Lines, halves: Halves): boolean {
  return [1 / 2, 1 / 3].some((share) =>
    halves.every(({ from, to }) => {
      const middle = from + (to - from) * share;
      const reach = (to - from) * 0.04;
      return seamIn(lines, { from: Math.floor(middle - reach), to: Math.ceil(middle + reach) }) !== undefined;
    }),
  );
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
