import type { Context } from 'hono';
import { EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import { type BodyFault, bodyFaultIn, inMegabytes, refuse } from './body-fault.ts';
import { type BodySource, openSource } from './body-source.ts';
import { dataUrlBytes } from './data-url.ts';
import { readForm } from './form-body.ts';
import { gatherJson, type JsonBody, readJson } from './json-body.ts';
import { type OwnPicture, takePictures, type WrittenPicture } from './json-pictures.ts';
import { BODY_LIMITS, type BodyLimits } from './limits.ts';
import { createRoom, type Room } from './room.ts';
import { createUploads, type UploadParts, type UploadStore, type Uploads } from './uploads.ts';

/** A picture of a request. */
export interface GivenPicture {
  /** Opened with `openUpload`, but for a kept one of ours. */
  readonly image: ImageRef;
  /** The field it came in. */
  readonly param: string;
}

export interface ApiBody {
  readonly kind: 'json' | 'form';
  /** Without pictures and without a prototype. Of JSON the values as they were sent; of a form text, and lists of it. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly images: readonly GivenPicture[];
  readonly mask?: GivenPicture;
  /**
   * Of JSON its bytes; of a form its parts, without the boundary between them, which clients draw anew each time they repeat one.
   */
  readonly sha256: string;
  /** What the keys of its uploads begin with; empty where there are none. */
  readonly uploads: string;
  /** Removes its uploads: as soon as its job has copies of its own, or there will be no job. Never rejects. */
  discard(): Promise<void>;
}

export type ReadBody =
  | { readonly ok: true; readonly body: ApiBody }
  | { readonly ok: false; readonly fault: BodyFault };

export interface ReadOptions {
  /** Whether pictures may come with it. */
  readonly files: boolean;
  /** Aborts when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface BodyReaderParts extends UploadParts {
  readonly clock: Clock;
  readonly limits?: Partial<BodyLimits>;
  readonly ownPicture?: OwnPicture;
}

export interface BodyReader {
  /**
   * Reads a request's body. What is refused leaves nothing behind, and what is too large is not read to its end.
   * @throws {EaselError} `store-full` or `store-unavailable`; the signal's reason.
   */
  read(context: Context, options: ReadOptions): Promise<ReadBody>;
  /** For the route of the API. @throws {EaselError} `image-missing` or `image-too-large`. */
  readonly openUpload: UploadStore['open'];
  /** Removes the uploads below a prefix, in any process. Never rejects. */
  readonly discard: UploadStore['discard'];
  /** Removes what processes left that died. For the start and once a day. */
  readonly sweep: UploadStore['sweep'];
}

interface Reading extends ReadOptions {
  readonly context: Context;
  readonly limits: BodyLimits;
  readonly uploads: Uploads;
  readonly discard: UploadStore['discard'];
  readonly clock: Clock;
  readonly ownPicture: OwnPicture | undefined;
  readonly room: Room;
}

export function createBodyReader(parts: BodyReaderParts): BodyReader {
  const { clock, ownPicture } = parts;
  const limits = { ...BODY_LIMITS, ...parts.limits };
  const store = createUploads(parts);
  const { discard } = store;
  const room = createRoom(limits.jsonBytesTogether);

  return {
    openUpload: store.open,
    discard,
    sweep: store.sweep,

    async read(context, options) {
      const uploads = store.begin();
      try {
        const reading = { ...options, context, limits, uploads, discard, clock, ownPicture, room };
        return { ok: true, body: await readBody(reading) };
      } catch (thrown) {
        await discard(uploads.prefix);
        const fault = faultOf(thrown);
        if (fault) return { ok: false, fault };
        throw thrown;
      }
    },
  };
}

function faultOf(thrown: unknown): BodyFault | undefined {
  const fault = bodyFaultIn(thrown);
  if (fault) return fault;
  if (!(thrown instanceof EaselError) || thrown.code !== 'image-too-large') return undefined;
  return { status: 413, code: 'image_too_large', message: thrown.message, param: 'image' };
}

async function readBody(reading: Reading): Promise<ApiBody> {
  const { context, limits } = reading;
  const source = openSource(context, reading);
  try {
    const type = context.req.header('content-type') ?? '';
    const encoding = context.req.header('content-encoding') ?? 'identity';
    if (encoding !== 'identity') unsupported(`Content-Encoding: ${encoding.slice(0, 40)}`);
    const hasNone = source.declaredBytes === 0 || (source.declaredBytes === undefined && type === '');
    if (/^multipart\/form-data\s*(?:;|$)/i.test(type))
      return await formBody(source.chunks(limits.wholeBytes), type, reading);
    if (!hasNone && !isJson(type)) unsupported(type === '' ? 'no Content-Type' : `Content-Type: ${type.slice(0, 60)}`);
    return await jsonBody(source, reading);
  } catch (thrown) {
    source.leave();
    throw thrown;
  }
}

/** JSON is UTF-8 by its own standard. */
const isJson = (type: string): boolean => /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i.test(type);

const unsupported = (what: string): never =>
  refuse(415, 'unsupported_media_type', `Easel takes application/json and multipart/form-data, and got ${what}.`);

async function formBody(chunks: AsyncIterable<Buffer>, contentType: string, reading: Reading): Promise<ApiBody> {
  const { uploads, limits, files, signal } = reading;
  const keep = (file: AsyncIterable<Uint8Array>, filename: string) =>
    uploads.keep(file, filename, { maxBytes: limits.fileBytes, signal });
  const form = await readForm(chunks, { contentType, limits, ...(files && { keep }) });
  const given = ({ param, upload: { image } }: (typeof form.images)[number]): GivenPicture => ({ param, image });
  return {
    kind: 'form',
    fields: form.fields,
    images: form.images.map(given),
    ...(form.mask && { mask: given(form.mask) }),
    sha256: form.sha256,
    ...remains(form.images.length > 0 || form.mask !== undefined, reading),
  };
}

async function jsonBody({ chunks, declaredBytes }: BodySource, reading: Reading): Promise<ApiBody> {
  const { files, limits, room } = reading;
  const given = await gatherJson(chunks(files ? limits.jsonBytes : limits.textBytes), declaredBytes, room, limits);
  try {
    return await bodyOf(readJson(given, limits), reading);
  } finally {
    given.leave();
  }
}

async function bodyOf(json: JsonBody, reading: Reading): Promise<ApiBody> {
  const { sha256 } = json;
  if (!reading.files) return { kind: 'json', fields: json.fields, images: [], sha256, ...remains(false, reading) };
  const taken = takePictures(json, reading.ownPicture);
  const images: GivenPicture[] = [];
  for (const picture of taken.images) images.push(await keepWritten(picture, reading));
  const mask = taken.mask && (await keepWritten(taken.mask, reading));
  return {
    kind: 'json',
    fields: taken.fields,
    images,
    ...(mask && { mask }),
    sha256,
    ...remains(images.length > 0 || mask !== undefined, reading),
  };
}

async function keepWritten(picture: WrittenPicture, { uploads, limits, signal }: Reading): Promise<GivenPicture> {
  const { param } = picture;
  if ('kept' in picture) return { param, image: picture.kept };
  const { fileBytes: maxBytes } = limits;
  if (picture.dataUrl.length > (maxBytes * 4) / 3 + 1000)
    refuse(413, 'image_too_large', `A picture has more than ${inMegabytes(maxBytes)}.`, param);
  const { image } = await uploads.keep(dataUrlBytes(picture.dataUrl, param), 'picture', { maxBytes, signal });
  return { param, image };
}

/** What is left to remove. */
function remains(hasUploads: boolean, { uploads, discard }: Reading): Pick<ApiBody, 'uploads' | 'discard'> {
  if (!hasUploads) return { uploads: '', discard: async () => {} };
  return { uploads: uploads.prefix, discard: () => discard(uploads.prefix) };
}
