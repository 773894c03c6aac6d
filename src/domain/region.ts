import { EaselError } from './errors.ts';
import { covers, EVERYTHING, listedParts, type RegionPart } from './region-part.ts';
import { readTerms } from './region-terms.ts';

/** A part of a picture, said in words. What is in `include` and not in `exclude` changes. */
export interface Region {
  readonly include: readonly RegionPart[];
  readonly exclude: readonly RegionPart[];
  /** How its edge should be, where the person said so; else named parts are soft, and cells and boxes hard. */
  readonly edge?: 'soft' | 'hard';
}

/**
 * Understands a part of a picture in words: `top third`, `upper right corner`, `left and right thirds`, `everything but the
 * center`, `border`; cells of the lettered grid: `C2-F5, H8`, `row 3`, `columns A-C`; boxes in percent (left, top, right, bottom):
 * `box 10,20,60,80`; joined by commas, `and` or `+`; with `soft` or `hard` for the edge.
 *
 * @throws {EaselError} `region-unknown` for a word, a cell or a box that is none, and where nothing would be left to change.
 */
export function parseRegion(words: string): Region {
  if (words.length > MAX_LENGTH) throw unknown(`${words.slice(0, 40)}…`, 'It is too long.');
  const { rest, edge } = withoutEdge(plainly(words));
  const [wanted = '', ...unwanted] = rest.split(EXCEPT);
  const exclude = unwanted.flatMap((part) => readTerms(part));
  const include = unwanted.length > 0 && isBlank(wanted) ? [EVERYTHING] : readTerms(wanted);
  if (include.length === 0 || (unwanted.length > 0 && exclude.length === 0)) {
    throw unknown(words.trim(), 'It names no part.');
  }
  if (include.length + exclude.length > MAX_PARTS) throw unknown(`${words.slice(0, 40)}…`, 'It has too many parts.');
  if (leavesNothing(include, exclude)) throw unknown(words.trim(), 'Nothing would be left to change.');
  return { include, exclude, ...(edge && { edge }) };
}

/** Whether the person asks to be shown the lettered grid, instead of naming a part: `grid`, `show me the grid`. */
export const isGridRequest = (words: string): boolean =>
  /^\s*(?:please\s+)?(?:show\s+)?(?:me\s+)?(?:the\s+|a\s+)?(?:lettered\s+)?grid(?:\s+please)?\s*[.!?]?\s*$/i.test(
    words,
  );

/** Whether the person wants to paint the part on a page: `paint`, `let me paint it`. */
export const isPaintRequest = (words: string): boolean =>
  /^\s*(?:please\s+)?(?:let\s+me\s+|i\s+)?paint(?:er)?(?:\s+(?:it|the\s+mask|a\s+mask|mask))?(?:\s+please)?\s*[.!?]?\s*$/i.test(
    words,
  );

/** The region in short English, for a card: `the top third`, `cells C2 to F5 and H8`, `everything but the center`. */
export function describeRegion({ include, exclude, edge }: Region): string {
  const whole = include.every(({ kind }) => kind === 'everything');
  const but = exclude.length > 0 ? ` ${whole ? 'but' : 'but not'} ${listedParts(exclude)}` : '';
  return `${listedParts(include)}${but}${edge ? `, with a ${edge} edge` : ''}`;
}

const MAX_LENGTH = 600;
const MAX_PARTS = 64;
/** What stands before the part that stays. `and not` and `but not` are one. */
const EXCEPT =
  /\b(?:(?:and|but|,)\s+)?(?:all but|but not|but for|but|except for|except|excepting|excluding|other than|apart from|aside from|without|minus|outside of|outside|and not|not)\b/;

const unknown = (said: string, why: string): EaselError => new EaselError('region-unknown', { said, why });

/** One spelling for what people and their keyboards write in several. */
const plainly = (words: string): string =>
  words
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‐-―−]/g, '-')
    .replace(/\s+/g, ' ');

const isBlank = (words: string): boolean => /^[\s,.]*(?:do|change|edit)?[\s,.]*$/.test(words);

/** The `edges` of `soft edges` is no border. */
function withoutEdge(words: string): { readonly rest: string; readonly edge?: 'soft' | 'hard' } {
  let edge: 'soft' | 'hard' | undefined;
  const rest = words.replace(
    /\b(?:with )?(?:an? )?(?:(soft|softly|feather|feathered|smooth|blurred)|(?:hard|sharp|crisp))(?:-| )?(?:edges|edge|edged|border|borders)?\b/g,
    (_, soft?: string) => {
      edge = soft ? 'soft' : 'hard';
      return ' ';
    },
  );
  return { rest, ...(edge && { edge }) };
}

/** Looks at one point in each field that the edges of all parts cut the picture into. */
function leavesNothing(include: readonly RegionPart[], exclude: readonly RegionPart[]): boolean {
  if (exclude.length === 0) return false;
  const parts = [...include, ...exclude];
  const middles = (edgesOf: (part: RegionPart) => readonly number[]): readonly number[] => {
    const edges = [...new Set([0, 1, ...parts.flatMap(edgesOf)])].sort((a, b) => a - b);
    return edges.slice(1).map((edge, index) => (edge + (edges[index] ?? 0)) / 2);
  };
  const rows = middles(({ spans }) => spans.flatMap(({ top, bottom }) => [top, bottom]));
  const columns = middles(({ spans }) => spans.flatMap(({ left, right }) => [left, right]));
  return !rows.some((y) => columns.some((x) => include.some(covers(x, y)) && !exclude.some(covers(x, y))));
}
