import { contained } from './clean.ts';

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * What a text takes of Discord's room. Text is limited to 4,000 UTF-16 units a message, and all that a message holds to about
 * 10,170 bytes (discord-api-docs #8554), so that a unit stands for so many bytes too.
 */
export const BYTES_A_UNIT = 2.4;

export const sizeOf = (text: string): number =>
  Math.max(text.length, Math.ceil(Buffer.byteLength(text) / BYTES_A_UNIT));

const asItIs = (text: string): string => text;

/**
 * The longest start of the words that takes at most `max` once it is written down, with `…` where something is missing. Never cuts
 * what reads as one letter or emoji; direction controls left open by the cut go.
 */
export function clip(words: string, max: number, write: (words: string) => string = asItIs): string {
  // Writing down only adds, so words longer than the room need not be written to know.
  const whole = words.length > max ? undefined : write(words);
  if (whole !== undefined && sizeOf(whole) <= max) return whole;
  const cut = (start: string): string => write(`${start.trimEnd().split('\n').map(contained).join('\n')}…`);
  const end = longestStart(words, (start) => sizeOf(cut(start)) <= max, max);
  return end < 0 ? '' : cut(words.slice(0, end));
}

/** Where the longest start ends that fits, between letters; -1 where not even nothing fits. */
export function longestStart(words: string, fits: (start: string) => boolean, max: number): number {
  const ends = endsWithin(words, max);
  // The room a start takes grows with it, so the longest one that fits is found by halving.
  let known = -1;
  let failed = ends.length;
  while (failed - known > 1) {
    const middle = Math.floor((known + failed) / 2);
    if (fits(words.slice(0, ends[middle]))) known = middle;
    else failed = middle;
  }
  return ends[known] ?? -1;
}

/** Where the words may be cut; what is longer than the room is not looked at. */
function endsWithin(words: string, max: number): readonly number[] {
  const ends = [0];
  // One letter more than the room shows whether the last one in it is whole.
  for (const { index, segment } of GRAPHEMES.segment(words.slice(0, Math.max(0, max) + LONGEST_LETTER))) {
    if (index + segment.length <= max) ends.push(index + segment.length);
  }
  return ends;
}

const LONGEST_LETTER = 64;
