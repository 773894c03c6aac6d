import type { Size } from '#src/domain/picture.ts';
import { describeRegion, parseRegion } from '#src/domain/region.ts';
import type { Mask } from './mask.ts';
import { regionMask } from './region-mask.ts';
import { pieces } from './scribble-shapes.ts';
import { sharp } from './sharp.ts';

export interface MaskWords {
  /** 0 to 1: how much of the picture changes; a soft edge counts by half. */
  readonly share: number;
  /** For people and for prompts: `the upper left, 12 % of the picture`. */
  readonly words: string;
}

/** Says where a mask is and how much of the picture it covers. */
export async function describeMask(mask: Mask, { width, height }: Size): Promise<MaskWords> {
  const small = sharp(mask, { raw: { width, height, channels: 1 } }).resize(EDGE, EDGE, {
    fit: 'fill',
    kernel: 'linear',
  });
  const seen = await small.toColourspace('b-w').raw().toBuffer();
  const share = seen.reduce((sum, value) => sum + value, 0) / (255 * seen.length);
  const most = seen.reduce((high, value) => Math.max(high, value), 0);
  const set = Uint8Array.from(seen, (value) => (value > 0 && value >= most / 2 ? 1 : 0));
  if (most === 0) return { share, words: 'nothing' };
  const known = await knownRegion(set);
  if (known === 'everything') return { share, words: known };
  if (!known && share > 0.5) return { share, words: `most of the picture (${percent(share)})` };
  return { share, words: `${known ?? placesOf(set)}, ${percent(share)} of the picture` };
}

/** Where a mask lies shows at this size, in pixels. */
const EDGE = 64;
const SQUARE = { width: EDGE, height: EDGE };

const percent = (share: number): string => (share < 0.01 ? 'less than 1 %' : `${Math.round(share * 100)} %`);

/** Regions a person might have painted. */
const REGIONS = [
  ...[
    'everything',
    'left half',
    'right half',
    'top half',
    'bottom half',
    'center',
    'border',
    'everything but the center',
  ],
  ...['left third', 'right third', 'top third', 'bottom third', 'middle third', 'middle column'],
  ...['top left', 'top right', 'bottom left', 'bottom right'],
];
/** Shared pixels over all pixels of both. */
const MIN_OVERLAP = 0.85;

async function knownRegion(set: Uint8Array): Promise<string | undefined> {
  for (const words of REGIONS) {
    const region = parseRegion(`${words}, hard`);
    const other = await regionMask(region, SQUARE);
    let [both, either] = [0, 0];
    for (let at = 0; at < set.length; at++) {
      if (set[at] && other[at]) both++;
      if (set[at] || other[at]) either++;
    }
    const { edge: _, ...plain } = region;
    if (both >= MIN_OVERLAP * either) return describeRegion(plain);
  }
  return undefined;
}

const MAX_PLACES = 3;
/** Of the largest piece; smaller ones are not worth a word. */
const WORTH_A_WORD = 0.15;

function placesOf(set: Uint8Array): string {
  const found = pieces({ ...SQUARE, set }).toSorted((a, b) => b.length - a.length);
  const large = found.filter((piece) => piece.length >= WORTH_A_WORD * (found[0]?.length ?? 0));
  const places = [...new Set(large.map(placeOf))];
  if (places.length > MAX_PLACES) return `${large.length} places all over`;
  return places.length < 2 ? places.join('') : `${places.slice(0, -1).join(', ')} and ${places.at(-1)}`;
}

/** Which ninth of the picture holds the middle of a piece. */
function placeOf(piece: readonly number[]): string {
  const x = piece.reduce((sum, at) => sum + (at % EDGE), 0) / piece.length;
  const y = piece.reduce((sum, at) => sum + Math.floor(at / EDGE), 0) / piece.length;
  const third = (value: number): number => Math.min(2, Math.floor((value * 3) / EDGE));
  if (third(x) === 1 && third(y) === 1) {
    const middle = Math.round(y) * EDGE + Math.round(x);
    return piece.includes(middle) ? 'the center' : 'around the center';
  }
  const down = ['upper', '', 'lower'][third(y)] ?? '';
  const across = ['left', down ? 'middle' : '', 'right'][third(x)] ?? '';
  return `the ${[down, across].filter(Boolean).join(' ')}`;
}
