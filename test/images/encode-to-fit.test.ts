import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { PICTURE_TYPES, type Picture } from '#src/domain/picture.ts';
import { encodeToFit } from '#src/images/encode-to-fit.ts';
import { bombPng, jpegOf, pngOf, webpOf } from '../fixtures/pictures.ts';

const png = (bytes: Uint8Array): Picture => ({ bytes, type: 'image/png' });

it('returns what fits byte for byte, whatever it is', async () => {
  const picture = png(Buffer.from('not even looked at'));
  const fitted = await encodeToFit(picture, picture.bytes.byteLength);
  expect(fitted.changed).toBe(false);
  expect(fitted.picture).toBe(picture);
});

it('becomes WebP of the same size where that is enough', async () => {
  const bytes = await pngOf({ width: 300, height: 200, noise: true });
  const { picture, changed } = await encodeToFit(png(bytes), bytes.byteLength - 1);
  expect(changed).toBe(true);
  expect(picture.type).toBe('image/webp');
  expect(picture.bytes.byteLength).toBeLessThan(bytes.byteLength);
  expect(await sharp(picture.bytes).metadata()).toMatchObject({ format: 'webp', width: 300, height: 200 });
});

it('lowers the quality before it takes pixels away', async () => {
  const bytes = await pngOf({ width: 300, height: 200, noise: true });
  const best = await sharp(bytes).webp({ quality: 90 }).toBuffer();
  const lengths: number[] = [];
  for (const share of [0.9, 0.75]) {
    const { picture } = await encodeToFit(png(bytes), Math.floor(best.byteLength * share));
    expect(picture.bytes.byteLength).toBeLessThanOrEqual(best.byteLength * share);
    expect(await sharp(picture.bytes).metadata()).toMatchObject({ width: 300, height: 200 });
    lengths.push(picture.bytes.byteLength);
  }
  expect(lengths[0]).toBeGreaterThan(lengths[1] ?? 0);
});

it('takes pixels away where nothing else helps, and keeps shape and alpha', async () => {
  const bytes = await pngOf({ width: 1600, height: 800, noise: true, alpha: 60 });
  const { picture } = await encodeToFit(png(bytes), 50_000);
  expect(picture.bytes.byteLength).toBeLessThanOrEqual(50_000);
  const { width, height, hasAlpha } = await sharp(picture.bytes).metadata();
  expect(width).toBeLessThan(1600);
  expect(width).toBeGreaterThan(300);
  expect(width / height).toBeCloseTo(2, 1);
  expect(hasAlpha).toBe(true);
  const alpha = await sharp(picture.bytes).extractChannel('alpha').raw().toBuffer();
  expect(alpha.every((value) => Math.abs(value - 60) <= 1)).toBe(true);
});

it('always fits from 20 kB upwards', async () => {
  const noisyAlpha = Buffer.from(
    await sharp(await pngOf({ width: 700, height: 700, noise: true }))
      .raw()
      .toBuffer(),
  );
  const worst = await sharp(noisyAlpha.subarray(0, 600 * 600 * 4), { raw: { width: 600, height: 600, channels: 4 } })
    .png()
    .toBuffer();
  const pictures: Picture[] = [
    png(worst),
    { bytes: await jpegOf({ width: 900, height: 300, noise: true }), type: 'image/jpeg' },
    { bytes: await webpOf({ width: 300, height: 900, noise: true, lossless: true }), type: 'image/webp' },
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...pictures),
      fc.integer({ min: 20_000, max: 200_000 }),
      fc.subarray([...PICTURE_TYPES], { minLength: 1 }),
      async (picture, maxBytes, types) => {
        const fitted = await encodeToFit(picture, maxBytes, types);
        expect(fitted.picture.bytes.byteLength).toBeLessThanOrEqual(maxBytes);
        expect(types).toContain(fitted.picture.type);
      },
    ),
    { numRuns: 16 },
  );
}, 30_000);

