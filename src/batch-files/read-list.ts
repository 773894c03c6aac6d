import { BATCH_LIMITS, type BrokenLine } from '#src/domain/batches/batch.ts';
import { type BatchColumn, columnNamed, columnWords, type LineFields } from '#src/domain/batches/batch-fields.ts';
import { EaselError } from '#src/domain/errors.ts';
import { type CsvRecord, csvRecords } from './csv-records.ts';
import { type TextLine, textLines } from './text-lines.ts';

/** `lines`: every line is a prompt. */
export type ListFormat = 'csv' | 'jsonl' | 'lines';

export type ListEntry = { readonly line: number; readonly fields: LineFields } | BrokenLine;

const SAID = 80;

/** Which kind a file is by its name. */
export function formatOfList(name: string): ListFormat {
  const [, extension = ''] = /\.([a-z]+)$/i.exec(name) ?? [];
  if (/^(csv|tsv)$/i.test(extension)) return 'csv';
  return /^(jsonl|ndjson)$/i.test(extension) ? 'jsonl' : 'lines';
}

/**
 * The entries of a list of prompts, in their order, as it flows in.
 * @throws {EaselError} `batch-invalid` where it is no such list at all; what is wrong with single lines is told as entries.
 */
export async function* readList(chunks: AsyncIterable<Uint8Array>, format: ListFormat): AsyncGenerator<ListEntry> {
  const lines = textLines(chunks, { maxLength: BATCH_LIMITS.lineLength });
  if (format === 'csv') yield* fromCsv(csvRecords(lines));
  else for await (const line of lines) if (line.text.trim() !== '') yield fromLine(line, format);
}

function fromLine({ line, text, tooLong }: TextLine, format: 'jsonl' | 'lines'): ListEntry {
  if (tooLong) return { line, broken: 'It is too long.', said: text };
  const fields = format === 'lines' ? new Map([['prompt', text] as const]) : fieldsOfJson(text);
  return typeof fields === 'string' ? { line, broken: fields, said: text.slice(0, SAID) } : { line, fields };
}

/** @returns the fields, or what is wrong. */
function fieldsOfJson(text: string): LineFields | string {
  const value = parsed(text);
  if (typeof value === 'string') return new Map([['prompt', value]]);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return 'It is no JSON object, such as {"prompt": "a fox"}.';
  const fields = new Map<BatchColumn, string>();
  for (const [key, given] of Object.entries(value)) {
    const column = columnNamed(key);
    if (!column) return `There is no option ${key.slice(0, 40)}. There are ${columnWords()}.`;
    const words = wordsOf(given);
    if (words === undefined) return `${column} has to be words or a number.`;
    fields.set(column, words);
  }
  return fields;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Several pictures may be a list. */
function wordsOf(value: unknown): string | undefined {
  if (value === null) return '';
  if (Array.isArray(value)) return value.every((each) => typeof each === 'string') ? value.join(';') : undefined;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

async function* fromCsv(records: AsyncGenerator<CsvRecord>): AsyncGenerator<ListEntry> {
  const head = await records.next();
  if (head.done) return;
  const columns = columnsOf(head.value);
  for await (const record of records) yield 'broken' in record ? record : entryOf(record, columns);
}

function columnsOf(head: CsvRecord): readonly BatchColumn[] {
  const headings = 'cells' in head ? head.cells : [];
  const columns = headings.map((heading) => columnNamed(heading) ?? refuseHeading(heading));
  const twice = columns.find((column, index) => columns.indexOf(column) < index);
  if (twice) throw new EaselError('batch-invalid', { why: `There are two columns ${twice}. Leave one out` });
  if (!columns.includes('prompt') && !columns.includes('mode'))
    throw new EaselError('batch-invalid', {
      why: `The first line of a CSV file names its columns. Use ${columnWords()}`,
    });
  return columns;
}

function refuseHeading(heading: string): never {
  const said = heading.trim().slice(0, 40);
  throw new EaselError('batch-invalid', {
    why: `The first line of a CSV file names its columns, and "${said}" is none. Use ${columnWords()}`,
  });
}

function entryOf({ line, cells }: Extract<CsvRecord, { cells: unknown }>, columns: readonly BatchColumn[]): ListEntry {
  const more = cells.slice(columns.length).some((cell) => cell.trim() !== '');
  if (more) {
    const broken = `It has ${cells.length} cells, and the first line names ${columns.length} columns.`;
    return { line, broken, said: cells.join(',').slice(0, SAID) };
  }
  return { line, fields: new Map(columns.map((column, index) => [column, cells[index] ?? ''])) };
}
