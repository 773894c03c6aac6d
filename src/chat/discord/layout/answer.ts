import { type APIComponentInContainer, type APIMessageTopLevelComponent, ComponentType } from 'discord.js';
import type { Text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import { buttonRows } from './buttons.ts';
import { COLORS } from './colors.ts';
import { componentsIn, displays, fileDisplay, galleries, type Laid, type LaidFile, LIMITS } from './laid.ts';
import { linkRows } from './links.ts';
import { paged, writeLines } from './pages.ts';
import { lines, noteLines } from './phrases.ts';
import { writeLine } from './rich-text.ts';
import { altUpTo } from './room.ts';
import { rowLines, titleLine } from './table.ts';

export interface AnswerFiles {
  readonly picture?: LaidFile;
  readonly originals?: readonly LaidFile[];
  /** Of words, to save. */
  readonly documents?: readonly LaidFile[];
  /** What had to be done to the files. */
  readonly notes: readonly Text[];
}

/** Leaves room on each page for its title, a note and the alt text of a picture. */
const PAGE_SIZE = 2400;
const NOTE_SIZE = 400;
const NOTES_SIZE = 700;
const ALT_SIZE = 500;

/** What is longer than this nobody reads in a chat; a person who only installed Easel for themselves gets five messages at most. */
const MOST_PAGES = 5;

/**
 * An answer that is no picture, as one message or several where it is long. Its files are in the first, ten of them at most; its
 * buttons below the last.
 */
export function layAnswer(answer: Answer, files: AnswerFiles): readonly Laid[] {
  const pages = answer.kind === 'text' ? textPages(answer.text) : tablePages(answer);
  // Small like the facts of the rows, so it stands apart from them.
  const note = answer.kind === 'table' && answer.note ? `-# ${writeLine(answer.note, NOTE_SIZE)}` : '';
  return pages.map((page, index) => {
    const first = index === 0 ? filesShown(files) : [];
    const isLast = index === pages.length - 1;
    const notes = isLast ? displays(noteLines(files.notes, NOTES_SIZE)) : [];
    const components: Shown[] = [...displays(page, isLast ? note : ''), ...first, ...notes];
    const room = LIMITS.components - componentsIn(components) - BOX;
    const links = isLast ? linkRows(answer.links ?? []) : [];
    const buttons = isLast ? buttonRows(answer.actions ?? [], room - componentsIn(links)) : [];
    const shown = [...components, ...links, ...buttons];
    return { components: answer.kind === 'text' ? shown : [boxed(shown)] };
  });
}

type Shown = APIComponentInContainer & APIMessageTopLevelComponent;

/** What surrounds a table counts too. */
const BOX = 1;

const boxed = (components: APIComponentInContainer[]): APIMessageTopLevelComponent => ({
  type: ComponentType.Container,
  accent_color: COLORS.waiting,
  components,
});

function filesShown({ picture, originals = [], documents = [] }: AnswerFiles): readonly Shown[] {
  const room = LIMITS.files - (picture ? 1 : 0);
  const kept = [...documents, ...originals].slice(0, room);
  return [...galleries(picture ? [picture] : [], altUpTo(ALT_SIZE)), ...kept.map(fileDisplay)];
}

function textPages(text: Text): readonly string[] {
  const pages = paged(writeLines(text, PAGE_SIZE), PAGE_SIZE).filter((page) => page.trim() !== '');
  return pages.length > 0 ? shortened(pages, '…') : ['…'];
}

function tablePages(table: Extract<Answer, { kind: 'table' }>): readonly string[] {
  const rows = paged(rowLines(table), PAGE_SIZE);
  const pages = rows.length > 0 ? shortened(rows, '-# … and more') : [''];
  return pages.map((page, index) => {
    const title = titleLine(pages.length > 1 ? `${table.title} (${index + 1} of ${pages.length})` : table.title);
    return lines(title, page) || '…';
  });
}

const shortened = (pages: readonly string[], more: string): readonly string[] =>
  pages.length <= MOST_PAGES ? pages : [...pages.slice(0, MOST_PAGES - 1), `${pages[MOST_PAGES - 1]}\n${more}`];
