import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { normaliseReference } from '#src/images/normalise-reference.ts';
import {
  bombPng,
  CAMERA_NAME,
  chunk,
  gifOf,
  jpegOf,
  pngOf,
  svgBytes,
  truncated,
  webpOf,
} from '../fixtures/pictures.ts';

const limits = { name: 'cat.png', maxBytes: 5_242_880, limitPixels: 25_000_000 };
const size = { width: 12, height: 8 };

const normalise = (bytes: Uint8Array, more: Partial<typeof limits> = {}) =>
  normaliseReference(bytes, { ...limits, ...more });

const pixels = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();

describe('keeps what it may keep', () => {
  it.each([
    ['PNG', 'image/png', () => pngOf(size)],
    ['JPEG', 'image/jpeg', () => jpegOf(size)],
    ['WebP', 'image/webp', () => webpOf(size)],
  ])('%s stays %s', async (_name, type, make) => {
    const { picture, ...edges } = await normalise(await make());
    expect(picture.type).toBe(type);
    expect(edges).toEqual(size);
    expect(`image/${(await sharp(picture.bytes).metadata()).format}`).toBe(type);
  });

  it.each([
    ['PNG with alpha', () => pngOf({ ...size, noise: true, alpha: 77 })],
    ['lossless WebP', () => webpOf({ ...size, noise: true, alpha: 77, lossless: true })],
  ])('every pixel of a %s', async (_name, make) => {
    const bytes = await make();
    const { picture } = await normalise(bytes);
    expect(await pixels(picture.bytes)).toEqual(await pixels(bytes));
  });

  it('the alpha of a lossy WebP', async () => {
    const { picture } = await normalise(await webpOf({ ...size, alpha: 77 }));
    expect(await sharp(picture.bytes).extractChannel('alpha').raw().toBuffer()).toEqual(Buffer.alloc(96, 77));
  });
});

it('makes a PNG of a still GIF', async () => {
  const { picture, ...edges } = await normalise(await gifOf({ frames: 1 }));
  expect(picture.type).toBe('image/png');
  expect(edges).toEqual({ width: 16, height: 12 });
});

it('turns a photo upright and leaves no orientation behind', async () => {
  const left = { left: 0, top: 0, width: 6, height: 8 };
  const red = await sharp({ create: { ...left, channels: 3, background: '#ff0000' } })
    .png()
    .toBuffer();
  const halves = sharp({ create: { ...size, channels: 3, background: '#0000ff' } }).composite([
    { input: red, left: 0, top: 0 },
  ]);
  const turned = await halves.withMetadata({ orientation: 6 }).jpeg({ quality: 100 }).toBuffer();

  const { picture, width, height } = await normalise(turned);

  expect({ width, height }).toEqual({ width: 8, height: 12 });
  expect((await sharp(picture.bytes).metadata()).orientation).toBeUndefined();
  const upright = await pixels(picture.bytes);
  expect(upright[0]).toBeGreaterThan(200); // the red half is on top now
  expect(upright.at(-3)).toBeLessThan(50);
});

it('leaves no place, device or words of any kind in the file', async () => {
  const photo = await jpegOf({ ...size, gps: true, exifOrientation: 6 });
  expect(Buffer.from(photo).includes(CAMERA_NAME)).toBe(true);
  expect((await sharp(photo).metadata()).exif).toBeDefined();

  const { picture } = await normalise(photo);

  const { exif, xmp, iptc, icc, comments } = await sharp(picture.bytes).metadata();
  expect({ exif, xmp, iptc, icc, comments }).toEqual({});
  expect(Buffer.from(picture.bytes).includes(CAMERA_NAME)).toBe(false);
});

it('drops texts within a PNG and anything behind its end', async () => {
  const png = Buffer.from(await pngOf(size));
  const secret = Buffer.from('Author\0Ada of Example Street');
  const bytes = Buffer.concat([png.subarray(0, 33), chunk('tEXt', secret), png.subarray(33), secret]);
  const { picture } = await normalise(bytes);
  expect(Buffer.from(picture.bytes).includes('Example Street')).toBe(false);
});

