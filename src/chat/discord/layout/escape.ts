import { clean } from '#src/chat/clean.ts';
import { clip } from './clip.ts';

/** What Discord gives a meaning to. A backslash before any of these shows it as it is. */
const ACTIVE = /[\\*_~`|>#+[\]()<@:/-]/;

/** A dot makes a list of a number, and an address of words. */
const POINT = /(?<=\d)\.|\.(?=\S)/;

const MARKUP = new RegExp(`${ACTIVE.source}|${POINT.source}`, 'gu');

/**
 * A person's words so that nothing in them notifies, links or is laid out; bidi controls end on their own line. Lines stay
 * lines: each must stand alone (a quote) or be folded by the caller.
 */
export const escapeUserText = (text: string): string => escapeClean(clean(text));

/** A column of single letters must not push everything else off a phone's screen. */
const MOST_LINES = 12;

/**
 * The words as a block quote of at most `max` characters, as Discord counts them, and of so many lines; empty for words without
 * anything to see.
 */
export function quoteUserText(text: string, max: number, mostLines = MOST_LINES): string {
  const words = clean(text);
  if (words === '') return '';
  const lines = words.split('\n');
  return clip(lines.length <= mostLines ? words : `${lines.slice(0, mostLines).join('\n')}…`, max, quoted);
}

/** Escapes what `clean` made. */
export const escapeClean = (text: string): string => text.replace(MARKUP, '\\$&');

const quoted = (words: string): string => `> ${escapeClean(words).replaceAll('\n', '\n> ')}`;
