import { createHash } from 'node:crypto';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { BodyRefusal, inMegabytes, named, refuse } from './body-fault.ts';
import { type FieldName, fieldName } from './field-names.ts';
import type { BodyLimits } from './limits.ts';
import type { KeptUpload } from './uploads.ts';

export interface FormBody {
  /** Text, and lists of it for names with brackets. */
  readonly fields: Readonly<Record<string, string | readonly string[]>>;
  readonly images: readonly KeptFile[];
  readonly mask?: KeptFile;
  readonly sha256: string;
}

export interface KeptFile {
  readonly param: string;
  readonly upload: KeptUpload;
}

export interface FormOptions {
  readonly contentType: string;
  readonly limits: BodyLimits;
  /** Absent where the route takes no files. */
  readonly keep?: (file: AsyncIterable<Uint8Array>, filename: string) => Promise<KeptUpload>;
}

/** A part as far as it was read. */
interface Part {
  readonly name: FieldName;
  readonly written: string;
  readonly text?: string;
  readonly file?: { readonly filename: string; readonly type: string; readonly kept: Promise<KeptUpload> };
}

/**
 * Reads `multipart/form-data` as it comes; each file goes where it is kept, piece by piece.
 * @throws {BodyRefusal}, or what keeping a file threw. No file is being kept any more then.
 */
export async function readForm(chunks: AsyncIterable<Buffer>, options: FormOptions): Promise<FormBody> {
  const form = createForm(options);
  try {
    for await (const chunk of chunks) await form.write(chunk);
    await form.end();
    return await formOf(form.parts);
  } catch (thrown) {
    form.destroy();
    // Whoever clears up after this must not be overtaken by a file that is kept just then.
    await Promise.allSettled(form.parts.map(({ file }) => file?.kept));
    throw thrown instanceof BodyRefusal ? thrown : (form.fault() ?? thrown);
  }
}

function createForm(options: FormOptions) {
  const { limits } = options;
  const parts: Part[] = [];
  const files: BusboyFileStream[] = [];
  const stopped = Promise.withResolvers<never>();
  stopped.promise.catch(() => {});
  const counts = createCounts(limits);
  let fault: unknown;
  const stop = (thrown: unknown) => {
    fault ??= thrown;
    stopped.reject(thrown);
  };
  const parser = openParser(options);
  const finished = new Promise<void>((resolve) => parser.once('finish', resolve));
  const guarded =
    <T extends unknown[]>(take: (...given: T) => void) =>
    (...given: T) => {
      try {
        take(...given);
      } catch (thrown) {
        stop(thrown);
      }
    };

  parser.on('error', (cause) => stop(broken(cause)));
  parser.on('partsLimit', guarded(counts.tooMany));
  parser.on(
    'field',
    guarded((written: string | undefined, text: string, _cut: boolean, isCut: boolean) => {
      parts.push(readField(written, counts.field(text), isCut, limits));
    }),
  );
  parser.on('file', (written: string | undefined, stream, filename: string | undefined, _encoding, type) => {
    files.push(stream);
    // Its end is heard of through whoever reads it.
    stream.on('error', () => {});
    guarded(() => parts.push(takeFile({ written, stream: counts.file(stream), filename, type }, options, stop)))();
    if (fault) stream.resume();
  });

  return {
    parts,
    fault: () => fault,
    write(chunk: Buffer): Promise<void> | undefined {
      if (fault) throw fault;
      if (parser.write(chunk)) return undefined;
      return Promise.race([new Promise<void>((resolve) => parser.once('drain', resolve)), stopped.promise]);
    },
    async end(): Promise<void> {
      parser.end();
      await Promise.race([finished, stopped.promise]);
      if (fault) throw fault;
    },
    destroy() {
      parser.destroy();
      // The parser leaves the file that was coming just then as it is, and who reads it would wait for ever.
      for (const file of files) file.destroy(new Error('The form was left.'));
    },
  };
}

