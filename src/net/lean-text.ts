import { parseJson } from './parse-json.ts';

/** JSON as it was read, with its pictures beside it. */
export interface LeanJson<T> {
  /** `undefined` where it is no JSON. */
  readonly value: unknown;
  /** What a string in it stands for: a picture that was read on the way, or itself. */
  readonly open: (text: string) => string | T;
}

interface Taken<T> {
  readonly picture: T;
  readonly written: () => Buffer;
}

/**
 * In the place of a picture stands this and its number. The escape has only this spelling, so where nothing else in the text has
 * it, no other string can be taken for a picture's place.
 */
const MARK = '\\u0000';
const READ_MARK = '\u0000';

/** Collects the text of a JSON document without its pictures. */
export function createLeanText<T>() {
  const parts: (Buffer | Taken<T>)[] = [];

  return {
    /** A copy, so that a few bytes do not hold on to all that came with them. */
    keep(bytes: Buffer): void {
      if (bytes.length > 0) parts.push(Buffer.from(bytes));
    },

    /** In a string that has nothing else in it. @param written how it stood there. */
    take(picture: T, written: () => Buffer): void {
      parts.push({ picture, written });
    },

    end(): LeanJson<T> {
      const pictures = parts.flatMap((part) => (isTaken(part) ? [part.picture] : []));
      const kept = Buffer.concat(parts.flatMap((part) => (isTaken(part) ? [] : part)));
      if (pictures.length === 0) return whole(kept);
      if (kept.includes(MARK)) return whole(joined(parts, ({ written }) => written()));
      let number = 0;
      const value = parseJson(joined(parts, () => Buffer.from(`${MARK}${number++}`)));
      return { value, open: (text) => pictures[placeIn(text)] ?? text };
    },
  };
}

const isTaken = <T>(part: Buffer | Taken<T>): part is Taken<T> => 'picture' in part;

const whole = (text: Buffer): LeanJson<never> => ({ value: parseJson(text), open: (words) => words });

const joined = <T>(parts: readonly (Buffer | Taken<T>)[], textOf: (taken: Taken<T>) => Buffer): Buffer =>
  Buffer.concat(parts.map((part) => (isTaken(part) ? textOf(part) : part)));

/** Of which picture; -1 where the text is no mark. */
const placeIn = (text: string): number => (text.startsWith(READ_MARK) ? Number(text.slice(READ_MARK.length)) : -1);
