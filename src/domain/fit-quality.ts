import { EaselError } from './errors.ts';
import type { Fit } from './fitting.ts';
import type { ModelEntry } from './model.ts';
import { own } from './rules/own.ts';
import { parseSize } from './shape.ts';
import { text } from './text.ts';

/** Every quality name any model knows, from plain to best. `standard` and `hd` are older names, `1K` and the like are sizes. */
const QUALITY_RANKS: Readonly<Record<string, number>> = {
  low: 0,
  '512': 0,
  '0.5k': 0,
  standard: 1,
  medium: 1,
  '1k': 1,
  hd: 2,
  high: 2,
  '2k': 2,
  xhigh: 3,
  '3k': 3,
  max: 4,
  '4k': 4,
};

/** How good a quality is, from 0, whatever model the word is of; `undefined` where nobody knows it. */
export const qualityRank = (word: string): number | undefined => own(QUALITY_RANKS, word.trim().toLowerCase());

/** The less good of two; of equals the first. */
export const lowerQuality = (one: string, other: string): string =>
  (qualityRank(other) ?? 0) < (qualityRank(one) ?? 0) ? other : one;

/** The words for qualities, one for each step, for people to choose from. */
export const QUALITY_WORDS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;

/** Pixels from which on a size asked for needs the next quality, where the quality is the size. */
const ENOUGH = 0.8;

/**
 * The model's own word for the quality nearest to the one asked for; a size asked for chooses it where the quality is the size.
 * @throws {EaselError} `option-invalid` where no model knows the word.
 */
export function fitQuality(
  { quality, shape, id }: ModelEntry,
  words: string | undefined,
  size: string | undefined,
): Fit<string | undefined> {
  const asked = words?.trim().toLowerCase();
  const own = quality?.values.find((value) => value.toLowerCase() === asked);
  if (asked !== undefined && asked !== 'auto' && own === undefined && !Object.hasOwn(QUALITY_RANKS, asked)) {
    throw new EaselError('option-invalid', {
      option: 'quality',
      value: words ?? '',
      allowed: (quality?.values ?? ['auto']).join(', '),
    });
  }
  if (!quality)
    return asked === undefined || asked === 'auto'
      ? { value: undefined }
      : { value: undefined, warning: text(`${id} has no quality setting, so it was left out.`) };
  if (own !== undefined) return { value: own };
  if (asked === undefined || asked === 'auto') return { value: ofSize(quality, shape, size) ?? quality.default };
  const rank = (name: string) => QUALITY_RANKS[name.toLowerCase()] ?? 1;
  const [value = quality.default] = [...quality.values].sort(
    (a, b) => Math.abs(rank(a) - rank(asked)) - Math.abs(rank(b) - rank(asked)),
  );
  // Another word for the very same is no correction anybody has to hear of.
  if (rank(value) === rank(asked)) return { value };
  const why =
    quality.boundBy !== undefined && rank(value) < rank(asked) ? `allowed by ${quality.boundBy}` : `possible on ${id}`;
  return { value, warning: text(`Quality ${asked} is not ${why}, used ${value}.`) };
}

function ofSize(
  quality: NonNullable<ModelEntry['quality']>,
  shape: ModelEntry['shape'],
  words: string | undefined,
): string | undefined {
  const wanted = words === undefined ? undefined : parseSize(words);
  if (!wanted || shape.kind !== 'aspect' || !shape.pixelsByQuality) return undefined;
  const pixels = wanted.width * wanted.height;
  const { pixelsByQuality } = shape;
  return quality.values.find((value) => (pixelsByQuality[value] ?? 0) >= pixels * ENOUGH) ?? quality.values.at(-1);
}