/** What a form has altogether: its fields wait in memory, however many there are. */
function createCounts({ textBytes, pictures, parts }: BodyLimits) {
  let bytes = 0;
  let files = 0;
  return {
    field(text: string): string {
      bytes += Buffer.byteLength(text);
      if (bytes <= textBytes) return text;
      return refuse(413, 'body_too_large', `The form has more than ${inMegabytes(textBytes)} beside its files.`);
    },
    tooMany: (): never => refuse(413, 'too_many_parts', `The form has more than ${parts} parts.`),
    file<T>(stream: T): T {
      files += 1;
      if (files <= pictures) return stream;
      return refuse(400, 'too_many_images', `The request has more than ${pictures} pictures.`, 'image');
    },
  };
}

function openParser({ contentType, limits }: FormOptions): BusboyInstance {
  const { parts, fieldBytes: fieldSize, fileBytes: fileSize, headerBytes: headerSize } = limits;
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: { parts, fieldSize, fileSize: fileSize + 1, headerSize, headerPairs: 16 },
    });
  } catch (cause) {
    return refuse(400, 'invalid_form', 'The Content-Type names no boundary between the parts.', null, cause);
  }
}

const broken = (cause: unknown): BodyRefusal =>
  new BodyRefusal(
    {
      status: 400,
      code: 'invalid_form',
      message: 'The form is broken off, or its parts are not where its boundary says.',
      param: null,
    },
    cause,
  );

function readField(written: string | undefined, text: string, isCut: boolean, { fieldBytes }: BodyLimits): Part {
  const name = fieldName(written ?? '');
  const { name: param } = name;
  if (isCut) refuse(413, 'field_too_large', `${param} has more than ${inMegabytes(fieldBytes)}.`, param);
  if (isPicture(param)) refuse(400, 'invalid_image', `${param} has to be sent as a file.`, param);
  return { name, written: written ?? '', text };
}

interface GivenFile {
  readonly written: string | undefined;
  readonly stream: BusboyFileStream;
  readonly filename: string | undefined;
  readonly type: string;
}

function takeFile(
  { written = '', stream, filename, type }: GivenFile,
  { keep }: FormOptions,
  stop: (thrown: unknown) => void,
): Part {
  const name = fieldName(written);
  const { name: param } = name;
  if (!keep || !isPicture(param)) refuse(400, 'unexpected_file', `${named(written)} cannot be a file here.`, param);
  const kept = keep(stream, plainName(filename));
  kept.catch((thrown: unknown) => {
    stop(thrown);
    stream.resume();
  });
  return { name, written, file: { filename: filename ?? '', type, kept } };
}

const isPicture = (param: string): boolean => param === 'image' || param === 'images' || param === 'mask';

/** Fit for a sentence: no path, no control characters, not endless. */
function plainName(filename: string | undefined): string {
  const last = (filename ?? '').split(/[/\\]/).at(-1) ?? '';
  return last.replace(/\p{C}/gu, '').slice(0, 100) || 'picture';
}

async function formOf(parts: readonly Part[]): Promise<FormBody> {
  const hash = createHash('sha256');
  const fields: Record<string, string | string[]> = Object.create(null);
  const images: KeptFile[] = [];
  const masks: KeptFile[] = [];
  for (const { name, written, text, file } of parts) {
    const upload = await file?.kept;
    hash.update(
      JSON.stringify([written, text ?? null, file?.filename ?? null, file?.type ?? null, upload?.digest ?? null]),
    );
    if (upload) (name.name === 'mask' ? masks : images).push({ param: written, upload });
    else if (text !== undefined) addField(fields, name, text);
  }
  const [mask, another] = masks;
  if (another) duplicate('mask');
  return { fields, images, ...(mask && { mask }), sha256: hash.digest('hex') };
}

function addField(fields: Record<string, string | string[]>, { name, isList }: FieldName, text: string): void {
  const before = fields[name];
  if (before === undefined) fields[name] = isList ? [text] : text;
  else if (isList && typeof before !== 'string') before.push(text);
  else duplicate(name);
}

const duplicate = (param: string): never =>
  refuse(400, 'duplicate_field', `${param} stands in the form more than once. Send it once.`, param);
