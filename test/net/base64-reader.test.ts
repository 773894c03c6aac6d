import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from '#src/net/base64.ts';
import { createBase64Reader } from '#src/net/base64-reader.ts';

/** Reads the text in pieces of so many signs. */
function read(text: string, each: number) {
  const reader = createBase64Reader();
  for (let from = 0; from < text.length; from += each)
    if (!reader.take(Buffer.from(text.slice(from, from + each), 'latin1'))) return undefined;
  return reader.end();
}

describe('createBase64Reader', () => {
  it('gives back any bytes, padded or not, in any pieces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.integer({ min: 1, max: 50 }), (array, each) => {
        const bytes = Buffer.from(array);
        expect(read(bytes.toString('base64'), each)).toEqual(bytes);
        expect(read(bytes.toString('base64url'), each)).toEqual(bytes);
      }),
    );
  });

  it('gives nothing but what decoding the whole gives', () => {
    const signs = fc.string({
      unit: fc.constantFrom('Q', 'U', '/', '=', '-', ' ', '\n', 'é', ':', ','),
      maxLength: 24,
    });
    fc.assert(
      fc.property(signs, fc.integer({ min: 1, max: 24 }), (text, each) => {
        const bytes = read(text, each);
        if (bytes) expect(bytes).toEqual(decodeBase64(text));
      }),
      { numRuns: 3000 },
    );
  });

  it('tells what it took where the rest is no base64', () => {
    const reader = createBase64Reader();
    expect(reader.take(Buffer.from('QUJDREVGR'))).toBe(true);
    expect(reader.take(Buffer.from('0lK!not this'))).toBe(false);
    expect(reader.written().toString()).toBe('QUJDREVGR');
  });
});
