import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { HTTPException } from 'hono/http-exception';

/** A file of a form, kept already. */
export interface KeptFile {
  readonly key: string;
  readonly filename: string;
  readonly byteLength: number;
}

/** What a form holds: its fields, and in their order what stands in its picture fields. */
export interface FormIn {
  readonly fields: Readonly<Record<string, string>>;
  readonly pictures: readonly (readonly [field: string, from: KeptFile | string])[];
}

export interface FormOptions {
  /** Of the whole, as it is sent. */
  readonly maxBytes: number;
  readonly maxPictures: number;
  readonly isPicture: (field: string) => boolean;
  /** Keeps a file as it comes; is told the fields that came before it. */
  readonly keep: (file: AsyncIterable<Uint8Array>, filename: string, fields: FormIn['fields']) => Promise<KeptFile>;
  /** Breaks off what is larger. */
  readonly tooMuch: () => never;
}

interface Taken {
  readonly fields: Record<string, string>;
  readonly pictures: { readonly field: string; readonly from: Promise<KeptFile> | string }[];
  readonly files: BusboyFileStream[];
}

/** Of all fields together: they wait in memory. */
const TEXT_BYTES = 1_048_576;
const LIMITS = { fieldNameSize: 100, fieldSize: TEXT_BYTES, parts: 100, headerSize: 8192, headerPairs: 16 };

/**
 * Reads `multipart/form-data` as it comes. Each file goes where it is kept piece by piece, so that many large ones at once take
 * no memory.
 *
 * @throws {HTTPException} 400 where it is no such form or not whole; what `keep` or `tooMuch` throws. No file is being kept any more then.
 */
export async function readFormIn(request: Request, options: FormOptions): Promise<FormIn> {
  const taken: Taken = { fields: Object.create(null), pictures: [], files: [] };
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => undefined);
  const parser = parserOf(request, taken, options, stopped.reject);
  let isLeft = false;
  try {
    await Promise.race([writeAll(request, parser, { ...options, isLeft: () => isLeft }), stopped.promise]);
    const from = await Promise.all(taken.pictures.map((picture) => picture.from));
    return { fields: taken.fields, pictures: taken.pictures.map(({ field }, nth) => [field, from[nth] ?? '']) };
  } catch (thrown) {
    isLeft = true;
    parser.destroy();
    // The parser leaves the file that was coming just then as it is, and who keeps it would wait for ever.
    for (const file of taken.files) file.destroy(new Error('The form was left.'));
    await Promise.allSettled(taken.pictures.map((picture) => picture.from));
    throw thrown;
  }
}

function parserOf(
  request: Request,
  { fields, pictures, files }: Taken,
  { maxPictures, isPicture, keep }: FormOptions,
  stop: (thrown: unknown) => void,
): BusboyInstance {
  const parser = openParser(request.headers.get('content-type') ?? '');
  let textBytes = 0;
  const hasRoom = () => {
    if (pictures.length < maxPictures) return true;
    stop(bad(`You sent more than ${maxPictures} pictures; at most ${maxPictures} are taken.`));
    return false;
  };
  parser.on('error', () => stop(notWhole()));
  parser.on('partsLimit', () => stop(bad(`The form has more than ${LIMITS.parts} parts.`)));
  parser.on('field', (field: string | undefined, text: string) => {
    textBytes += Buffer.byteLength(text);
    if (field === undefined || textBytes >= TEXT_BYTES) return stop(bad('The form has too much text.'));
    if (!isPicture(field)) fields[field] = text;
    else if (text !== '' && hasRoom()) pictures.push({ field, from: text });
  });
  parser.on('file', (field: string | undefined, stream, filename: string | undefined) => {
    files.push(stream);
    // Its end is heard of through whoever reads it.
    stream.on('error', () => undefined);
    if (field === undefined || !isPicture(field) || !hasRoom()) {
      stream.resume();
      return;
    }
    const from = keep(stream, filename ?? '', { ...fields });
    from.catch(stop);
    pictures.push({ field, from });
  });
  return parser;
}

function openParser(contentType: string): BusboyInstance {
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits: LIMITS });
  } catch {
    throw notWhole();
  }
}

interface Writing extends Pick<FormOptions, 'maxBytes' | 'tooMuch'> {
  readonly isLeft: () => boolean;
}

async function writeAll({ body }: Request, parser: BusboyInstance, { maxBytes, tooMuch, isLeft }: Writing) {
  const finished = new Promise<void>((resolve) => parser.once('finish', resolve));
  // Not canceled where it is left: that would close the connection before the answer is sent.
  const reader = body?.getReader();
  let byteLength = 0;
  for (let chunk = await piece(reader); chunk && !isLeft(); chunk = await piece(reader)) {
    byteLength += chunk.byteLength;
    if (byteLength > maxBytes) tooMuch();
    if (!parser.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)))
      await new Promise<void>((resolve) => parser.once('drain', resolve));
  }
  if (isLeft()) return;
  parser.end();
  await finished;
}

async function piece(reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<Uint8Array | undefined> {
  if (!reader) return undefined;
  const { value } = await reader.read().catch(() => Promise.reject(notWhole()));
  return value;
}

const bad = (message: string) => new HTTPException(400, { message });

const notWhole = () => bad('The request must be multipart/form-data, and whole.');
