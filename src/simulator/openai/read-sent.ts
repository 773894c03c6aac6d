import type { RecordedFile } from '../request-log.ts';
import { invalid, isRefusal, type Refusal, tooLarge } from './refusal.ts';

/** A request's body, parsed but not judged. */
export interface Sent {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly files: readonly SentFile[];
}

export interface SentFile extends RecordedFile {
  readonly content: Uint8Array;
}

/** 16 pictures and a mask. */
const MAX_FILES = 17;
/** Of all text in one request; the longest prompt is 32,000 characters. */
export const MAX_TEXT_BYTES = 1_000_000;
/** Of a request with one picture of 20 MB as base64. */
export const MAX_PICTURE_LENGTH = 30_000_000;
/** 17 files of 50 MB and their frame. */
export const MAX_BODY_BYTES = 900_000_000;

/** Reads a JSON body of at most so many characters. */
export async function readJson(request: Request, maxLength = MAX_TEXT_BYTES): Promise<Sent | Refusal> {
  if (mediaType(request) !== 'application/json') return wrongType(request, 'application/json');
  const text = await request.text().catch(() => undefined);
  if (text === undefined) return unreadable('JSON');
  if (text.length > maxLength) return tooLarge(maxLength);
  const fields = parsed(text);
  return isRecord(fields) ? { fields, files: [] } : unreadable('JSON');
}

/** Reads a form. Numbers and flags are given back as such: on the wire everything is text. */
export async function readForm(request: Request): Promise<Sent | Refusal> {
  if (mediaType(request) !== 'multipart/form-data') return wrongType(request, 'multipart/form-data');
  const form = await request.formData().catch(() => undefined);
  if (!form) return unreadable('multipart/form-data');
  const entries = [...form.entries()];
  const texts = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (texts.reduce((sum, [, text]) => sum + text.length, 0) > MAX_TEXT_BYTES) return tooLarge(MAX_TEXT_BYTES);
  if (entries.length - texts.length > MAX_FILES)
    return invalid(`Too many files: at most ${MAX_FILES} are taken.`, null, 'too_many_files');
  const files = await Promise.all(
    entries.flatMap(([field, value]) => (typeof value === 'string' ? [] : [sentFile(field, value)])),
  );
  return { fields: Object.fromEntries(texts.map(([name, text]) => [name, typed(name, text)])), files };
}

/** A body as OpenAI's description of its API judges it: `image[]` is `image` with a list, each file the mark of one. */
export function recordedBody(sent: Sent | Refusal): unknown {
  if (isRefusal(sent)) return undefined;
  const body: Record<string, unknown> = { ...sent.fields };
  for (const { field } of sent.files) {
    const name = field.replace(/\[\]$/, '');
    const before = Array.isArray(body[name]) ? body[name] : Object.hasOwn(body, name) ? [body[name]] : [];
    body[name] = field.endsWith('[]') || before.length > 0 ? [...before, '<file>'] : '<file>';
  }
  return body;
}

async function sentFile(field: string, file: File): Promise<SentFile> {
  const content = new Uint8Array(await file.arrayBuffer());
  return { field, name: file.name, type: file.type, bytes: content.byteLength, content };
}

const NUMBERS: ReadonlySet<string> = new Set([
  'n',
  'output_compression',
  'partial_images',
  'frame_count',
  'frame_duration_ms',
]);

function typed(name: string, text: string): unknown {
  if (NUMBERS.has(name) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (name === 'stream' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const mediaType = (request: Request): string =>
  (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

const unreadable = (what: string): Refusal =>
  invalid(`We could not parse the ${what} body of your request.`, null, null);

const wrongType = (request: Request, expected: string): Refusal =>
  invalid(
    `Invalid Content-Type header (${mediaType(request) || 'none'}), expected ${expected}.`,
    null,
    'unsupported_content_type',
  );
