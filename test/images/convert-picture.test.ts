import sharp from 'sharp';
import { expect, it } from 'vitest';
import { PICTURE_TYPES, type Picture, type PictureFormat } from '#src/domain/picture.ts';
import { convertPicture } from '#src/images/convert-picture.ts';
import { CAMERA_NAME, jpegOf, pngOf, truncated, webpOf } from '../fixtures/pictures.ts';

const SIZE = { width: 24, height: 16 };
const FORMATS: readonly PictureFormat[] = ['png', 'jpeg', 'webp'];

const pictures = async (): Promise<readonly Picture[]> => [
  { bytes: await pngOf({ ...SIZE, noise: true }), type: 'image/png' },
  { bytes: await jpegOf({ ...SIZE, noise: true }), type: 'image/jpeg' },
  { bytes: await webpOf({ ...SIZE, noise: true }), type: 'image/webp' },
];

it.each(FORMATS)('writes every type as %s, and says so truly', async (format) => {
  for (const picture of await pictures()) {
    const converted = await convertPicture(picture, format);
    expect(converted).toMatchObject({ type: `image/${format}`, ...SIZE });
    expect(PICTURE_TYPES).toContain(converted.type);
    expect((await sharp(converted.bytes).metadata()).format).toBe(format);
  }
});

it('keeps alpha in PNG, pixel for pixel, and in WebP', async () => {
  const picture: Picture = { bytes: await pngOf({ ...SIZE, noise: true, alpha: 90 }), type: 'image/png' };
  const raw = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();
  expect(await raw((await convertPicture(picture, 'png')).bytes)).toEqual(await raw(picture.bytes));
  const webp = (await convertPicture(picture, 'webp')).bytes;
  expect(await sharp(webp).extractChannel('alpha').raw().toBuffer()).toEqual(Buffer.alloc(24 * 16, 90));
});

it('puts what is see-through on white where JPEG has no alpha', async () => {
  const clear: Picture = { bytes: await pngOf({ ...SIZE, color: '#000000', alpha: 0 }), type: 'image/png' };
  const pixels = await sharp((await convertPicture(clear, 'jpeg')).bytes)
    .raw()
    .toBuffer();
  expect(pixels.every((value) => value > 250)).toBe(true);
});

it('takes the quality for JPEG and WebP, from 0 to 100, and beyond', async () => {
  const [picture] = await pictures();
  if (!picture) throw new Error('There are pictures.');
  for (const format of ['jpeg', 'webp'] as const) {
    const bytes = await Promise.all(
      [-5, 0, 50, 100, 400].map(async (quality) => convertPicture(picture, format, quality)),
    );
    const [below = 0, low = 0, middle = 0, best = 0, above = 0] = bytes.map((it) => it.bytes.byteLength);
    expect(low).toBeLessThan(middle);
    expect(middle).toBeLessThan(best);
    expect([below, above]).toEqual([low, best]);
  }
});

it('turns upright and leaves no metadata', async () => {
  const bytes = await jpegOf({ ...SIZE, gps: true, exifOrientation: 6 });
  const converted = await convertPicture({ bytes, type: 'image/jpeg' }, 'webp');
  expect(converted).toMatchObject({ width: 16, height: 24 });
  expect((await sharp(converted.bytes).metadata()).exif).toBeUndefined();
  expect(Buffer.from(converted.bytes).includes(CAMERA_NAME)).toBe(false);
});

it('throws at what is no whole picture', async () => {
  const bytes = truncated(await pngOf({ ...SIZE, noise: true }));
  await expect(convertPicture({ bytes, type: 'image/png' }, 'jpeg')).rejects.toThrow();
});
