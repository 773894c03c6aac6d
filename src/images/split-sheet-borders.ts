import { type Band, bandsIn, edgeOfBand, LEAST_CLEAR, type Lines, readLine, WIDEST } from './split-sheet-bands.ts';
import {
  type Axis,
  across,
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
  const first = stackedFrom(firsts, 0);
  const last = stackedFrom(lasts.toReversed(), edge);
  const from = first && edgeOfBand(lines, first, 1);
  const to = last && edgeOfBand(lines, last, -1);
  return { from: from && from.clear > 0 ? from.at : 0, to: to && to.clear > 0 ? to.at + 1 : edge };

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
  // JPEG tints the last line or two of a border by the picture behind it.
  if (first > 0 && from - first <= FRINGE) first = from;
  if (last < edge && last - to <= FRINGE) last = to;
  return {
    from: first > 0 ? first : hairBorder(lines, crossing, 1),
    to: last < edge ? last : hairBorder(lines, crossing, -1),
  };
}

const FRINGE = 2;

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
