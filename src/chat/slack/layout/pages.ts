import type { RichTextElement } from '@slack/types';
import { clean } from '#src/chat/clean.ts';
import { longestStart } from '#src/chat/clip.ts';
import type { Text } from '#src/domain/text.ts';

import { textElement, writeLine } from './rich-text.ts';
import { bytesOf, sizeOf } from './size.ts';
import { inlineLines, isolatedLines } from './words.ts';

/** A text with its lines as elements of at most so many bytes, with `…` where something is missing. */
export function writeText(text: Text, max: number): RichTextElement[] {
  const [first = [], ...more] = writePages(text, max - ELLIPSIS);
  return more.length === 0 ? first : [...first, textElement('…')];
}

const ELLIPSIS = sizeOf([textElement('…')]);

/** A text with its lines in as few pages as hold it, broken between words. Pages without anything to see are left out. */
export function writePages(text: Text, max: number): RichTextElement[][] {
  const pages: RichTextElement[][] = [[]];
  let left = max;
  for (const piece of text.flatMap((part) => piecesOf(part, max))) {
    const size = sizeOf(piece) + 1;
    if (size > left) {
      pages.push([]);
      left = max;
    }
    pages.at(-1)?.push(piece);
    left -= size;
  }
  return pages.map(joined).filter((page) => page.some(isSeen));
}

const isSeen = (element: RichTextElement): boolean => element.type !== 'text' || element.text.trim() !== '';

/** What is not to be broken: a line, a piece of a very long one, anything that is no plain words. */
function piecesOf(part: Text[number], max: number): readonly RichTextElement[] {
  if (!('plain' in part)) return writeLine([part], Math.min(max, LONGEST_PART));
  const whole = part.plain.length > PIECE_SIZE ? undefined : inlineLines(part.plain);
  if (whole !== undefined && bytesOf(whole) <= PIECE_SIZE) return whole === '' ? [] : [textElement(whole)];
  return clean(part.plain)
    .split('\n')
    .flatMap((line, index) => [...(index > 0 ? ['\n'] : []), ...linePieces(line)])
    .map((piece) => textElement(piece));
}

/** A link with an address of any length that is taken for one. */
const LONGEST_PART = 3000;

const PIECE_SIZE = 500;

function linePieces(line: string): readonly string[] {
  const pieces: string[] = [];
  for (let left = line; left !== ''; ) {
    const start = startOf(left);
    pieces.push(isolatedLines(start));
    left = left.slice(start.length);
  }
  return pieces;
}

/** Room for a letter that is longer than any, so that each piece has at least one. */
const ISOLATES = 8;

/** The longest start that is one piece; it ends with the space after a word where one ends near. */
function startOf(words: string): string {
  const fits = (start: string): boolean => bytesOf(start) <= PIECE_SIZE - ISOLATES;
  if (bytesOf(words) <= PIECE_SIZE - ISOLATES) return words;
  const end = longestStart(words, fits, PIECE_SIZE);
  const start = end > 0 ? words.slice(0, end) : words.slice(0, SOME).toWellFormed();
  const space = start.lastIndexOf(' ');
  return space > start.length - LONGEST_WORD && space > 0 ? start.slice(0, space + 1) : start;
}

const SOME = 100;
const LONGEST_WORD = 80;

/** Words beside each other as one element, as long as Slack lets a text be anywhere. */
function joined(page: readonly RichTextElement[]): RichTextElement[] {
  const elements: RichTextElement[] = [];
  for (const element of page) {
    const last = elements.at(-1);
    const both = last && wordsOf(last) !== undefined && wordsOf(element) !== undefined;
    const longer = both ? `${wordsOf(last)}${wordsOf(element)}` : '';
    if (both && longer.length <= MOST_UNITS) elements[elements.length - 1] = textElement(longer);
    else elements.push(element);
  }
  return elements;
}

const MOST_UNITS = 3000;

const wordsOf = (element: RichTextElement): string | undefined =>
  element.type === 'text' && element.style === undefined ? element.text : undefined;
