import type { Base64Reader } from './base64-reader.ts';
import { createJsonSearch, createJsonStrings, isQuote } from './json-strings.ts';
import { createLeanText, type LeanJson } from './lean-text.ts';

export interface LeanJsonReader<T> {
  push(bytes: Buffer): void;
  end(): LeanJson<T>;
}

/**
 * Reads JSON as it comes in. Pictures in it, base64 of megabytes under one name at any depth, are read on the way, so that they
 * never are text: that would stop the process for many milliseconds. Every other value, and what is not plain base64, is left to
 * `JSON.parse`.
 *
 * @param name of the values to read so, in letters that JSON escapes nowhere.
 * @param readPicture for each of them.
 */
export function createLeanJson<T>(name: string, readPicture: () => Base64Reader<T>): LeanJsonReader<T> {
  const text = createLeanText<T>();
  const search = createJsonSearch();
  const strings = createJsonStrings(name, search);
  let picture: Base64Reader<T> | undefined;

  function push(bytes: Buffer): void {
    search.begin(bytes);
    let keptTo = 0;
    for (let at = 0; at < bytes.length; ) {
      if (picture) {
        at = keptTo = inPicture(picture, bytes, at);
      } else {
        at = strings.next(bytes, at);
        if (strings.isAtValue()) picture = readPicture();
        // In one piece up to where a picture begins, so that many short strings do not become as many objects.
        if (picture || at >= bytes.length) text.keep(bytes.subarray(keptTo, at));
      }
    }
  }

  /** Goes on at the quote that ends it, or where it turns out to be none. */
  function inPicture(reader: Base64Reader<T>, bytes: Buffer, from: number): number {
    const end = search.endOfPlain(from);
    const isEnded = isQuote(bytes[end]);
    const isPlain = (isEnded || end === bytes.length) && reader.take(bytes.subarray(from, end));
    if (!isPlain) return leavePicture(reader, from);
    return isEnded ? leavePicture(reader, end, reader.end()) : end;
  }

  function leavePicture(reader: Base64Reader<T>, at: number, read?: T): number {
    if (read !== undefined) text.take(read, reader.written);
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
