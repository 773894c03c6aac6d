import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOutput } from '#src/images/check-output.ts';
import { apngOf, bombPng, chunk, gifOf, jpegOf, pngOf, svgBytes, webpOf } from '../fixtures/pictures.ts';

const size = { width: 40, height: 30 };
const busy = { ...size, noise: true };

const kinds = [
  ['PNG', 'image/png', () => pngOf({ ...busy, alpha: 9 })],
  ['JPEG', 'image/jpeg', () => jpegOf(busy)],
  ['WebP', 'image/webp', () => webpOf(busy)],
  ['lossless WebP', 'image/webp', () => webpOf({ ...busy, lossless: true, alpha: 9 })],
] as const;

describe.each(kinds)('%s', (_name, type, make) => {
  it('passes whole, with its size', async () => {
    expect(await checkOutput(await make())).toEqual({ type, ...size });
  });

  it('does not pass with its end missing, even by one byte', async () => {
    const bytes = await make();
    for (const length of [0, 1, 8, 40, bytes.length >> 1, bytes.length - 13, bytes.length - 2, bytes.length - 1]) {
      expect(await checkOutput(bytes.slice(0, length)), `${length} of ${bytes.length} bytes`).toBeUndefined();
    }
  });

  it('never throws, whatever is damaged', async () => {
    const original = await make();
    const changes = fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(changes, async (places) => {
        const bytes = Uint8Array.from(original);
        for (const [at, value] of places) bytes[at] = value;
        const checked = await checkOutput(bytes);
        expect(checked === undefined || checked.width > 0).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

it('finds a single changed bit anywhere in a PNG', async () => {
  const original = await pngOf(size);
  for (let at = 0; at < original.length; at++) {
    const bytes = Uint8Array.from(original);
    bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    expect(await checkOutput(bytes), `byte ${at}`).toBeUndefined();
  }
});

it('finds garbage in the middle of a JPEG', async () => {
  const bytes = Uint8Array.from(await jpegOf({ width: 200, height: 200, noise: true }));
  bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 40);
  expect(await checkOutput(bytes)).toBeUndefined();
});

it('takes no PNG without a header, picture data or an end', async () => {
  const png = Buffer.from(await pngOf(size));
  const [signature, header, end] = [png.subarray(0, 8), png.subarray(8, 33), chunk('IEND')];
  const data = png.subarray(33, -12);
  expect(await checkOutput(Buffer.concat([signature, header, data, end]))).toEqual({ type: 'image/png', ...size });
  expect(await checkOutput(Buffer.concat([signature, data, header, end]))).toBeUndefined();
  expect(await checkOutput(Buffer.concat([signature, header, chunk('IDAT'), end]))).toBeUndefined();
  expect(await checkOutput(Buffer.concat([signature, header, end]))).toBeUndefined();
  expect(await checkOutput(Buffer.concat([signature, header, data]))).toBeUndefined();
  const noWidth = chunk('IHDR', Buffer.from([0, 0, 0, 0, 0, 0, 0, 30, 8, 2, 0, 0, 0]));
  expect(await checkOutput(Buffer.concat([signature, noWidth, header, data, end]))).toBeUndefined();
});

it('takes only what Easel can hand out', async () => {
  expect(await checkOutput(await gifOf({ frames: 1 }))).toBeUndefined();
  expect(await checkOutput(svgBytes())).toBeUndefined();
  expect(await checkOutput(Buffer.from('{"error":"quota"}'))).toBeUndefined();
  expect(await checkOutput(await apngOf())).toMatchObject({ type: 'image/png' });
});

it('takes nothing over 100 megapixels', async () => {
  expect(await checkOutput(bombPng(10_000))).toEqual({ type: 'image/png', width: 10_000, height: 10_000 });
  expect(await checkOutput(bombPng(10_001))).toBeUndefined();
});

it('gives the edges of a turned JPEG as a viewer shows them', async () => {
  expect(await checkOutput(await jpegOf({ ...size, exifOrientation: 8 }))).toMatchObject({ width: 30, height: 40 });
});
