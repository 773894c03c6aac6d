import type { RichTextElement, RichTextPreformatted, RichTextSection, TableBlock } from '@slack/types';
import { cleanToLine, isolated } from '#src/chat/clean.ts';
import type { Text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/chat-platform.ts';
import { clip, clipToBytes } from './clip.ts';
import { LIMITS } from './laid.ts';
import { section, textElement, writeAgo, writeLine } from './rich-text.ts';
import { sizeOf } from './size.ts';
import { lineOf } from './words.ts';

export type Table = Extract<Answer, { kind: 'table' }>;
type Cell = TableBlock['rows'][number][number];

const CELL_SIZE = 600;

/** Tables of names and values have no names of columns. */
export const hasColumns = ({ columns }: Table): boolean => columns.some((column) => cleanToLine(column) !== '');

/** Whether Slack's own table has so many columns. */
export const fitsTable = ({ columns, rows }: Table): boolean =>
  Math.max(columns.length, ...rows.map(({ length }) => length)) <= LIMITS.tableColumns;

/** The rows as Slack's own tables of at most so many bytes; each begins with the names of the columns. */
export function tablesOf({ columns, rows }: Table, max: number): readonly TableBlock[] {
  const width = Math.max(columns.length, ...rows.map(({ length }) => length));
  // Two rows fit on a page however long they are: the names of the columns and another.
  const each = Math.min(CELL_SIZE, Math.floor((max - sizeOf(tableOf([[], []], width))) / (2 * width)) - EMPTY_CELL);
  const indexes = Array.from({ length: width }, (_, index) => index);
  const head = indexes.map((index) => headCell(columns[index] ?? '', each));
  const written = rows.map((row) => indexes.map((index) => cellOf(row[index] ?? [], each)));
  const room = max - sizeOf(tableOf([head], width));
  return inPages(written, room, LIMITS.tableRows - 1).map((page) => tableOf([head, ...page], width));
}

const tableOf = (rows: Cell[][], width: number): TableBlock => ({
  type: 'table',
  rows,
  column_settings: Array.from({ length: width }, () => ({ is_wrapped: true })),
});

/** Slack takes no cell without words. */
const EMPTY = '–';

const richCell = (elements: readonly RichTextElement[]): Cell => ({ type: 'rich_text', elements: section(elements) });

/** What stands around the elements of a cell, with a comma behind it. */
const EMPTY_CELL = sizeOf(richCell([textElement('')])) - sizeOf(textElement('')) + 1;

function headCell(column: string, max: number): Cell {
  const name = writeLine([{ bold: column }], max);
  return name.length > 0 ? richCell(name) : { type: 'raw_text', text: EMPTY };
}

/** Words alone take a quarter of the room of elements. */
function cellOf(value: Text, max: number): Cell {
  const elements = whenAlone(value, max) ?? writeLine(value, max);
  const isPlain = elements.every((element) => element.type === 'text' && !element.style);
  if (!isPlain) return richCell(elements);
  const words = elements.map((element) => (element.type === 'text' ? element.text : '')).join('');
  return { type: 'raw_text', text: words.trim() || EMPTY };
}

/** A cell with nothing but a time says how long ago that was. */
function whenAlone([part, ...more]: Text, max: number): readonly RichTextElement[] | undefined {
  const ago = part && 'time' in part && more.length === 0 ? writeAgo(part) : undefined;
  return ago && sizeOf(ago) <= max ? [ago] : undefined;
}

/** Each row as a line, for tables of names and values. */
export const listOf = ({ rows }: Table): readonly RichTextSection[] =>
  rows.flatMap(([name = [], ...values]) => {
    const head = writeLine(name, CELL_SIZE, { bold: true });
    const rest = values.flatMap((value) => [textElement(' '), ...writeLine(value, CELL_SIZE)]);
    return section([...head, ...(values.some((value) => lineOf(value) !== '') ? rest : [])]);
  });

const CELL_LETTERS = 40;
const LINE_SIZE = 2000;

/** The table as lines of letters of one width, for where Slack's own table cannot be. */
export function monospacedLines({ columns, rows }: Table): readonly string[] {
  const cells = [columns.map(cleanToLine), ...rows.map((row) => row.map(lineOf))];
  const short = cells.map((row) => row.map((cell) => clip(cell, CELL_LETTERS)));
  const widths = Array.from({ length: Math.max(0, ...short.map(({ length }) => length)) }, (_, index) =>
    Math.max(0, ...short.map((row) => lettersIn(row[index] ?? ''))),
  );
  return short.map((row) => {
    const line = row.map((cell, index) => padded(cell, widths[index] ?? 0)).join('  ');
    return clipToBytes(line.trimEnd(), LINE_SIZE);
  });
}

const lettersIn = (words: string): number => [...words].length;

const padded = (words: string, width: number): string =>
  isolated(words) + ' '.repeat(Math.max(0, width - lettersIn(words)));

/** Lines of one width as one block, in pieces as long as Slack lets a text be anywhere. */
export const monospaced = (lines: readonly string[]): RichTextPreformatted => ({
  type: 'rich_text_preformatted',
  elements: inPages(lines, MOST_UNITS, MOST_LINES).map((piece, index) =>
    textElement(`${index > 0 ? '\n' : ''}${piece.join('\n') || EMPTY}`),
  ),
});

const MOST_UNITS = 2900;

/** More nobody counts. */
export const MOST_LINES = 200;

/** What fits on pages of so many bytes and so many things. */
export function inPages<T>(things: readonly T[], max: number, most: number): readonly T[][] {
  const pages: T[][] = [];
  let left = 0;
  for (const thing of things) {
    const size = sizeOf(thing) + 1;
    const page = pages.at(-1);
    if (page && size <= left && page.length < most) page.push(thing);
    else {
      pages.push([thing]);
      left = max;
    }
    left -= size;
  }
  return pages.length > 0 ? pages : [[]];
}
