import { parse } from 'csv-parse/sync';
import type { TextLine } from './text-lines.ts';

export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly broken: string; readonly said: string };

/** A record goes on over so many lines and characters before its first line is given up, so that one quotation mark spoils only that. */
const MOST_LINES = 20;
const MOST_CHARACTERS = 16_384;
const SAID = 80;

/**
 * The records of a CSV file (RFC 4180, `,`, `;` or tabs as its first line has them). One that cannot be read is told, and what follows it
 * is read as if it was not there.
 */
export async function* csvRecords(lines: AsyncIterable<TextLine>): AsyncGenerator<CsvRecord> {
  const reader = readAhead(lines);
  const head = await reader.peek(0);
  const delimiter = delimiterIn(head?.text ?? '');
  let whole: WholeText[] = [];
  let length = 0;
  for (let first = head; first; first = await reader.peek(0)) {
    const { line } = first;
    const count = first.tooLong ? 1 : await linesOfRecord(reader, delimiter);
    const taken = reader.take(count ?? 1);
    const said = first.text.slice(0, SAID);
    const isWhole = !first.tooLong && count !== undefined;
    const text = textOf(taken);
    if (isWhole && (first.text.trim() !== '' || count > 1)) whole.push({ line, text, said });
    length += text.length;
    if (isWhole && whole.length < AT_ONCE && length < MOST_AT_ONCE) continue;
    yield* recordsOf(whole, delimiter);
    whole = [];
    length = 0;
    if (!isWhole) yield { line, broken: first.tooLong ? 'It is too long.' : 'A quotation mark is never closed.', said };
  }
  yield* recordsOf(whole, delimiter);
}

interface WholeText {
  readonly line: number;
  readonly text: string;
  readonly said: string;
}

const textOf = (lines: readonly TextLine[]): string => lines.map(({ text }) => text).join('\n');

/** To begin parsing costs more than to parse, so many records are parsed together; one by one where that does not come out even. */
const AT_ONCE = 200;
/** Characters: nobody else is served while they are parsed. */
const MOST_AT_ONCE = 65_536;

function* recordsOf(whole: readonly WholeText[], delimiter: string): Generator<CsvRecord> {
  const all = parsed(whole.map(({ text }) => text).join('\n'), delimiter);
  const isEven = all?.length === whole.length;
  for (const [index, { line, text, said }] of whole.entries()) {
    const [cells, ...others] = isEven ? [all[index]] : (parsed(text, delimiter) ?? []);
    if (cells && others.length === 0) yield { line, cells };
    else yield { line, broken: 'Its quotation marks do not fit.', said };
  }
}

/** `undefined` where the parser minds something: who wrote the file sees it in the line. */
function parsed(text: string, delimiter: string): readonly (readonly string[])[] | undefined {
  try {
    return parse(text, { delimiter, relax_quotes: true, relax_column_count: true });
  } catch {
    return undefined;
  }
}

/** Of how many lines the next record is; `undefined` where it does not end in time. */
async function linesOfRecord(reader: ReadAhead, delimiter: string): Promise<number | undefined> {
  let isOpen = false;
  let length = 0;
  for (let count = 0; count < MOST_LINES; count++) {
    const next = await reader.peek(count);
    if (!next || next.tooLong || length > MOST_CHARACTERS) return undefined;
    const opens = opensAfter(next.text, delimiter, isOpen);
    if (opens === undefined) return undefined;
    if (!opens) return count + 1;
    isOpen = opens;
    length += next.text.length;
  }
  return undefined;
}

/**
 * Whether a line ends within quotation marks. They begin only at the beginning of a cell. `undefined` where what an earlier line
 * opened is closed by a mark that begins a cell of its own: then that one was never closed.
 */
function opensAfter(text: string, delimiter: string, wasOpen: boolean): boolean | undefined {
  let isOpen = wasOpen;
  let at = 0;
  let atStart = !wasOpen;
  let isFromBefore = wasOpen;
  while (at < text.length) {
    if (isOpen) {
      const quote = text.indexOf('"', at);
      if (quote < 0) return true;
      isOpen = text[quote + 1] === '"';
      at = quote + (isOpen ? 2 : 1);
      if (isOpen) continue;
      if (isFromBefore && at < text.length && !text.startsWith(delimiter, at)) return undefined;
      isFromBefore = false;
      atStart = false;
    } else if (atStart && text[at] === '"') {
      isOpen = true;
      at += 1;
    } else {
      const next = text.indexOf(delimiter, at);
      if (next < 0) return false;
      at = next + 1;
      atStart = true;
    }
  }
  return isOpen;
}

/** What the headings are parted by. */
function delimiterIn(head: string): string {
  const [best = ','] = [',', ';', '\t'].toSorted((one, other) => head.split(other).length - head.split(one).length);
  return best;
}

type ReadAhead = ReturnType<typeof readAhead>;

/** Looks at lines before they are taken. */
function readAhead(lines: AsyncIterable<TextLine>) {
  const source = lines[Symbol.asyncIterator]();
  const waiting: TextLine[] = [];
  return {
    async peek(index: number): Promise<TextLine | undefined> {
      while (waiting.length <= index) {
        const next = await source.next();
        if (next.done) return undefined;
        waiting.push(next.value);
      }
      return waiting[index];
    },
    take: (count: number): readonly TextLine[] => waiting.splice(0, count),
  };
}
