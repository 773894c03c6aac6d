import { EaselError } from './errors.ts';
import { BORDER, CORNERS, EVERYTHING, exactly, type RegionPart } from './region-part.ts';

/**
 * Reads places said in words, joined by commas, `and` or `+`: `top third`, `upper right corner`, `left and right edges`.
 *
 * @param words in lower case; words that only fill a sentence are skipped.
 * @throws {EaselError} `region-unknown`.
 */
export function readPlace(words: string): readonly RegionPart[] {
  const places: Place[] = [{}];
  for (const word of wordsOf(words)) {
    const said = meaningOf(word);
    const last = places.at(-1);
    if (said === 'and' || !last || clashes(last, said)) places.push(said === 'and' ? {} : said);
    else places[places.length - 1] = merged(last, said);
  }
  return shared(places).flatMap(partsOf);
}

/** What has been said of one place so far. */
interface Place {
  readonly vertical?: 'top' | 'bottom';
  readonly horizontal?: 'left' | 'right';
  readonly middle?: true;
  readonly across?: 'row' | 'column';
  readonly noun?: 'corner' | 'edge';
  readonly everything?: true;
  /** Above 0, at most 1. */
  readonly fraction?: number;
  /** How many of the fraction: the 2 of `two thirds`. */
  readonly times?: number;
  /** `thirds` or `corners`, meant for all places before it too: `left and right thirds`. */
  readonly plural?: true;
}

