import { EaselError } from '#src/domain/errors.ts';
import { list } from '#src/domain/name-list.ts';
import { isBlank } from '#src/domain/prompt.ts';
import { NUMBER_OPTIONS, type RequestOptions, WORD_OPTIONS } from '#src/domain/request.ts';

/** What one line asks for, before anything is decided. */
export interface LineWish {
  readonly prompt: string;
  readonly name?: string;
  readonly options: RequestOptions;
  /** Pictures by their file names. */
  readonly images: readonly string[];
  readonly mask?: string;
}

const OTHERS = ['prompt', 'name', 'image', 'mask'] as const;

export type BatchColumn = (typeof WORD_OPTIONS)[number] | (typeof NUMBER_OPTIONS)[number] | (typeof OTHERS)[number];

const BATCH_COLUMNS: readonly BatchColumn[] = [...OTHERS, ...NUMBER_OPTIONS, ...WORD_OPTIONS];

/** What others call these columns. */
const ALIASES: ReadonlyMap<string, BatchColumn> = new Map([
  ['output_format', 'format'],
  ['output_compression', 'compression'],
  ['input_fidelity', 'fidelity'],
  ['count', 'n'],
  ['images', 'image'],
]);

/** The column that a heading means; `undefined` where it means none. */
export function columnNamed(heading: string): BatchColumn | undefined {
  const name = heading.trim().toLowerCase().replaceAll('-', '_');
  return BATCH_COLUMNS.find((column) => column === name) ?? ALIASES.get(name);
}

/** Says which columns there are. */
export const columnWords = (): string => list([...BATCH_COLUMNS]);

export type LineFields = ReadonlyMap<BatchColumn, string>;

/**
 * Reads a line's fields; blank ones are absent.
 * @throws {EaselError} `empty-prompt`, or `option-invalid` for a number that is none.
 */
export function readFields(fields: LineFields): LineWish {
  const given = (column: BatchColumn): string | undefined => {
    const words = fields.get(column);
    return words === undefined || isBlank(words) ? undefined : words.trim();
  };
  const prompt = given('prompt') ?? '';
  if (prompt === '' && given('mode') === undefined) throw new EaselError('empty-prompt', {});
  const [name, mask] = [given('name'), given('mask')];
  const options = {
    ...Object.fromEntries(WORD_OPTIONS.flatMap((column) => pairOf(column, given(column)))),
    ...Object.fromEntries(NUMBER_OPTIONS.flatMap((column) => pairOf(column, numberIn(column, given(column))))),
  };
  const images = (given('image') ?? '').split(';').flatMap((path) => (path.trim() === '' ? [] : [path.trim()]));
  return { prompt, options, images, ...(name !== undefined && { name }), ...(mask !== undefined && { mask }) };
}

function numberIn(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^-?\d{1,12}$/.test(value)) return Number(value);
  throw new EaselError('option-invalid', { option, value: value.slice(0, 40), allowed: 'a whole number' });
}

const pairOf = <T>(name: string, value: T | undefined): [string, T][] => (value === undefined ? [] : [[name, value]]);
