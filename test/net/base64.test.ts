import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, previewOf } from '#src/net/base64.ts';
import { jpegOf, pngOf, webpOf } from '../fixtures/pictures.ts';

describe('decodeBase64', () => {
  it('gives back any bytes, padded or not, in either alphabet', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), (bytes) => {
        const buffer = Buffer.from(bytes);
        expect(decodeBase64(buffer.toString('base64'))).toEqual(buffer);
        expect(decodeBase64(buffer.toString('base64url'))).toEqual(buffer);
      }),
    );
  });

  it('gives back pictures of many megabytes', () => {
    const bytes = Buffer.alloc(3_000_001, 'any picture at all');
    expect(decodeBase64(bytes.toString('base64'))?.equals(bytes)).toBe(true);
  });

  it('takes a data URL and line breaks', () => {
    expect(decodeBase64('data:image/png;base64,QUJD')).toEqual(Buffer.from('ABC'));
    expect(decodeBase64('QUJD\r\nREVG\n')).toEqual(Buffer.from('ABCDEF'));
  });

  it.each(['', '!!!!', 'QUJD$REVG', 'not base64 at all', 'https://example.com/a.png'])('refuses %j', (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });
});

describe('previewOf', () => {
  const size = { width: 4, height: 4 };

  it.each([
    ['image/png', pngOf],
    ['image/jpeg', jpegOf],
    ['image/webp', webpOf],
  ] as const)('reads %s off the bytes', async (type, draw) => {
    const bytes = Buffer.from(await draw(size));
    expect(previewOf(bytes.toString('base64'))).toEqual({ bytes, type });
  });

  it('is nothing where the bytes are no picture', () => {
    expect(previewOf(btoa('<svg xmlns="x"/>'))).toBeUndefined();
    expect(previewOf('')).toBeUndefined();
  });
});
