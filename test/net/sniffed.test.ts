import { describe, expect, it } from 'vitest';
import { sniffed } from '#src/net/sniffed.ts';
import { jpegOf, pngOf, webpOf } from '../fixtures/pictures.ts';

const SIZE = { width: 4, height: 4 };
const [PNG, JPEG, WEBP] = await Promise.all([pngOf(SIZE), jpegOf(SIZE), webpOf(SIZE)]);

describe('the beginning of a file', () => {
  it.each([
    ['PNG', PNG],
    ['JPEG', JPEG],
    ['WebP', WEBP],
    ['GIF', Buffer.from('GIF89a\x01\0\x01\0\x80\0\0\0\0\0', 'latin1')],
    ['AVIF', Buffer.from('\0\0\0\x20ftypavif\0\0\0\0', 'latin1')],
  ])('tells %s as a picture', (_name, bytes) => {
    expect(sniffed(bytes)).toBe('picture');
  });

  it.each(['<!doctype html>', '  {"error": 1}', '\ufeff<svg xmlns="', 'RIFF of the week', 'GIF89', ''])(
    'tells %j as text',
    (words) => {
      expect(sniffed(Buffer.from(words))).toBe('text');
    },
  );

  it.each([
    ['zeros', Buffer.alloc(20)],
    ['a ZIP', Buffer.from('PK\x03\x04\x14\0\0\0\x08\0', 'latin1')],
    ['a WAV', Buffer.from('RIFF\x24\x08\0\0WAVEfmt ', 'latin1')],
    ['a film', Buffer.from('\0\0\0\x20ftypisom\0\0\0\0', 'latin1')],
  ])('knows nothing about %s', (_name, bytes) => {
    expect(sniffed(bytes)).toBe('other');
  });
});