const wordsOf = (words: string): readonly string[] =>
  words
    .replace(/\b(top|upper|bottom|lower|middle|center|centre)-?(left|right|most|center|centre|middle)\b/g, '$1 $2')
    .match(/\d+ ?\/ ?\d+|\d+(?:\.\d+)? ?(?:%|percent|per cent)|[\p{L}\p{N}'%/]+|[,;+&]/gu) ?? [];

function meaningOf(word: string): Place | 'and' {
  const known = MEANINGS.get(word) ?? fractionOf(word);
  if (known) return known;
  throw new EaselError('region-unknown', { said: word, why: 'Easel knows places in a picture, not things.' });
}

const unclear = (said: string, why: string): EaselError => new EaselError('region-unknown', { said, why });

function fractionOf(word: string): Place | undefined {
  const [, above, below] = /^(\d+) ?\/ ?(\d+)$/.exec(word) ?? [];
  const [, percent] = /^(\d+(?:\.\d+)?) ?(?:%|per ?cent)$/.exec(word) ?? [];
  if (above === undefined && percent === undefined) return undefined;
  const fraction = percent === undefined ? Number(above) / Number(below) : Number(percent) / 100;
  if (fraction > 0 && fraction <= 1) return { fraction };
  throw unclear(word, 'A share lies above 0 and is at most 100 percent.');
}

/** A second side of the same axis begins another place: `left right`. */
const clashes = (place: Place, said: Place): boolean =>
  (said.vertical !== undefined && place.vertical !== undefined) ||
  (said.horizontal !== undefined && place.horizontal !== undefined);

function merged(place: Place, said: Place): Place {
  const fraction = said.fraction && place.times ? Math.min(1, said.fraction * place.times) : said.fraction;
  const { plural, ...more } = said;
  return { ...place, ...more, ...(fraction && { fraction }), ...(plural && !place.times && { plural }) };
}

/** What a plural says belongs to the places before it as well. */
function shared(places: readonly Place[]): readonly Place[] {
  const result: Place[] = [];
  for (const place of places.toReversed()) {
    const after = result[0];
    const takes = after?.plural && hasSide(place) && place.fraction === undefined && !place.noun;
    const { fraction, noun } = after ?? {};
    result.unshift(takes ? { ...place, ...(fraction && { fraction }), ...(noun && { noun }), plural: true } : place);
  }
  return result;
}

const hasSide = ({ vertical, horizontal, middle }: Place): boolean => Boolean(vertical ?? horizontal ?? middle);

function partsOf(place: Place): readonly RegionPart[] {
  if (hasSide(place)) return [sidePart(place)];
  if (place.noun === 'corner' && place.plural) return [CORNERS];
  if (place.noun === 'corner') throw unclear('corner', 'Say which corner.');
  if (place.noun === 'edge') return [BORDER];
  if (place.everything) return [EVERYTHING];
  if (place.fraction ?? place.across) throw unclear(place.across ?? nameOf(place.fraction ?? 1), 'Say which one.');
  return [];
}

/** Without a fraction a side is a half, a corner a quarter, and the center the middle half of both edges. */
function sidePart({ vertical, horizontal, middle, across, noun, fraction }: Place): RegionPart {
  const sides = [
    vertical,
    middle && (vertical ?? horizontal) && !(vertical && horizontal) ? 'center' : undefined,
    horizontal,
  ];
  const said = sides.filter((side) => side !== undefined).join(' ');
  if (vertical && horizontal) {
    const share = fraction === undefined || fraction === 0.25 ? 0.5 : fraction;
    return named(`${said} ${share === 0.5 ? 'quarter' : nameOf(share)}`, [horizontal, share], [vertical, share]);
  }
  const half = fraction ?? (noun === 'edge' ? 1 / 8 : 1 / 2);
  if (vertical) return named(`${said} ${nameOf(half)}`, ['middle', middle ? half : 1], [vertical, half]);
  if (horizontal) return named(`${said} ${nameOf(half)}`, [horizontal, half], ['middle', middle ? half : 1]);
  return centerPart(across, fraction);
}

/** A fraction of the middle lies between the top and the bottom, unless a column is asked for. */
function centerPart(across: Place['across'], fraction: number | undefined): RegionPart {
  if (!across && fraction === undefined) return named('center', ['middle', 1 / 2], ['middle', 1 / 2]);
  const share = fraction ?? 1 / 3;
  if (across === 'column') return named(`middle ${nameOf(share)} column`, ['middle', share], ['middle', 1]);
  return named(`middle ${nameOf(share)}`, ['middle', 1], ['middle', share]);
}

type Stretch = readonly ['left' | 'right' | 'top' | 'bottom' | 'middle', share: number];

function named(words: string, across: Stretch, down: Stretch): RegionPart {
  const [left, right] = ends(across);
  const [top, bottom] = ends(down);
  return { kind: 'named', words: `the ${words}`, spans: [{ left, top, right, bottom }] };
}

function ends([side, share]: Stretch): readonly [number, number] {
  if (side === 'middle') return [exactly((1 - share) / 2), exactly((1 + share) / 2)];
  return side === 'left' || side === 'top' ? [0, exactly(share)] : [exactly(1 - share), 1];
}

/** 1/2 -> `half`, 0.2 -> `20 %`. */
function nameOf(fraction: number): string {
  const [name] = FRACTIONS.find(([, share]) => Math.abs(share - fraction) < 1e-9) ?? [];
  return name ?? `${Number((fraction * 100).toFixed(4))} %`;
}

const FRACTIONS: readonly (readonly [string, number])[] = [
  ...([
    ['half', 1 / 2],
    ['third', 1 / 3],
    ['quarter', 1 / 4],
    ['fifth', 1 / 5],
    ['sixth', 1 / 6],
    ['eighth', 1 / 8],
  ] as const),
  ...([
    ['two thirds', 2 / 3],
    ['three quarters', 3 / 4],
  ] as const),
];

const all = <T>(words: string, meaning: T): readonly (readonly [string, T])[] =>
  words.split(' ').map((word) => [word, meaning]);

const MEANINGS: ReadonlyMap<string, Place | 'and'> = new Map<string, Place | 'and'>([
  ...all(', ; + & and plus or', 'and' as const),
  ...all('top upper above', { vertical: 'top' } as const),
  ...all('bottom lower below', { vertical: 'bottom' } as const),
  ...all('left lefthand', { horizontal: 'left' } as const),
  ...all('right righthand', { horizontal: 'right' } as const),
  ...all('center centre middle mid central', { middle: true } as const),
  ...all('half', { fraction: 1 / 2 }),
  ...all('third', { fraction: 1 / 3 }),
  ...all('quarter fourth', { fraction: 1 / 4 }),
  ...all('fifth', { fraction: 1 / 5 }),
  ...all('sixth', { fraction: 1 / 6 }),
  ...all('eighth', { fraction: 1 / 8 }),
  ...all('halves', { fraction: 1 / 2, plural: true } as const),
  ...all('thirds', { fraction: 1 / 3, plural: true } as const),
  ...all('quarters fourths', { fraction: 1 / 4, plural: true } as const),
  ...all('fifths', { fraction: 1 / 5, plural: true } as const),
  ...all('eighths', { fraction: 1 / 8, plural: true } as const),
  ...all('two', { times: 2 }),
  ...all('three', { times: 3 }),
  ...all('column', { across: 'column' } as const),
  ...all('row', { across: 'row' } as const),
  ...all('corner', { noun: 'corner' } as const),
  ...all('corners', { noun: 'corner', plural: true } as const),
  ...all('border frame edge margin', { noun: 'edge' } as const),
  ...all('borders edges margins', { noun: 'edge', plural: true } as const),
  ...all('everything all whole entire full everywhere', { everything: true } as const),
  ...all(
    'the a an of in on at to one part parts area areas region side sides hand most portion section only just please',
    {},
  ),
  ...all('picture image photo it its this that change edit cell cells grid by from', {}),
]);
