import { cell } from '#src/app/rules/audit-csv.ts';
import { extensionOf } from '#src/domain/picture.ts';
import type { LineResult } from './batch-results.ts';

/** What a line is told by, whatever became of it. */
export interface ManifestEntry {
  readonly line: number;
  /** Its place among all lines, from 0. */
  readonly place: number;
  readonly state: string;
  readonly prompt: string;
  readonly options: object;
  readonly jobId: string | null;
  readonly model: string | null;
  readonly mode: string | null;
  readonly credits: number;
  readonly files: readonly string[];
  readonly error: string | null;
}

/** One entry of the manifest. */
export function entryOf(result: LineResult): ManifestEntry {
  const { line, place } = result;
  const nothing = { options: {}, jobId: null, model: null, mode: null, credits: 0, files: [] };
  if ('broken' in line)
    return { line: line.line, place, state: 'broken', prompt: line.said, ...nothing, error: line.broken };
  const item = 'item' in result ? result.item : undefined;
  return {
    line: line.line,
    place,
    state: item === undefined || item.state === 'asked' ? 'open' : item.state,
    prompt: line.request.prompt,
    options: line.request.options,
    jobId: item?.jobId ?? null,
    model: item?.model ?? null,
    mode: item?.mode ?? null,
    credits: item?.credits ?? 0,
    files: filesOf(result).map(({ name }) => name),
    error: item?.error?.message ?? null,
  };
}

export interface BatchFile {
  readonly name: string;
  /** The blob store's. */
  readonly key: string;
}

const DIGITS = 6;
const SLUG_LENGTH = 40;

/** The files of a line: `000012-a-red-car.png`, several with numbers. */
export function filesOf(result: LineResult): readonly BatchFile[] {
  const { line } = result;
  const pictures = ('item' in result && result.item?.pictures) || [];
  if ('broken' in line) return [];
  const stem = `${String(line.line).padStart(DIGITS, '0')}-${slugOf(line.name ?? line.request.prompt)}`;
  return pictures.map(({ key, type }, index) => {
    const number = pictures.length > 1 ? `-${index + 1}` : '';
    return { key, name: `${stem}${number}.${extensionOf(type)}` };
  });
}

/** The manifest as JSON, as it flows. @param about of the whole batch. */
export async function* entriesJson(about: object, entries: AsyncIterable<ManifestEntry>): AsyncGenerator<string> {
  yield `{"batch": ${JSON.stringify(about)},\n"lines": [`;
  let before = '\n';
  for await (const entry of entries) {
    yield `${before}${JSON.stringify(entry)}`;
    before = ',\n';
  }
  yield '\n]}\n';
}

const COLUMNS = ['line', 'state', 'prompt', 'options', 'job', 'model', 'mode', 'credits', 'files', 'error'];

/** The same for a spreadsheet. */
export async function* entriesCsv(entries: AsyncIterable<ManifestEntry>): AsyncGenerator<string> {
  yield row(COLUMNS);
  for await (const { line, state, prompt, options, jobId, model, mode, credits, files, error } of entries) {
    const said = Object.entries(options).map(([name, value]) => `${name} ${value}`);
    yield row([
      ...[String(line), state, prompt, said.join('; '), jobId ?? '', model ?? '', mode ?? ''],
      ...[String(credits), files.join('; '), error ?? ''],
    ]);
  }
}

const row = (cells: readonly string[]): string => `${cells.map(cell).join(',')}\r\n`;

/** What any file system and archive takes as a name. */
function slugOf(words: string): string {
  const slug = words
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return [...slug].slice(0, SLUG_LENGTH).join('').replace(/-+$/, '') || 'picture';
}
