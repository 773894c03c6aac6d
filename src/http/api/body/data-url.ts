import { refuse } from './body-fault.ts';

const HEAD = /^data:[^,;]{0,100}(?:;[^,;]{0,100}){0,4};base64,/i;
/** So much is decoded at once; a multiple of four signs. */
const PIECE = 1_048_576;

/**
 * The bytes of a data URL piece by piece, so that a large one does not hold the process up.
 * @throws {BodyRefusal} where it is no base64.
 */
export async function* dataUrlBytes(url: string, param: string): AsyncGenerator<Uint8Array, void> {
  const head = HEAD.exec(url.slice(0, 600))?.[0];
  const signs = head === undefined ? '' : url.slice(head.length);
  if (!isWhole(signs)) refuse(400, 'invalid_image', 'This is no picture written as base64 in a data URL.', param);
  for (let from = 0; from < signs.length; from += PIECE) {
    const piece = signs.slice(from, from + PIECE);
    const bytes = Buffer.from(piece, 'base64');
    // The decoder skips what is no base64.
    if (bytes.length !== bytesOf(piece)) refuse(400, 'invalid_image', 'The base64 of this picture is damaged.', param);
    yield bytes;
  }
}

const isWhole = (signs: string): boolean => signs.length > 0 && bytesOf(signs) > 0;

/** How many bytes so many signs stand for; one sign alone stands for none. */
function bytesOf(signs: string): number {
  const { length } = signs;
  const written = length - (signs.endsWith('==') ? 2 : signs.endsWith('=') ? 1 : 0);
  return written % 4 === 1 ? -1 : Math.floor((written * 3) / 4);
}
