/**
 * Part of an answer: text, or bytes that are written as base64, or bytes that are written as they are and are the answer's own: they
 * are given back when they are written.
 */
export type Piece = string | Uint8Array | { readonly base64: Uint8Array };

/** As it goes out. Base64 is `latin1`, which takes no time to encode. */
export interface Written {
  readonly data: string | Uint8Array;
  readonly encoding: 'utf8' | 'latin1';
}

/**
 * So many bytes are encoded at once; a multiple of three, so that only the last one is padded. Larger pieces need memory of their own
 * from the system each time, which took three times as long as to encode them.
 */
const ENCODED_AT_ONCE = 3 * 16_384;

/** As many bytes as the base64 of so many has. */
export const base64Length = (bytes: number): number => Math.ceil(bytes / 3) * 4;

/** Pieces as they are written, none of them large. */
export function* written(pieces: Iterable<Piece>): Generator<Written, void> {
  for (const piece of pieces) {
    if (typeof piece === 'string' || piece instanceof Uint8Array) yield { data: piece, encoding: 'utf8' };
    else yield* encoded(piece.base64);
  }
}

function* encoded({ buffer, byteOffset, byteLength }: Uint8Array): Generator<Written, void> {
  const bytes = Buffer.from(buffer, byteOffset, byteLength);
  for (let from = 0; from < byteLength; from += ENCODED_AT_ONCE)
    yield { data: bytes.toString('base64', from, from + ENCODED_AT_ONCE), encoding: 'latin1' };
}

/** All of them, where there is no connection to write to. */
export const wholeOf = (pieces: Iterable<Piece>): Buffer =>
  Buffer.concat(
    [...written(pieces)].map(({ data, encoding }) => (typeof data === 'string' ? Buffer.from(data, encoding) : data)),
  );
