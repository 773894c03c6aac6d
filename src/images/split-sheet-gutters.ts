import { type Band, bandsIn, edgeOfBand, LEAST_CLEAR, type Lines, readLine, WIDEST } from './split-sheet-bands.ts';
import {
  type Axis,
  across,
  type Both,
  type Colour,
  colourDistance,
  colourOf,
  edgeOf,
  lineAt,
  meanDistance,
  middleOf,
  type Sheet,
  type Span,
} from './split-sheet-lines.ts';
import { seamIn } from './split-sheet-seam.ts';

/** The only gutter of a sheet. */
export interface LoneGutter extends Span {
  readonly axis: Axis;
}

/** Finds the gutter of each axis, exact to the pixel; or the one that there is, or none. */
export async function findGutters(
  sheet: Sheet,
  outer: Both<Span>,
): Promise<Both<Band> | { readonly lone: LoneGutter | undefined }> {
  const plain = ofOneColour(sheet, {
    x: await guttersOf({ sheet, axis: 'x', within: outer.y }, outer.x),
    y: await guttersOf({ sheet, axis: 'y', within: outer.x }, outer.y),
  });
  const both = await withHairlines(sheet, plain, outer);
  if (both) return both;
  const lone = plain.x ? { ...plain.x, axis: 'x' as const } : plain.y && { ...plain.y, axis: 'y' as const };
  return { lone };
}

/** How far from the middle of the sheet the middle of a gutter may be, as a share of the edge. */
const OFF_CENTRE = 0.07;

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

/** Gutters of one sheet have one colour, JPEG's tinge forgiven; a sky that two tiles have in common has another than the rest. */
const ONE_COLOUR = 30;

/** Of each axis the widest gutter that goes together with one of the other; where none do, the widest of all on one axis. */
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
  const crossing = colourOf(lineAt(sheet, across(axis), Math.floor((by.from + by.to - 1) / 2), band));
  const [own, other] = [colourDistance(crossing, band.colour), colourDistance(crossing, by.colour)];
  return own > ONE_COLOUR && other < own;
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