it('gives the smallest it can below that', async () => {
  const { picture } = await encodeToFit(png(await pngOf({ width: 256, height: 256, noise: true })), 1);
  const { width, height } = await sharp(picture.bytes).metadata();
  expect(Math.max(width, height)).toBeLessThanOrEqual(128);
});

it('shrinks what is longer than WebP allows', async () => {
  const strip = await pngOf({ width: 17_000, height: 4, noise: true });
  const { picture } = await encodeToFit(png(strip), strip.byteLength - 1);
  expect((await sharp(picture.bytes).metadata()).width).toBeLessThanOrEqual(16_383);
});

it('shows a turned photo upright', async () => {
  const bytes = await jpegOf({ width: 90, height: 30, noise: true, exifOrientation: 6 });
  const { picture } = await encodeToFit({ bytes, type: 'image/jpeg' }, bytes.byteLength - 1);
  expect(await sharp(picture.bytes).metadata()).toMatchObject({ width: 30, height: 90 });
});

it('brings a very large picture down to 25 megapixels, so that no attempt takes long', async () => {
  const bytes = Buffer.concat([bombPng(6000), Buffer.alloc(100_000)]);
  const { picture } = await encodeToFit(png(bytes), 100_000);
  expect((await sharp(picture.bytes).metadata()).width).toBe(5000);
}, 20_000);

it('fails on a picture that cannot be decoded', async () => {
  await expect(encodeToFit(png(Buffer.alloc(100)), 10)).rejects.toThrow();
});

const SHOWN_ANYWHERE = ['image/png', 'image/jpeg'] as const;

it('leaves a picture of a permitted type alone', async () => {
  const picture = png(await pngOf({ width: 30, height: 20 }));
  expect(await encodeToFit(picture, 1_000_000, SHOWN_ANYWHERE)).toEqual({ picture, changed: false });
});

it('makes an opaque WebP a JPEG of the same size where WebP is not shown', async () => {
  const picture: Picture = { bytes: await webpOf({ width: 300, height: 200, noise: true }), type: 'image/webp' };
  const fitted = await encodeToFit(picture, 1_000_000, SHOWN_ANYWHERE);
  expect(fitted).toMatchObject({ changed: true, picture: { type: 'image/jpeg' } });
  expect(await sharp(fitted.picture.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 300, height: 200 });
});

it('makes a see-through WebP a PNG with every alpha value where WebP is not shown', async () => {
  const bytes = await webpOf({ width: 64, height: 48, noise: true, alpha: 60, lossless: true });
  const { picture } = await encodeToFit({ bytes, type: 'image/webp' }, 1_000_000, SHOWN_ANYWHERE);
  expect(picture.type).toBe('image/png');
  const alpha = await sharp(picture.bytes).extractChannel('alpha').raw().toBuffer();
  expect(alpha.every((value) => value === 60)).toBe(true);
});

it('keeps a see-through PNG see-through when it has to be smaller', async () => {
  const bytes = await pngOf({ width: 800, height: 400, noise: true, alpha: 60 });
  const { picture } = await encodeToFit(png(bytes), 60_000, SHOWN_ANYWHERE);
  expect(picture.type).toBe('image/png');
  expect(picture.bytes.byteLength).toBeLessThanOrEqual(60_000);
  const alpha = await sharp(picture.bytes).extractChannel('alpha').raw().toBuffer();
  expect(alpha.every((value) => Math.abs(value - 60) <= 8)).toBe(true);
});

it('puts white behind what is see-through only where nothing but JPEG is shown', async () => {
  const { picture } = await encodeToFit(png(await pngOf({ width: 8, height: 8, alpha: 0 })), 1_000_000, ['image/jpeg']);
  expect(picture.type).toBe('image/jpeg');
  const pixels = await sharp(picture.bytes).raw().toBuffer();
  expect(pixels.every((value) => value > 250)).toBe(true);
});
