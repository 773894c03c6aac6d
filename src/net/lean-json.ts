import { type Base64Reader, createBase64Reader } from './base64-reader.ts';
import { createJsonSearch, createJsonStrings, isQuote } from './json-strings.ts';
import { createLeanText, type LeanJson } from './lean-text.ts';

export interface LeanJsonReader {
  push(bytes: Buffer): void;
  end(): LeanJson;
}

/**
 * Reads JSON as it comes in. Pictures in it, base64 of megabytes under one name at any depth, are decoded on the way, so that they
 * never are text: that would stop the process for many milliseconds. Every other value, and what is not plain base64, is left to
 * `JSON.parse`.
 *
 * @param name of the values to decode, in letters that JSON escapes nowhere.
 */
export function createLeanJson(name: string): LeanJsonReader {
  const text = createLeanText();
  const search = createJsonSearch();
  const strings = createJsonStrings(name, search);
  let picture: Base64Reader | undefined;

  function push(bytes: Buffer): void {
    search.begin(bytes);
    let keptTo = 0;
    for (let at = 0; at < bytes.length; ) {
      if (picture) {
        at = keptTo = inPicture(picture, bytes, at);
      } else {
        at = strings.next(bytes, at);
        if (strings.isAtValue()) picture = createBase64Reader();
        // In one piece up to where a picture begins, so that many short strings do not become as many objects.
        if (picture || at >= bytes.length) text.keep(bytes.subarray(keptTo, at));
      }
    }
  }

  /** Goes on at the quote that ends it, or where it turns out to be none. */
  function inPicture(reader: Base64Reader, bytes: Buffer, from: number): number {
    const end = search.endOfPlain(from);
    const isEnded = isQuote(bytes[end]);
    const isPlain = (isEnded || end === bytes.length) && reader.take(bytes.subarray(from, end));
    if (!isPlain) return leavePicture(reader, from);
    return isEnded ? leavePicture(reader, end, reader.end()) : end;
  }

  function leavePicture(reader: Base64Reader, at: number, decoded?: Buffer): number {
    if (decoded) text.take(decoded);
    else text.keep(reader.written());
    picture = undefined;
    return at;
  }

  return {
    push,
    end() {
      if (picture) text.keep(picture.written());
      return text.end();
    },
  };
}
