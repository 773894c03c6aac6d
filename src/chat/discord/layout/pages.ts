import { clean } from '#src/chat/clean.ts';
import { longestStart } from '#src/chat/clip.ts';
import type { Text } from '#src/domain/text.ts';
import { sizeOf } from './clip.ts';
import { writePart } from './rich-text.ts';

/** Lines in as few pages as hold them. No line may be longer than a page. */
export function paged(given: readonly string[], max: number): readonly string[] {
  const pages: string[] = [];
  for (const line of given) {
    const page = pages.at(-1);
    const longer = page === undefined ? line : `${page}\n${line}`;
    if (page !== undefined && sizeOf(longer) <= max) pages[pages.length - 1] = longer;
    else pages.push(line);
  }
  return pages;
}

/** A text of several lines as written lines of at most `max` each; longer ones go on in the next. */
export function writeLines(text: Text, max: number): readonly string[] {
  const written = [''];
  for (const piece of piecesOf(text, max)) {
    if (piece === '\n') written.push('');
    else if (sizeOf(`${written.at(-1)}${piece}`) <= max) written[written.length - 1] += piece;
    else written.push(piece.trimStart());
  }
  return written.map((line) => line.trimEnd());
}

/** Written parts that are not to be broken, and line breaks. */
const piecesOf = (text: Text, max: number): readonly string[] =>
  text.flatMap((part) => ('plain' in part ? plainPieces(part.plain, max) : [atMost(writePart(part), max)]));

const atMost = (piece: string, max: number): string => (sizeOf(piece) <= max ? piece : '…');

function plainPieces(words: string, max: number): readonly string[] {
  const lines = words.split('\n');
  return lines.flatMap((line, index) => [...(index > 0 ? ['\n'] : []), ...linePieces(line, max)]);
}

function linePieces(line: string, max: number): readonly string[] {
  const whole = writePart({ plain: line });
  return sizeOf(whole) <= max ? [whole] : longPieces(clean(line), max);
}

function longPieces(words: string, max: number): readonly string[] {
  const pieces: string[] = [];
  for (let left = words; left !== ''; ) {
    const start = startOf(left, max);
    pieces.push(writePart({ plain: start }));
    left = start === '' ? '' : left.slice(start.length).trimStart();
  }
  return pieces;
}

/** The longest start that fits once it is written; it ends with a word where one ends near. */
function startOf(words: string, max: number): string {
  const fits = (start: string): boolean => sizeOf(writePart({ plain: start })) <= max;
  if (fits(words)) return words;
  const start = words.slice(0, Math.max(0, longestStart(words, fits, max)));
  const space = start.lastIndexOf(' ');
  return space > start.length - LONGEST_WORD && space > 0 ? start.slice(0, space) : start;
}

const LONGEST_WORD = 80;
