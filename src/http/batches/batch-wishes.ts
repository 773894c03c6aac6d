import type { ListFormat } from '#src/batch-files/read-list.ts';
import { type BatchColumn, columnNamed, columnWords, readFields } from '#src/domain/batches/batch-fields.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { refuse } from '../api/refuse.ts';

/** What the address says beside the list: the most it may cost to be begun at once, and options for all lines. */
export interface BatchWishes {
  readonly maxCredits?: number;
  readonly defaults: RequestOptions;
}

const OF_ONE_LINE: ReadonlySet<BatchColumn> = new Set<BatchColumn>(['prompt', 'name', 'image', 'mask', 'region']);

/** @throws {HTTPException} 400; {EaselError} `option-invalid`. */
export function readWishes(query: URLSearchParams): BatchWishes {
  const fields = new Map<BatchColumn, string>([['prompt', 'x']]);
  let maxCredits: number | undefined;
  for (const [key, value] of query) {
    if (key === 'max_credits') maxCredits = creditsIn(value);
    else fields.set(columnOf(key), value);
  }
  const { options } = readFields(fields);
  return { defaults: options, ...(maxCredits !== undefined && { maxCredits }) };
}

function columnOf(key: string): BatchColumn {
  const column = columnNamed(key);
  if (column && !OF_ONE_LINE.has(column)) return column;
  throw refuse(
    400,
    'unknown_parameter',
    `There is no option ${key.slice(0, 40)} for a whole batch. There are max_credits and ${columnWords()}.`,
    key.slice(0, 40),
  );
}

function creditsIn(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw refuse(400, 'invalid_value', 'max_credits has to be a whole number of credits.', 'max_credits');
}

/** How the list in a body is written. @throws {HTTPException} 415. */
export function listFormat(contentType: string | undefined): ListFormat {
  const [type = ''] = (contentType ?? '').toLowerCase().split(';');
  const format = FORMATS.get(type.trim());
  if (format) return format;
  throw refuse(
    415,
    'unsupported_media_type',
    `Send the list as ${[...FORMATS.keys()].join(', ')}: CSV with columns named in its first line, a JSON object a line, or a prompt a line.`,
  );
}

const FORMATS: ReadonlyMap<string, ListFormat> = new Map([
  ['text/csv', 'csv'],
  ['application/jsonl', 'jsonl'],
  ['application/x-ndjson', 'jsonl'],
  ['text/plain', 'lines'],
]);
