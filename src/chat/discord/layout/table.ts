import type { Text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/chat-platform.ts';
import { joinWithin } from './phrases.ts';
import { writeBold, writeLine } from './rich-text.ts';

type Table = Extract<Answer, { kind: 'table' }>;

const CELL_SIZE = 300;
const LABEL_SIZE = 60;
const SMALL_SIZE = 1200;
const TITLE_SIZE = 180;

/**
 * Each row as one or two lines, because a phone is too narrow for columns: its first two cells, and below them, small, the rest
 * with the names of their columns.
 */
export const rowLines = ({ columns, rows }: Table): readonly string[] =>
  rows.map((row) => rowLine(row, columns)).filter((line) => line !== '');

function rowLine(row: readonly Text[], columns: readonly string[]): string {
  const [name = [], ...others] = row;
  const [next = [], ...rest] = others;
  const head = [writeBold(name, CELL_SIZE), isTold(next) ? writeLine(next, CELL_SIZE).trim() : '']
    .filter((cell) => cell !== '')
    .join(' ');
  const cells = rest.flatMap((cell, index) => (isTold(cell) ? [labelledCell(columns[index + 2] ?? '', cell)] : []));
  const small = joinWithin(cells, { max: SMALL_SIZE, between: ' · ', rest: () => '…' });
  return [head, small && `-# ${small}`].filter((line) => line !== '').join('\n');
}

const labelledCell = (column: string, cell: Text): string =>
  `${writeLine([{ plain: column }], LABEL_SIZE)} ${writeLine(cell, CELL_SIZE).trim()}`.trim();

/** A dash only fills a cell. */
const isTold = (cell: Text): boolean => !cell.every((part) => 'plain' in part && /^[\s–—-]*$/.test(part.plain));

export const titleLine = (title: string): string => {
  const written = writeLine([{ plain: title }], TITLE_SIZE).trim();
  return written === '' ? '' : `### ${written}`;
};
