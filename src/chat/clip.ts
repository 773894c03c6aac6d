import { contained } from './clean.ts';

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** How words are counted; never less than their length in UTF-16 units. */
type Measure = (written: string) => number;
type Write = (words: string) => string;

const asItIs: Write = (words) => words;

/**
 * The longest start of the words that takes at most `max` once it is written down, with `…` where something is missing. Never cuts
 * what reads as one letter or emoji; direction controls left open by the cut go.
 */
export function clipBy(measure: Measure, words: string, max: number, write: Write = asItIs): string {
  // Writing down only adds, so words longer than the room need not be written to know.
  const whole = words.length > max ? undefined : write(words);
  if (whole !== undefined && measure(whole) <= max) return whole;
  const cut = (start: string): string => write(`${start.trimEnd().split('\n').map(contained).join('\n')}…`);
  const end = longestStart(words, (start) => measure(cut(start)) <= max, max);
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
