import type { Text } from '#src/domain/text.ts';
import { sizeOf } from './clip.ts';
import { writeLine } from './rich-text.ts';

/** Parts of a message that several of them have. */

const MARK = '-# ';

const WARNING_SIZE = 240;

export const warningLines = (warnings: readonly Text[], max: number): string => markedLines('⚠️ ', warnings, max);

/** What was done otherwise than asked, below the pictures that came of it. */
export const smallWarningLines = (warnings: readonly Text[], max: number): string =>
  markedLines(`${MARK}⚠️ `, warnings, max);

export const noteLines = (notes: readonly Text[], max: number): string => markedLines(MARK, notes, max, NOTE_SIZE);

/** A note may carry a signed address, which is long and cannot be cut. */
const NOTE_SIZE = 600;

function markedLines(mark: string, texts: readonly Text[], max: number, each = WARNING_SIZE): string {
  const lines = texts.map((text) => `${mark}${writeLine(text, each).trim()}`);
  return joinWithin(lines, { max, between: '\n', rest: (left) => `${mark}and ${left} more` });
}

interface Joining {
  readonly max: number;
  readonly between: string;
  /** Stands for those that do not fit. */
  readonly rest: (left: number) => string;
}

/** As many of the parts as fit, and what stands for the rest. */
export function joinWithin(parts: readonly string[], { max, between, rest }: Joining): string {
  if (sizeOf(parts.join(between)) <= max) return parts.join(between);
  let joined = '';
  for (const [index, part] of parts.entries()) {
    const longer = joined === '' ? part : `${joined}${between}${part}`;
    const ending = `${between}${rest(parts.length - index)}`;
    if (sizeOf(longer) + sizeOf(ending) > max) return joined === '' ? rest(parts.length) : `${joined}${ending}`;
    joined = longer;
  }
  return joined;
}

/** Above or below a quote. */
export const lines = (...given: readonly string[]): string => given.filter((line) => line !== '').join('\n');
