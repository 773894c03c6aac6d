import type { Text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import { joinWithin } from './phrases.ts';
import { writeAgo, writeBold, writeLine } from './rich-text.ts';

type Table = Extract<Answer, { kind: 'table' }>;

const CELL_SIZE = 300;
const LABEL_SIZE = 60;
const SMALL_SIZE = 1200;
const TITLE_SIZE = 180;

/** A cell with the name of its column. */
interface Cell {
  readonly column: string;
  readonly value: Text;
}

/**
 * Each row as one or two lines, because a phone is too narrow for columns: what it is about, and below it, small, when that was
 * and the rest with the names of their columns.
 */
export const rowLines = ({ columns, rows }: Table): readonly string[] =>
  rows
    .map((row) => rowLine(row.map((value, index) => ({ column: columns[index] ?? '', value }))))
    .filter((line) => line !== '');

function rowLine(cells: readonly Cell[]): string {
  const when = cells.slice(0, 1).filter(isTime);
  const [name, ...others] = cells.slice(when.length);
  const small = when.length > 0 || others.length > 1;
  const beside = others.flatMap((cell) => (small || !isTold(cell) ? [] : [writeLine(cell.value, CELL_SIZE).trim()]));
  const head = [name ? writeBold(name.value, CELL_SIZE) : '', ...beside].filter((words) => words !== '').join(' ');
  const below = joinWithin([...when.map(ago), ...(small ? others.filter(isTold).map(labelled) : [])], {
    max: SMALL_SIZE,
    between: ' · ',
    rest: () => '…',
  });
  return [head, below && `-# ${below}`].filter((line) => line !== '').join('\n');
}

const ago = ({ value }: Cell): string => value.map(writeAgo).join(' ');

/** A long first cell says by itself what it is. */
const LONG_CELL = 24;

function labelled({ column, value }: Cell, index: number): string {
  const written = writeLine(value, CELL_SIZE).trim();
  const isLong = index === 0 && written.length > LONG_CELL;
  return isLong ? written : `${writeLine([{ plain: column }], LABEL_SIZE)} ${written}`.trim();
}

/** A dash only fills a cell. */
const isTold = ({ value }: Cell): boolean => !value.every((part) => 'plain' in part && /^[\s–—-]*$/.test(part.plain));

const isTime = ({ value }: Cell): boolean => value.length > 0 && value.every((part) => 'time' in part);

export const titleLine = (title: string): string => {
  const written = writeLine([{ plain: title }], TITLE_SIZE).trim();
  return written === '' ? '' : `### ${written}`;
};
