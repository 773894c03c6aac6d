import { clean, cleanToLine, isolated } from '#src/chat/clean.ts';
import { plainText, type Text, type TextPart } from '#src/domain/text.ts';
import { clipToBytes } from './clip.ts';
import { escapeEntities } from './escape.ts';

/** Texts as words alone, for places that hold no elements. */

/** The last moment that a date can be, in epoch milliseconds. */
const LAST_TIME = 8_640_000_000_000_000;

/** A time in words; `NaN` and what lies beyond all dates have none. */
export const timeWords = (ms: number): string | undefined =>
  Math.abs(ms) <= LAST_TIME ? plainText([{ time: ms }]) : undefined;

/** The text as one line without anything unseen in it. */
export const lineOf = (text: Text): string => cleanToLine(text.map(wordsOf).join(''));

function wordsOf(part: TextPart): string {
  if ('time' in part) return timeWords(part.time) ?? 'some time';
  return 'link' in part ? part.label : plainText([part]);
}

/** A text as one line of a text object of at most so many bytes. */
export const smallLine = (text: Text, max: number): string =>
  clipToBytes(lineOf(text), max, (line) => escapeEntities(isolated(line)));

/** A sentence is short, and nobody should hear a whole page before they can act. */
const MOST_SPOKEN = 400;

/** What a message is, in a sentence of ours and anybody's words. Never empty. */
export function spoken(...parts: readonly (string | Text)[]): string {
  const lines = parts.map((part) => (typeof part === 'string' ? cleanToLine(part) : lineOf(part)));
  const sentence = lines.filter((line) => line !== '').map(isolated);
  return clipToBytes(sentence.join(' '), MOST_SPOKEN, escapeEntities) || '…';
}

/** Whether it says so in words, not in a time or a name. */
export const says = (text: Text, pattern: RegExp): boolean =>
  text.some((part) => pattern.test('plain' in part ? part.plain : 'bold' in part ? part.bold : ''));

/** Words within a line; the spaces beside them are part of the sentence. */
export const inline = (words: string): string => beside(words, isolated(cleanToLine(words)), () => ' ');

/** Words within a text of several lines. */
export const inlineLines = (words: string): string =>
  beside(words, isolatedLines(clean(words)), (gap) => (gap.includes('\n') ? '\n' : ' '));

export const isolatedLines = (words: string): string => words.split('\n').map(isolated).join('\n');

function beside(words: string, kept: string, write: (gap: string) => string): string {
  const gap = (spaces = ''): string => (spaces === '' ? '' : write(spaces));
  const start = gap(/^\s*/.exec(words)?.[0]);
  return kept === '' ? start : `${start}${kept}${gap(/\s*$/.exec(words)?.[0])}`;
}
