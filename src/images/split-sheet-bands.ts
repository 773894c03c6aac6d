import {
  type Axis,
  type Colour,
  colourDistance,
  colourOf,
  distanceAt,
  edgeOf,
  type Line,
  lineAt,
  meanDistance,
  type Sheet,
  type Span,
  strayShare,
} from './split-sheet-lines.ts';

/** Plain lines side by side that run through a whole sheet: a border, or a gutter. */
export interface Band extends Span {
  readonly colour: Colour;
}

/** Wider than any gutter or border that is asked for; what is wider is a picture's own ground. */
export const WIDEST = 0.12;
/** The least share of a tile's edge that differs from a gutter: things that stand apart on one ground have no straight edges. */
export const LEAST_CLEAR = 0.35;
/** A line is plain where hardly a pixel strays from its colour, noise and the artefacts of JPEG forgiven. */
const PLAIN = { tolerance: 48, share: 0.06 };
/** Lines of one band differ by less. */
const SAME_COLOUR = 14;
/** JPEG tints the first lines of a band by what lies before it, so that its colour is that of a later one. */
const FRINGE = 4;
/** Looked at beyond a band's first guess of an edge: JPEG smears over 8 pixels. */
const BEYOND = 10;

/** What a search over the lines of one axis needs. */
export interface Lines {
  readonly sheet: Sheet;
  readonly axis: Axis;
  /** The part of each line that is looked at. */
  readonly within: Span;
}

export const readLine = ({ sheet, axis, within }: Lines, at: number): Line => lineAt(sheet, axis, at, within);

/** All bands among the lines of a span, exact to the pixel. One that touches the span's end may go on behind it. */
export async function bandsIn(lines: Lines, { from, to }: Span): Promise<readonly Band[]> {
  const bands: Band[] = [];
  let open: Band | undefined;
  for (let at = from; at < to; at++) {
    await lines.sheet.breath();
    const line = readLine(lines, at);
    const colour = colourOf(line);
    const goesOn = open && isPlain(line, open.colour) && colourDistance(colour, open.colour) <= SAME_COLOUR;
    if (open && goesOn) open = { from: open.from, to: at + 1, colour: at - open.from < FRINGE ? colour : open.colour };
    else {
      if (open) bands.push(open);
      open = isPlain(line, colour) ? { from: at, to: at + 1, colour } : undefined;
    }
  }
  return open ? [...bands, open] : bands;
}

const isPlain = (line: Line, colour: Colour): boolean => strayShare(line, colour, PLAIN.tolerance) <= PLAIN.share;

/** Where a band really ends, and how clearly. */
export interface BandEdge {
  /** The first line that is no longer the band's, counted away from its inside. */
  readonly at: number;
  /** 0 to 1: the share of that line, and the ones behind it, which is of another colour. A tile's straight edge shows at once. */
  readonly clear: number;
}

/**
 * Finds the exact line where a band turns into pictures: where two fifths of the difference to what lies behind are reached.
 * Blurs and JPEG make the lines before it a little unlike the band, and those are the band's all the same.
 *
 * @param way 1: its end. -1: its beginning.
 */
export function edgeOfBand(lines: Lines, band: Band, way: 1 | -1): BandEdge {
  const last = way > 0 ? band.to - 1 : band.from;
  const core = Math.floor((band.from + band.to - 1) / 2);
  const start = way > 0 ? Math.max(core + 1, last - 1) : Math.min(core - 1, last + 1);
  const ground = meanDistance(readLine(lines, core), band.colour);
  const places = placesFrom(start, way, BEYOND + 3, edgeOf(lines.sheet, lines.axis));
  const distances = places.map((at) => meanDistance(readLine(lines, at), band.colour) - ground);
  const behind = distances.slice(1).toSorted((a, b) => a - b);
  const level = behind[Math.floor(behind.length * 0.75)] ?? 0;
  const found = distances.findIndex((distance) => distance >= level * 0.4 && distance > 3);
  const at = places[found];
  if (at === undefined) return { at: last + way, clear: 0 };
  return { at, clear: clearness(lines, band, at, way) };
}

/** How much of the second and third line behind an edge is another colour than the band. */
function clearness(lines: Lines, { colour }: Band, edge: number, way: 1 | -1): number {
  const noise = 18;
  const shares = [edge + way, edge + 2 * way].map((at) => otherShare(readLine(lines, at), colour, noise));
  return Math.min(...shares);
}

function otherShare(line: Line, colour: Colour, tolerance: number): number {
  const samples = line.length / 3;
  let others = 0;
  for (let sample = 0; sample < samples; sample++) if (distanceAt(line, sample, colour) > tolerance) others += 1;
  return samples === 0 ? 0 : others / samples;
}

function placesFrom(start: number, way: 1 | -1, count: number, edge: number): readonly number[] {
  const places = Array.from({ length: count }, (_, step) => start + step * way);
  return places.filter((at) => at >= 0 && at < edge);
}
