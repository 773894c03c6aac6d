import type { Keyv } from 'keyv';

/** Between documents and what is stored of them. */
export interface DocumentCodec<T> {
  /** @throws {Error} where it holds no value. */
  decoded(raw: string): Promise<T>;
  encoded(value: T): Promise<string>;
}

/** As Keyv stores its values, so that a plain Keyv reads the same. */
export const keyvCodec = <T>(keyv: Keyv): DocumentCodec<T> => ({
  async decoded(raw) {
    const envelope = await keyv.decode<T>(raw);
    if (envelope?.value === undefined) throw new Error('A document holds no value');
    return envelope.value;
  },
  async encoded(value) {
    const raw = await keyv.encode({ value });
    if (typeof raw !== 'string') throw new Error('A document cannot be serialized');
    return raw;
  },
});
