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
  type Sheet,
  type Span,
} from './split-sheet-lines.ts';

/** What is left of an axis without the plain bands at its ends, several of them where a border has a frame. */
export async function withoutBorders(sheet: Sheet, axis: Axis): Promise<Span> {
  const edge = edgeOf(sheet, axis);
  const lines: Lines = { sheet, axis, within: { from: 0, to: edgeOf(sheet, across(axis)) } };
  const room = Math.ceil(edge * WIDEST);
  const firsts = (await borderBands({ from: 0, to: room })).filter(({ to }) => to < room);
  const lasts = (await borderBands({ from: edge - room, to: edge })).filter(({ from }) => from > edge - room);
  const ends = [
    stackedFrom(firsts, 0).map((band) => edgeOfBand(lines, band, 1)),
    stackedFrom(lasts.toReversed(), edge).map((band) => edgeOfBand(lines, band, -1)),
  ];
  const [from, to] = ends.map((found) => found.findLast(({ clear }) => clear > 0)?.at);
  return { from: from ?? 0, to: to === undefined ? edge : to + 1 };

  async function borderBands(span: Span): Promise<readonly Band[]> {
    return (await bandsIn(lines, span)).filter((band) => isOfOneGround(lines, band));
  }
}

/** Two tiles that each end in a ground of their own are no border, however alike the grounds. */
function isOfOneGround(lines: Lines, { from, to }: Band): boolean {
  const line = readLine(lines, Math.floor((from + to - 1) / 2));
  const middle = Math.floor(line.length / 6) * 3;
  return colourDistance(colourOf(line.subarray(0, middle)), colourOf(line.subarray(middle))) <= 20;
}

/** The bands that follow each other from the sheet's end, the innermost last; a blurred line may lie between two. */
function stackedFrom(bands: readonly Band[], end: number): readonly Band[] {
  const stacked: Band[] = [];
  let reached = end;
  for (const band of bands) {
    const [near, far] = end === 0 ? [band.from, band.to] : [band.to, band.from];
    if (Math.abs(near - reached) > (stacked.length > 0 ? 2 : 0)) break;
    stacked.push(band);
    reached = far;
  }
  return stacked;
}

/**
 * A plain band at a tile's edge is no border where the gutter runs through it: it is the sky, or the ground, that all tiles share.
 * A border may well lie before it, so every line from the tiles outwards is asked.
 *
 * @param crossing the gutter of the other axis.
 */
export function withTrueBorders(sheet: Sheet, axis: Axis, crossing: Band, { from, to }: Span): Span {
  const edge = edgeOf(sheet, axis);
  const isTrue = (at: number): boolean => {
    const whole = colourOf(lineAt(sheet, axis, at, { from: 0, to: edgeOf(sheet, across(axis)) }));
    return colourDistance(colourOf(lineAt(sheet, axis, at, crossing)), whole) <= 24;
  };
  const lines: Lines = { sheet, axis, within: { from: 0, to: edgeOf(sheet, across(axis)) } };
  let [first, last] = [from, to];
  while (first > 0 && !isTrue(first - 1)) first -= 1;
  while (last < edge && !isTrue(last)) last += 1;
  // JPEG tints the last lines of a border by the picture behind it, so that they may seem to be another's.
  if (first > 0 && first < from) first = edgeOfBand(lines, endOf(lines, first - NEAR, first), 1).at;
  if (last < edge && last > to) last = edgeOfBand(lines, endOf(lines, last, last + NEAR), -1).at + 1;
  return withHairs(sheet, axis, { from: first, to: last }, crossing.colour);
}

/** As much of a border as tells what it is like beside the pictures. */
const NEAR = 8;

function endOf(lines: Lines, start: number, end: number): Band {
  const [from, to] = [Math.max(0, start), Math.min(edgeOf(lines.sheet, lines.axis), end)];
  return { from, to, colour: colourOf(readLine(lines, Math.floor((from + to - 1) / 2))) };
}

/** Takes away borders that JPEG has spoilt too, where another border tells their colour. */
export function withHairBorders(sheet: Sheet, outer: Both<Span>): Both<Span> {
  const colour = colourOfBorders(sheet, outer);
  if (!colour) return outer;
  return { x: withHairs(sheet, 'x', outer.x, colour), y: withHairs(sheet, 'y', outer.y, colour) };
}

/** The colour of the widest border, whose middle JPEG has tinted least. */
function colourOfBorders(sheet: Sheet, outer: Both<Span>): Colour | undefined {
  const borders = (['x', 'y'] as const).flatMap((axis) => [
    { axis, at: outer[axis].from >> 1, width: outer[axis].from },
    { axis, at: (outer[axis].to + edgeOf(sheet, axis)) >> 1, width: edgeOf(sheet, axis) - outer[axis].to },
  ]);
  const widest = borders.reduce((one, other) => (other.width > one.width ? other : one));
  const within = { from: 0, to: edgeOf(sheet, across(widest.axis)) };
  return widest.width > 0 ? colourOf(lineAt(sheet, widest.axis, widest.at, within)) : undefined;
}

function withHairs(sheet: Sheet, axis: Axis, { from, to }: Span, colour: Colour): Span {
  const edge = edgeOf(sheet, axis);
  const lines: Lines = { sheet, axis, within: { from: 0, to: edgeOf(sheet, across(axis)) } };
  return { from: from > 0 ? from : hairBorder(lines, colour, 1), to: to < edge ? to : hairBorder(lines, colour, -1) };
}

/** Where the pictures begin at one end of an axis: behind a border so thin that JPEG has spoilt it, or at the very end. */
function hairBorder(lines: Lines, colour: Colour, way: 1 | -1): number {
  const edge = edgeOf(lines.sheet, lines.axis);
  const end = way > 0 ? 0 : edge - 1;
  const unlike = (at: number): number => meanDistance(readLine(lines, at), colour);
  if (unlike(end) < 0.35 * unlike(end + 8 * way)) {
    const { at, clear } = edgeOfBand(lines, { from: end, to: end + 1, colour }, way);
    if (clear >= LEAST_CLEAR) return way > 0 ? at : at + 1;
  }
  return way > 0 ? 0 : edge;
}
