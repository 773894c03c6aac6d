import { contained } from './clean.ts';

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * What a text takes of Discord's room. Text is limited to 4,000 UTF-16 units a message, and all that a message holds to about
 * 10,170 bytes (discord-api-docs #8554), so that 2.5 bytes a unit fill both.
 */
const BYTES_A_UNIT = 2.4;

export const sizeOf = (text: string): number =>
  Math.max(text.length, Math.ceil(Buffer.byteLength(text) / BYTES_A_UNIT));

const asItIs = (text: string): string => text;

/**
 * The longest start of the words that takes at most `max` once it is written down, with `…` where something is missing. Never cuts
 * what reads as one letter or emoji; direction controls left open by the cut go.
 */
export function clip(words: string, max: number, write: (words: string) => string = asItIs): string {
  const whole = write(words);
  if (sizeOf(whole) <= max) return whole;
  const ends = endsOf(words, max);
  // The room a start takes grows with it, so the longest one that fits is found by halving.
  let fits = -1;
  let fails = ends.length;
  while (fails - fits > 1) {
    const middle = Math.floor((fits + fails) / 2);
    if (sizeOf(write(cut(words, ends[middle]))) <= max) fits = middle;
    else fails = middle;
  }
  return fits < 0 ? '' : write(cut(words, ends[fits]));
}

/** Where the words may be cut; a start longer than the room is not looked at. */
function endsOf(words: string, max: number): readonly number[] {
  const ends = [0];
  for (const { index, segment } of GRAPHEMES.segment(words.slice(0, max + 64))) {
    const end = index + segment.length;
    if (end <= max) ends.push(end);
  }
  return ends;
}

const cut = (words: string, end: number | undefined): string =>
  `${words.slice(0, end).trimEnd().split('\n').map(contained).join('\n')}…`;
