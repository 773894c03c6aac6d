import { EaselError } from './errors.ts';
import { exactly, GRID_CELLS, type RegionPart } from './region-part.ts';
import { readPlace } from './region-place.ts';

/**
 * Reads parts of a picture joined by commas, `and` or `+`: cells, boxes and places in words.
 *
 * @param words in lower case, with plain hyphens and single spaces.
 * @throws {EaselError} `region-unknown`.
 */
export function readTerms(words: string): readonly RegionPart[] {
  const parts: RegionPart[] = [];
  let places = '';
  let at = 0;
  while (at < words.length) {
    const found = readGridPart(words, at);
    if (found) {
      parts.push(...readPlace(places), found.part);
      places = '';
    } else places += words[at];
    at = found ? found.end : at + 1;
  }
  return [...parts, ...readPlace(places)];
}

interface Found {
  readonly part: RegionPart;
  /** Where the words go on. */
  readonly end: number;
}

const NUMBER = String.raw`(-?\d{1,6}(?:\.\d{1,6})?)\s?%?`;
const NEXT = String.raw`(?:\s?,\s?|\s)`;
const BOX = new RegExp(
  String.raw`(?:box(?:es)?\s?[:=]?\s?)?[([]?\s?${Array(4).fill(NUMBER).join(NEXT)}\s?[)\]]?(?![\d.])`,
  'y',
);
const BOX_WORD = /box(?:es)?\b[^a-z]*/y;
const CELLS = /(?:cells? )?\b([a-z])(\d{1,3})\b(?: ?(?:-|:|\.\.|to|through|till|until) ?([a-z])(\d{1,3})\b)?/y;
const ROWS = /rows? (\d{1,3})\b(?: ?(?:-|to|through) ?(\d{1,3})\b)?/y;
const COLUMNS = /columns? ([a-z])\b(?: ?(?:-|to|through) ?([a-z])\b)?/y;

/** Cells, rows, columns or a box that begin right here; a word or a number is never cut in two. */
function readGridPart(words: string, at: number): Found | undefined {
  if (/[a-z\d.-]/.test(words[at] ?? '') && /[a-z\d.]/.test(words[at - 1] ?? '')) return undefined;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(words);
  };
  const found = (matched: RegExpExecArray, part: RegionPart): Found => ({ part, end: at + matched[0].length });
  const rows = match(ROWS);
  if (rows) return found(rows, cellsOf(rows[0], 'a', rows[1], 'h', rows[2] ?? rows[1]));
  const columns = match(COLUMNS);
  if (columns) return found(columns, cellsOf(columns[0], columns[1], '1', columns[2] ?? columns[1], `${GRID_CELLS}`));
  const cells = match(CELLS);
  if (cells) return found(cells, cellsOf(cells[0], cells[1], cells[2], cells[3] ?? cells[1], cells[4] ?? cells[2]));
  const box = match(BOX);
  if (box) return found(box, boxOf(box[0], box.slice(1).map(Number)));
  const broken = match(BOX_WORD);
  if (broken) throw unknown(broken[0], 'A box needs four numbers: left, top, right and bottom, in percent.');
  return undefined;
}

const unknown = (said: string, why: string): EaselError =>
  new EaselError('region-unknown', { said: said.replace(/[\s,;]+$/, ''), why });

/** The rectangle between two cells, whichever of its corners they are. */
function cellsOf(said: string, fromLetter = '', fromNumber = '', toLetter = '', toNumber = ''): RegionPart {
  const columns = [fromLetter, toLetter].map((letter) => letter.charCodeAt(0) - 'a'.charCodeAt(0));
  const rows = [fromNumber, toNumber].map((number) => Number(number) - 1);
  const bad = [...columns, ...rows].find((index) => index < 0 || index >= GRID_CELLS);
  if (bad !== undefined) {
    throw unknown(said.toUpperCase(), 'There is no such cell: columns go from A to H and rows from 1 to 8.');
  }
  const [left, right, top, bottom] = [Math.min(...columns), Math.max(...columns), Math.min(...rows), Math.max(...rows)];
  const first = cellName(left, top);
  const last = cellName(right, bottom);
  const span = { left: left / 8, top: top / 8, right: (right + 1) / 8, bottom: (bottom + 1) / 8 };
  return { kind: 'cells', words: first === last ? first : `${first} to ${last}`, spans: [span] };
}

/** Columns and rows count from 0: `C2` is 2, 1. */
const cellName = (column: number, row: number): string =>
  `${String.fromCharCode('A'.charCodeAt(0) + column)}${row + 1}`;

function boxOf(said: string, [left = 0, top = 0, right = 0, bottom = 0]: readonly number[]): RegionPart {
  const edges = [left, top, right, bottom];
  if (edges.some((edge) => edge < 0 || edge > 100))
    throw unknown(said, 'The edges of a box lie between 0 and 100 percent.');
  if (left >= right || top >= bottom) {
    throw unknown(said, 'This box is empty: first come its left and top, then its right and bottom, in percent.');
  }
  const share = (edge: number): number => exactly(edge / 100);
  const span = { left: share(left), top: share(top), right: share(right), bottom: share(bottom) };
  return { kind: 'box', words: `${edges.join(', ')} %`, spans: [span] };
}
