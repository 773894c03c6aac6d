import type { Text } from '#src/domain/text.ts';
import type { Fact } from '#src/ports/chat-platform.ts';
import { sizeOf } from './clip.ts';
import { escapeUserText } from './escape.ts';
import { writeLine } from './rich-text.ts';

/** Parts of a message that several of them have. */

const VALUE_SIZE = 160;

/** All facts as one small line; a long value is cut, so that those after it are still told. */
export function factsLine(facts: readonly Fact[], max: number): string {
  const written = facts.map(({ label, value }) =>
    `${escapeUserText(label)} ${writeLine(value, VALUE_SIZE)}`.trim().replaceAll('\n', ' '),
  );
  const line = joinWithin(written, { max: max - 3, between: ' · ', rest: () => '…' });
  return line === '' ? '' : `-# ${line}`;
}

const WARNING_SIZE = 240;

export const warningLines = (warnings: readonly Text[], max: number): string => markedLines('⚠️ ', warnings, max);

export const noteLines = (notes: readonly Text[], max: number): string => markedLines('-# ', notes, max, NOTE_SIZE);

/** A note may carry a signed address, which is long and cannot be cut. */
const NOTE_SIZE = 600;

function markedLines(mark: string, texts: readonly Text[], max: number, each = WARNING_SIZE): string {
  const lines = texts.map((text) => `${mark}${writeLine(text, each)}`);
  return joinWithin(lines, { max, between: '\n', rest: (left) => `${mark}and ${left} more` });
}

interface Joining {
  readonly max: number;
  readonly between: string;
  /** Stands for those that do not fit. */
  readonly rest: (left: number) => string;
}

function joinWithin(parts: readonly string[], { max, between, rest }: Joining): string {
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
