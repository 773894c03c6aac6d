import type { FittedOptions } from './fit.ts';
import { TILES } from './grid.ts';
import type { Plan } from './plan.ts';

/** One question to the model: a prompt, and as many pictures of it as one answer may hold. */
export interface Call {
  /** From 0 over the whole plan; a call keeps it over every restart. */
  readonly index: number;
  readonly prompt: string;
  /** As the person would have written it. */
  readonly words: string;
  readonly options: FittedOptions;
  /** The number of its first picture among all of the plan. */
  readonly firstPicture: number;
  /** Whether it makes the picture that all others start from. */
  readonly isBase: boolean;
}

/**
 * Every call of a plan, in the order of their pictures.
 * @param maxCount how many pictures the model makes at once.
 * @param words what the person wrote, for the pictures' captions.
 */
export function callsOf(
  { prompt, prompts, options, sheets, base }: Plan,
  maxCount: number,
  words: string,
): readonly Call[] {
  const tiles = sheets ? TILES : 1;
  const calls: Call[] = [];
  let firstPicture = 0;
  const add = (call: Pick<Call, 'prompt' | 'words' | 'options' | 'isBase'>, pictures: number): void => {
    calls.push({ ...call, index: calls.length, firstPicture });
    firstPicture += pictures;
  };
  if (base) add({ prompt: base.prompt, words, options: base.options, isBase: true }, 1);
  for (const each of prompts ?? [{ prompt, words }])
    for (let left = options.count; left > 0; left -= maxCount) {
      const count = Math.min(left, maxCount);
      add({ ...each, options: { ...options, ...seedOf(options, firstPicture), count }, isBase: false }, count * tiles);
    }
  return calls;
}

/**
 * The same seed in every call would make the same picture every time, and so would the next one where a provider counts the seed
 * up within one call, as Runware does.
 */
const seedOf = ({ seed }: FittedOptions, firstPicture: number): { readonly seed?: number } =>
  seed === undefined || firstPicture === 0 ? {} : { seed: (seed + firstPicture) % 2 ** 31 };
