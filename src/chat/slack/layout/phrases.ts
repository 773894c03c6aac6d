import type { KnownBlock, RichTextSection } from '@slack/types';
import type { Text } from '#src/domain/text.ts';
import { richText } from './laid.ts';
import { section, textElement, writeLine } from './rich-text.ts';
import { sizeOf } from './size.ts';

/** Parts of a message that several of them have. */

const EACH = 400;
/** A note may carry a signed address, which is long and cannot be cut. */
const EACH_NOTE = 2500;

/** What was done otherwise than asked, a line each, of at most so many bytes. */
export const warningLines = (warnings: readonly Text[], max: number): KnownBlock[] =>
  richText(markedLines('⚠️ ', warnings, max - EMPTY, EACH));

/** What is good to know and no reason to worry. */
export const noteLines = (notes: readonly Text[], max: number): KnownBlock[] =>
  richText(markedLines('', notes, max - EMPTY, EACH_NOTE));

/** What surrounds the lines. */
const EMPTY = sizeOf([{ type: 'rich_text', elements: [] }]);

function markedLines(mark: string, texts: readonly Text[], max: number, each: number): RichTextSection[] {
  const lines = texts.flatMap((text) => section(marked(mark, writeLine(text, Math.min(each, max)))));
  if (sizeOf(lines) <= max) return lines;
  const kept: RichTextSection[] = [];
  for (const [index, line] of lines.entries()) {
    const rest = section([textElement(`${mark}and ${lines.length - index} more`)]);
    if (sizeOf([...kept, line, ...rest]) > max) return withinRoom([...kept, ...rest], max);
    kept.push(line);
  }
  return kept;
}

const withinRoom = (lines: RichTextSection[], max: number): RichTextSection[] => (sizeOf(lines) <= max ? lines : []);

const marked = (mark: string, line: ReturnType<typeof writeLine>) =>
  mark === '' || line.length === 0 ? line : [textElement(mark), ...line];
