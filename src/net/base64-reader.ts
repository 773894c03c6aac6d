import { giveBack } from '#src/domain/give-back.ts';

/** Reads base64 as it comes in. Only the plain form is taken: what is anything else is left to `decodeBase64`. */
export interface Base64Reader<T> {
  /** False where this is not plain base64; then nothing of it was taken. */
  take(piece: Buffer): boolean;
  /** What was taken as it was written, but for the alphabet of URLs, which becomes the usual one. */
  written(): Buffer;
  /** All of it; `undefined` where it ends in no place base64 can end. */
  end(): T | undefined;
}

/** Decodes it on the way. */
export function createBase64Reader(): Base64Reader<Buffer> {
  const parts: Buffer[] = [];
  let all: Buffer | undefined;
  /** The last one to four signs: only at the end there may be padding. */
  let rest = '';

  return {
    take(piece) {
      if (piece.length === 0) return true;
      const signs = rest + piece.toString('latin1');
      const whole = (signs.length - 1) & ~3;
      if (whole > 0) {
        const bytes = Buffer.from(signs.slice(0, whole), 'base64');
        // The decoder skips what is not base64.
        if (bytes.length !== (whole / 4) * 3) return false;
        parts.push(bytes);
      }
      rest = signs.slice(whole);
      return true;
    },

    written() {
      const text = all?.toString('base64') ?? parts.map((part) => part.toString('base64')).join('') + rest;
      return Buffer.from(text, 'latin1');
    },

    end() {
      const last = decodeSigns(rest);
      if (!last) return undefined;
      all = Buffer.concat([...parts, last]);
      parts.forEach(giveBack);
      return all;
    },
  };
}

/** Bytes of base64 with nothing before, between or after its signs; `undefined` where it is anything else, or nothing. */
export function decodeSigns(signs: string): Buffer | undefined {
  const bytes = Buffer.from(signs, 'base64');
  return bytes.length > 0 && bytes.length === expectedLength(signs) ? bytes : undefined;
}

/** How many bytes so many signs stand for; one sign alone stands for none. */
function expectedLength(text: string): number {
  const signs = text.length - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
  return signs % 4 === 1 ? -1 : Math.floor((signs * 3) / 4);
}
