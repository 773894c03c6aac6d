import type { RichTextElement, RichTextPreformatted, RichTextSection, TableBlock } from '@slack/types';
import { cleanToLine, isolated } from '#src/chat/clean.ts';
import type { Text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
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

/**
 * Each row as what it is about, and below it when that was and the rest with the names of their columns: for phones, where columns of
 * one width are too wide.
 */
export const rowsOf = ({ columns, rows }: Table): readonly RichTextSection[] =>
  rows.flatMap((row) => {
    const cells = row.map((value, index): NamedCell => ({ column: columns[index] ?? '', value }));
    const when = cells.slice(0, 1).flatMap(({ value }) => (isTime(value) ? [whenAlone(value, CELL_SIZE) ?? []] : []));
    const [name, ...others] = cells.slice(when.length);
    const head = name ? writeLine(name.value, CELL_SIZE, { bold: true }) : [];
    const rest = [...when, ...others.filter(isTold).map((cell, index) => labelled(cell, index, others.length))];
    const below = rest.flatMap((one, index) => [textElement(index === 0 ? '\n' : ' · '), ...one]);
    return section([...head, ...below]);
  });

/** A cell with the name of its column. */
interface NamedCell {
  readonly column: string;
  readonly value: Text;
}

const isTime = (value: Text): boolean => value.length === 1 && value.every((part) => 'time' in part);

/** A dash only fills a cell. */
const isTold = ({ value }: NamedCell): boolean => !/^[\s–—-]*$/.test(lineOf(value));

/** A long first cell says by itself what it is, and so does the only one. */
const LONG_CELL = 24;

function labelled({ column, value }: NamedCell, index: number, of: number): readonly RichTextElement[] {
  const written = whenAlone(value, CELL_SIZE) ?? writeLine(value, CELL_SIZE);
  const saysItself = of === 1 || (index === 0 && lineOf(value).length > LONG_CELL);
  return saysItself ? written : [...writeLine([{ plain: `${column} ` }], CELL_SIZE), ...written];
}

const CELL_LETTERS = 40;
const LINE_SIZE = 2000;
/** Of letters of one width, on a phone. */
const MOST_LETTERS = 48;

/** Whether nothing of it is cut as lines of letters of one width, and they fit on a phone. */
export function fitsLines({ columns, rows }: Table): boolean {
  const cells = [columns.map(cleanToLine), ...rows.map((row) => row.map(lineOf))];
  const widths = widthsOf(cells);
  const whole = widths.reduce((sum, width) => sum + width, 0) + 2 * Math.max(0, widths.length - 1);
  return whole <= MOST_LETTERS && widths.every((width) => width <= CELL_LETTERS);
}

const widthsOf = (cells: readonly (readonly string[])[]): readonly number[] =>
  Array.from({ length: Math.max(0, ...cells.map(({ length }) => length)) }, (_, index) =>
    Math.max(0, ...cells.map((row) => lettersIn(row[index] ?? ''))),
  );

/** The table as lines of letters of one width, for where Slack's own table cannot be. */
export function monospacedLines({ columns, rows }: Table): readonly string[] {
  const cells = [columns.map(cleanToLine), ...rows.map((row) => row.map(lineOf))];
  const short = cells.map((row) => row.map((cell) => clip(cell, CELL_LETTERS)));
  const widths = widthsOf(short);
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
