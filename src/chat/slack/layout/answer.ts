import type { KnownBlock } from '@slack/types';
import type { Text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import { type ButtonRoom, buttonRows } from './buttons.ts';
import { pictures } from './images.ts';
import { headerOf, type Laid, type LaidImage, LIMITS, richText } from './laid.ts';
import { linkRows } from './links.ts';
import { messageOf, roomBeside } from './message.ts';
import { writePages } from './pages.ts';
import { noteLines } from './phrases.ts';
import { section, textElement, writeLine } from './rich-text.ts';
import { sizeOf } from './size.ts';
import {
  fitsLines,
  fitsTable,
  hasColumns,
  inPages,
  listOf,
  MOST_LINES,
  monospaced,
  monospacedLines,
  rowsOf,
  type Table,
  tablesOf,
} from './table.ts';
import { spoken } from './words.ts';

export interface AnswerFiles {
  readonly picture?: LaidImage;
  readonly originals?: readonly LaidImage[];
  /** What had to be done to the files. */
  readonly notes: readonly Text[];
}

export interface AnswerOptions {
  /** Without Slack's own table, for where it was refused. */
  readonly plainTables?: boolean;
}

/** Leaves room on each page for a title, notes, and, where there are some, ten pictures with their descriptions. */
const PAGE_SIZE = 8500;
const PAGE_BESIDE_PICTURES = 6000;
const NOTE_SIZE = 1200;
const NOTES_SIZE = 1000;
const BUTTONS: ButtonRoom = { rows: 6, bytes: 3500 };

/** What is longer than this nobody reads in a chat. */
const MOST_PAGES = 5;

/**
 * An answer that is no picture, as one message or several where it is long. Its pictures are in the first ones, ten in each; its
 * buttons below the last.
 */
export function layAnswer(answer: Answer, files: AnswerFiles, options: AnswerOptions = {}): readonly Laid[] {
  const shown = [...(files.picture ? [files.picture] : []), ...(files.originals ?? [])];
  const rows = [...linkRows(answer.links ?? []), ...buttonRows(answer.actions ?? [], BUTTONS)];
  const size = (shown.length > 0 ? PAGE_BESIDE_PICTURES : PAGE_SIZE) - (rows.length > 0 ? sizeOf(rows) : 0);
  const pages = answer.kind === 'text' ? textPages(answer.text, size) : tablePages(answer, size, options);
  const most = Math.max(pages.length, Math.ceil(shown.length / LIMITS.pictures));
  return Array.from({ length: most }, (_, index) => {
    const text = spokenOf(answer, index, most);
    const page = pages[index] ?? [];
    const end = index === most - 1 ? [...noteLines(files.notes, NOTES_SIZE), ...rows] : [];
    const own = shown.slice(index * LIMITS.pictures, (index + 1) * LIMITS.pictures);
    return messageOf(text, page, pictures(own, roomBeside(text, page, end).left()), end);
  });
}

function spokenOf(answer: Answer, index: number, pages: number): string {
  const which = pages > 1 ? [`(${index + 1} of ${pages})`] : [];
  if (answer.kind === 'text') return spoken(...which, answer.text);
  return spoken(answer.title, ...which, ...(answer.note ? ['·', answer.note] : []));
}

function textPages(text: Text, size: number): readonly KnownBlock[][] {
  const pages = writePages(text, size).map((page) => richText(section(page)));
  return pages.length > 0 ? shortened(pages, '…') : [richText(section([textElement('…')]))];
}

function tablePages(table: Table, size: number, { plainTables = false }: AnswerOptions): readonly KnownBlock[][] {
  const bodies = shortened(
    hasColumns(table) ? columnPages(table, size, plainTables) : listPages(table, size),
    '… and more',
  );
  const note = table.note ? richText(section(writeLine(table.note, NOTE_SIZE))) : [];
  return bodies.map((body, index) => {
    const title = bodies.length > 1 ? `${table.title} (${index + 1} of ${bodies.length})` : table.title;
    const page = [...headerOf(title), ...body, ...(index === bodies.length - 1 ? note : [])];
    return page.length > 0 ? page : richText(section([textElement('…')]));
  });
}

const listPages = (table: Table, size: number): readonly KnownBlock[][] =>
  inPages(listOf(table), size, MOST_LINES).map((lines) => richText(lines));

function columnPages(table: Table, size: number, plain: boolean): readonly KnownBlock[][] {
  if (table.rows.length === 0) return [[]];
  if (!plain && fitsTable(table)) return tablesOf(table, size).map((block) => [block]);
  if (!fitsLines(table)) return inPages(rowsOf(table), size, MOST_LINES).map((rows) => richText(rows));
  return inPages(monospacedLines(table), size, MOST_LINES).map((lines) => richText([monospaced(lines)]));
}

const shortened = (pages: readonly KnownBlock[][], more: string): readonly KnownBlock[][] =>
  pages.length <= MOST_PAGES
    ? pages
    : [
        ...pages.slice(0, MOST_PAGES - 1),
        [...(pages[MOST_PAGES - 1] ?? []), ...richText(section([textElement(more)]))],
      ];
