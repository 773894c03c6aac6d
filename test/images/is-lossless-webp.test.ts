import { expect, it } from 'vitest';
import { isLosslessWebp } from '#src/images/is-lossless-webp.ts';
import { webpOf } from '../fixtures/pictures.ts';

const small = { width: 9, height: 7, noise: true };

it('tells lossless from lossy, with and without alpha', async () => {
  expect(isLosslessWebp(await webpOf({ ...small, lossless: true }))).toBe(true);
  expect(isLosslessWebp(await webpOf({ ...small, lossless: true, alpha: 90 }))).toBe(true);
  expect(isLosslessWebp(await webpOf(small))).toBe(false);
  expect(isLosslessWebp(await webpOf({ ...small, alpha: 90 }))).toBe(false);
});

it('takes what ends too early for lossy', async () => {
  expect(isLosslessWebp((await webpOf({ ...small, lossless: true })).slice(0, 14))).toBe(false);
  expect(isLosslessWebp(new Uint8Array())).toBe(false);
});

it('goes from chunk to chunk, over the filler behind an odd length, and stops at the first picture data', () => {
  const header = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  const odd = Buffer.from('ICCP\x03\0\0\0abc\0', 'latin1');
  const lossy = Buffer.from('VP8 \0\0\0\0', 'latin1');
  const lossless = Buffer.from('VP8L\0\0\0\0', 'latin1');
  expect(isLosslessWebp(Buffer.concat([header, odd, lossless]))).toBe(true);
  expect(isLosslessWebp(Buffer.concat([header, odd, lossy, lossless]))).toBe(false);
});