it('turns CMYK to sRGB', async () => {
  const cmyk = await sharp(await pngOf({ ...size, color: '#ff0000' }))
    .toColourspace('cmyk')
    .jpeg()
    .toBuffer();
  expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
  const { picture } = await normalise(cmyk);
  expect((await sharp(picture.bytes).metadata()).space).toBe('srgb');
  const [red = 0, green = 255, blue = 255] = await pixels(picture.bytes);
  expect(red).toBeGreaterThan(180);
  expect(Math.max(green, blue)).toBeLessThan(80);
});

it('turns the colours of a wide profile to sRGB, since the profile goes', async () => {
  const wide = await sharp(await pngOf({ ...size, color: '#00ff00' }))
    .withIccProfile('p3')
    .png()
    .toBuffer();
  const { picture } = await normalise(wide);
  expect((await sharp(picture.bytes).metadata()).icc).toBeUndefined();
  const [red = 255, green = 0] = await pixels(picture.bytes);
  expect(red).toBeLessThan(20);
  expect(green).toBeGreaterThan(235);
});

it('brings 16 bits a channel down to 8', async () => {
  const deep = sharp(new Uint16Array([0, 32_768, 65_535]), { raw: { width: 1, height: 1, channels: 3 } });
  const bytes = await deep.toColourspace('rgb16').png().toBuffer();
  expect((await sharp(bytes).metadata()).depth).toBe('ushort');
  const { picture } = await normalise(bytes);
  expect((await sharp(picture.bytes).metadata()).depth).toBe('uchar');
  expect([...(await pixels(picture.bytes))]).toEqual([0, 128, 255]);
});

describe('refuses', () => {
  it('too many bytes before it looks at anything', async () => {
    await expect(normalise(Buffer.from('twelve bytes'), { maxBytes: 11 })).rejects.toMatchObject({
      code: 'image-too-large',
      details: { name: 'cat.png', byteLength: 12, limitBytes: 11 },
    });
  });

  it('a file of exactly the limit is not too large', async () => {
    const bytes = await pngOf(size);
    expect(await normalise(bytes, { maxBytes: bytes.byteLength })).toMatchObject(size);
  });

  it('what inspection refuses', async () => {
    await expect(normalise(svgBytes())).rejects.toMatchObject({ code: 'image-type' });
    await expect(normalise(await gifOf({ frames: 2 }))).rejects.toMatchObject({ code: 'image-animated' });
    await expect(normalise(bombPng(30_000))).rejects.toMatchObject({ code: 'image-too-many-pixels' });
  });

  it.each([
    ['PNG', () => pngOf({ width: 60, height: 60, noise: true })],
    ['JPEG', () => jpegOf({ width: 60, height: 60, noise: true })],
    ['WebP', () => webpOf({ width: 60, height: 60, noise: true })],
  ])('a %s cut short anywhere in its picture data', async (_name, make) => {
    const bytes = await make();
    for (const share of [0.2, 0.5, 0.9, 0.99]) {
      await expect(normalise(truncated(bytes, share))).rejects.toMatchObject({
        code: 'image-broken',
        details: { name: 'cat.png' },
      });
    }
  });
});

it('answers any damage with a picture or an error of the family', async () => {
  const originals = await Promise.all([
    pngOf({ ...size, noise: true, alpha: 9 }),
    jpegOf({ ...size, noise: true, gps: true, exifOrientation: 5 }),
    webpOf({ ...size, noise: true }),
    webpOf({ ...size, noise: true, lossless: true }),
    gifOf({ frames: 1 }),
  ]);
  const damage = fc.array(fc.tuple(fc.nat(2000), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...originals), damage, async (original, changes) => {
      const bytes = Uint8Array.from(original);
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      const outcome = await normalise(bytes, { limitPixels: 1_000_000 }).catch((error: unknown) => error);
      expect(outcome instanceof EaselError || (outcome instanceof Object && 'picture' in outcome)).toBe(true);
      if (outcome instanceof EaselError) expect(outcome.blame).toBe('image');
    }),
    { numRuns: 300 },
  );
});
