import type { Keyv } from 'keyv';

/** Between documents and what is stored of them. */
export interface DocumentCodec<T> {
  /** @throws {Error} where it holds no value. */
  decoded(raw: string): Promise<T>;
  encoded(value: T): Promise<string>;
}

/**
 * What Keyv marks in a text so that it may stand for more than JSON has: it begins with a colon. Where no value of a document can
 * begin so, Keyv's own way, which takes every value in its hand, comes to the same as plain JSON.
 */
const MARKS = [':":', '[":', ',":'];
/** A buffer as JSON writes it by itself. */
const BUFFER = '"type":"Buffer"';

const isPlain = (raw: string): boolean => !MARKS.some((mark) => raw.includes(mark));

/** As Keyv stores its values, so that a plain Keyv reads the same. */
export const keyvCodec = <T>(keyv: Keyv): DocumentCodec<T> => ({
  async decoded(raw) {
    const envelope = isPlain(raw) ? parsed<T>(raw) : await keyv.decode<T>(raw);
    if (envelope?.value === undefined) throw new Error('A document holds no value');
    return envelope.value;
  },
  async encoded(value) {
    const plain = JSON.stringify({ value });
    if (isPlain(plain) && !plain.includes(BUFFER)) return plain;
    const raw = await keyv.encode({ value });
    if (typeof raw !== 'string') throw new Error('A document cannot be serialized');
    return raw;
  },
});

/** As Keyv, which takes what is no JSON for no value. */
function parsed<T>(raw: string): { readonly value?: T } | undefined {
  try {
    // What stands in the store was written by `encoded`, or by Keyv for the same type.
    return (JSON.parse(raw) as { readonly value?: T } | null) ?? undefined;
  } catch {
    return undefined;
  }
}
