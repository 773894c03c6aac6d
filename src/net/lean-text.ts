import { parseJson } from './parse-json.ts';

/** JSON as it was read, with its pictures beside it. */
export interface LeanJson {
  /** `undefined` where it is no JSON. */
  readonly value: unknown;
  /** What a string in it stands for: the bytes of a picture that was decoded on the way, or itself. */
  readonly open: (text: string) => string | Buffer;
}

interface Taken {
  readonly picture: Buffer;
}

/**
 * In the place of a picture stands this and its number. The escape has only this spelling, so where nothing else in the text has
 * it, no other string can be taken for a picture's place.
 */
const MARK = '\\u0000';
const READ_MARK = '\u0000';

/** Collects the text of a JSON document without its pictures. */
export function createLeanText() {
  const parts: (Buffer | Taken)[] = [];

  return {
    /** A copy, so that a few bytes do not hold on to all that came with them. */
    keep(bytes: Buffer): void {
      if (bytes.length > 0) parts.push(Buffer.from(bytes));
    },

    /** In a string that has nothing else in it. */
    take(picture: Buffer): void {
      parts.push({ picture });
    },

    end(): LeanJson {
      const pictures = parts.flatMap((part) => (isTaken(part) ? part.picture : []));
      const kept = Buffer.concat(parts.flatMap((part) => (isTaken(part) ? [] : part)));
      if (pictures.length === 0) return whole(kept);
      if (kept.includes(MARK)) return whole(joined(parts, ({ picture }) => picture.toString('base64')));
      let number = 0;
      const value = parseJson(joined(parts, () => `${MARK}${number++}`));
      return { value, open: (text) => pictures[placeIn(text)] ?? text };
    },
  };
}

const isTaken = (part: Buffer | Taken): part is Taken => 'picture' in part;

const whole = (text: Buffer): LeanJson => ({ value: parseJson(text), open: (words) => words });

const joined = (parts: readonly (Buffer | Taken)[], written: (taken: Taken) => string): Buffer =>
  Buffer.concat(parts.map((part) => (isTaken(part) ? Buffer.from(written(part)) : part)));

/** Of which picture; -1 where the text is no mark. */
const placeIn = (text: string): number => (text.startsWith(READ_MARK) ? Number(text.slice(READ_MARK.length)) : -1);
