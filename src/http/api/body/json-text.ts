import { inMegabytes, refuse } from './body-fault.ts';
import type { BodyLimits } from './limits.ts';

/** A data URL in a JSON document: where its string stands, without the quotes. */
export interface LongString {
  readonly from: number;
  readonly to: number;
  /** It has signs written as escapes. */
  readonly isEscaped: boolean;
}

export interface ScannedJson {
  readonly dataUrls: readonly LongString[];
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);
const DATA_URL = Buffer.from('data:');
/** A shorter one is no trouble in the text. */
const LONG = 1024;

/**
 * Walks through a JSON document before anybody parses it: how deep it goes, where its data URLs stand, and how much is left without
 * them. It is right wherever the document is JSON; where it is none, parsing says so. It breaks off as soon as there is too much
 * text: everybody else waits for every byte that is looked at one by one.
 *
 * @throws {BodyRefusal} where it is nested too deeply, or has too much text, or too many values, escapes or pictures.
 */
export function scanJson(
  bytes: Buffer,
  { depth: maxDepth, values, textBytes, pictures, escapes }: BodyLimits,
): ScannedJson {
  const dataUrls: LongString[] = [];
  const strings = createStrings(bytes, escapes);
  let depth = 0;
  let commas = 0;
  let inPictures = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (at - inPictures > textBytes) tooMuchText(textBytes);
    const byte = bytes[at] ?? 0;
    if (OPENING.has(byte) && ++depth > maxDepth) tooDeep(maxDepth);
    if (CLOSING.has(byte)) depth--;
    if (byte === COMMA && ++commas >= values) tooManyValues(values);
    if (byte !== QUOTE) continue;
    const found = strings.from(at + 1);
    at = found.to;
    if (!isDataUrl(bytes, found)) continue;
    dataUrls.push(found);
    inPictures += found.to - found.from;
    if (dataUrls.length > pictures) tooMany(pictures);
  }
  if (bytes.length - inPictures > textBytes) tooMuchText(textBytes);
  return { dataUrls };
}

const isDataUrl = (bytes: Buffer, { from, to }: LongString): boolean =>
  to - from > LONG && bytes.subarray(from, from + DATA_URL.length).equals(DATA_URL);

/** Finds where strings end, looking at each byte once for quotes and once for escapes. */
function createStrings(bytes: Buffer, most: number) {
  let backslash = -1;
  let escapes = 0;
  const nextEscape = (from: number): number => {
    if (backslash < from) backslash = indexOrEnd(bytes, BACKSLASH, from);
    return backslash;
  };
  return {
    from(from: number): LongString {
      let isEscaped = false;
      let to = indexOrEnd(bytes, QUOTE, from);
      for (let at = nextEscape(from); at < to; at = nextEscape(at + 2)) {
        isEscaped = true;
        if (++escapes > most) tooManyEscapes();
        // The escaped sign may be the quote that was taken for the end.
        if (at + 1 >= to) to = indexOrEnd(bytes, QUOTE, at + 2);
      }
      return { from, to, isEscaped };
    },
  };
}

/** To call the fast search costs as much as to look at so many bytes. */
const NEAR = 32;

function indexOrEnd(bytes: Buffer, byte: number, from: number): number {
  const near = Math.min(from + NEAR, bytes.length);
  for (let at = from; at < near; at++) if (bytes[at] === byte) return at;
  const at = bytes.indexOf(byte, near);
  return at < 0 ? bytes.length : at;
}

const tooDeep = (maxDepth: number): never =>
  refuse(400, 'invalid_json', `The JSON has objects or lists more than ${maxDepth} deep within each other.`);
const tooManyValues = (values: number): never =>
  refuse(400, 'invalid_json', `The JSON has more than ${values} values.`);
const tooManyEscapes = (): never =>
  refuse(400, 'invalid_json', 'The JSON has too many signs written with a backslash. Write them as they are.');
const tooMany = (pictures: number): never =>
  refuse(400, 'too_many_images', `The request has more than ${pictures} pictures.`, 'images');
const tooMuchText = (textBytes: number): never =>
  refuse(413, 'body_too_large', `The request has more than ${inMegabytes(textBytes)} beside its pictures.`);
