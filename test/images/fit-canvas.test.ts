import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import type { Picture } from '#src/domain/picture.ts';
import { cropToCanvas, fitCanvas } from '#src/images/fit-canvas.ts';
import { jpegOf, pngOf, truncated } from '../fixtures/pictures.ts';
import { sceneOf } from '../fixtures/sheets.ts';

const SIZE = { width: 60, height: 40 };
const png = async (alpha?: number): Promise<Picture> => ({
  bytes: await pngOf({ ...SIZE, noise: true, ...(alpha !== undefined && { alpha }) }),
  type: 'image/png',
});

const rgba = (bytes: Uint8Array): Promise<Buffer> => sharp(bytes).ensureAlpha().raw().toBuffer();

it('leaves a picture of the right shape as it is, byte for byte', async () => {
  const picture = await png();
  const mask = new Uint8Array(2400).fill(255);
  for (const ratio of [1.5, 1.5 * 1.0019, 1.5 * 0.9981]) {
    const fitted = await fitCanvas({ picture, size: SIZE, mask, ratio });
    expect(fitted).toEqual({ picture: { ...picture, ...SIZE }, mask, canvas: { ...SIZE, left: 0, top: 0 } });
  }
});

it.each([
  [2, { width: 80, height: 40, left: 10, top: 0 }],
  [1, { width: 60, height: 60, left: 0, top: 10 }],
  [0.5, { width: 60, height: 120, left: 0, top: 40 }],
  [3.33, { width: 133, height: 40, left: 36, top: 0 }],
  [1.5 * 1.003, { width: 60, height: 40, left: 0, top: 0 }],
])('pads to the ratio %d and says where the original sits', async (ratio, canvas) => {
  const fitted = await fitCanvas({ picture: await png(), size: SIZE, ratio });
  expect(fitted.canvas).toEqual(canvas);
  expect(await sharp(fitted.picture.bytes).metadata()).toMatchObject({ width: canvas.width, height: canvas.height });
  expect(fitted.mask).toBeUndefined();
});

it('mirrors the picture into the padding and scales nothing', async () => {
  const picture = await png(123);
  const { picture: padded, canvas } = await fitCanvas({ picture, size: SIZE, ratio: 2 });
  const [before, after] = [await rgba(picture.bytes), await rgba(padded.bytes)];
  const at = (pixels: Buffer, width: number, x: number, y: number) => [
    ...pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
  ];
  for (const y of [0, 17, 39]) {
    for (const x of [0, 31, 59]) expect(at(after, 80, x + canvas.left, y)).toEqual(at(before, 60, x, y));
    expect(at(after, 80, canvas.left - 1, y)).toEqual(at(before, 60, 0, y));
    expect(at(after, 80, canvas.left - 4, y)).toEqual(at(before, 60, 3, y));
  }
});

it('keeps all padding out of the mask', async () => {
  const mask = Uint8Array.from({ length: 2400 }, (_, at) => (at % 255) + 1);
  const fitted = await fitCanvas({ picture: await png(), size: SIZE, mask, ratio: 2 });
  const rows = Array.from({ length: 40 }, (_, y) => fitted.mask?.subarray(y * 80, (y + 1) * 80) ?? new Uint8Array());
  for (const [y, row] of rows.entries()) {
    expect([...row.subarray(0, 10), ...row.subarray(70)]).toEqual(Array(20).fill(0));
    expect([...row.subarray(10, 70)]).toEqual([...mask.subarray(y * 60, (y + 1) * 60)]);
  }
});

it('writes a JPEG as JPEG, and all else as PNG', async () => {
  const jpeg: Picture = { bytes: await jpegOf(SIZE), type: 'image/jpeg' };
  const { picture } = await fitCanvas({ picture: jpeg, size: SIZE, ratio: 1 });
  expect(picture.type).toBe('image/jpeg');
  expect((await sharp(picture.bytes).metadata()).format).toBe('jpeg');
  expect((await fitCanvas({ picture: await png(), size: SIZE, ratio: 1 })).picture.type).toBe('image/png');
});

it('finds the original again after any padding, also where the model made it larger', async () => {
  const picture = await png();
  const before = await rgba(picture.bytes);
  await fc.assert(
    fc.asyncProperty(fc.double({ min: 0.3, max: 3.5, noNaN: true }), async (ratio) => {
      const { picture: padded, canvas } = await fitCanvas({ picture, size: SIZE, ratio });
      expect(canvas.width / canvas.height / ratio).toBeCloseTo(1, 1);
      const same = await cropToCanvas(padded.bytes, canvas, SIZE);
      expect(same).toMatchObject({ type: 'image/png', ...SIZE });
      expect(await rgba(same.bytes)).toEqual(before);
    }),
    { numRuns: 20 },
  );
});

it('finds the original again where the model made the canvas larger', async () => {
  const bytes = await sceneOf(SIZE, 2);
  const { canvas, picture } = await fitCanvas({ picture: { bytes, type: 'image/png' }, size: SIZE, ratio: 2 });
  const doubled = await sharp(picture.bytes).resize(160, 80).png().toBuffer();
  const cut = await rgba((await cropToCanvas(doubled, canvas, SIZE)).bytes);
  const before = await rgba(bytes);
  const off = cut.reduce((sum, value, at) => sum + Math.abs(value - (before[at] ?? 0)), 0) / cut.length;
  expect(off).toBeLessThan(3);
});

it('refuses a strip that would grow beyond 50 megapixels', async () => {
  const size = { width: 2, height: 9000 };
  const picture: Picture = { bytes: await pngOf(size), type: 'image/png' };
  await expect(fitCanvas({ picture, size, ratio: 1 })).rejects.toMatchObject({
    code: 'image-too-many-pixels',
    details: { width: 9000, height: 9000, limitPixels: 50_000_000 },
  });
});

it('throws at what is no whole picture', async () => {
  const canvas = { width: 80, height: 40, left: 10, top: 0 };
  await expect(cropToCanvas(truncated((await png()).bytes), canvas, SIZE)).rejects.toThrow();
});
