/** Bounds on what one request may send. */
export interface BodyLimits {
  readonly wholeBytes: number;
  /** Of JSON that brings pictures. */
  readonly jsonBytes: number;
  /** Of the JSON of all requests together, each from `textBytes` on: small ones always find room. */
  readonly jsonBytesTogether: number;
  /** Of JSON without its pictures, and of all fields of a form together. */
  readonly textBytes: number;
  /** Each file, and each picture written out as a data URL. */
  readonly fileBytes: number;
  readonly fieldBytes: number;
  /** Fields and files of a form. */
  readonly parts: number;
  /** Of each part of a form. */
  readonly headerBytes: number;
  /** Files of one request, and pictures of one JSON document. */
  readonly pictures: number;
  /** Objects and lists within each other. */
  readonly depth: number;
  /** Of a JSON document: who knows all fields sends some dozens, and each one costs more than its bytes. */
  readonly values: number;
  /** Signs of a JSON document written with a backslash; some clients write every slash of base64 so. */
  readonly escapes: number;
  /** How long nothing may come. */
  readonly idleMs: number;
  /** How long the whole may take. */
  readonly wholeMs: number;
}

const MEGABYTE = 1_048_576;

/** OpenAI takes up to 16 pictures, and 20 MB of a data URL. */
export const BODY_LIMITS: BodyLimits = {
  wholeBytes: 64 * MEGABYTE,
  jsonBytes: 32 * MEGABYTE,
  jsonBytesTogether: 256 * MEGABYTE,
  textBytes: MEGABYTE,
  fileBytes: 48 * MEGABYTE,
  fieldBytes: MEGABYTE / 4,
  parts: 64,
  headerBytes: 8192,
  pictures: 17,
  depth: 32,
  values: 1000,
  escapes: MEGABYTE,
  idleMs: 30_000,
  wholeMs: 240_000,
};
