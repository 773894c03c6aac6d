import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { inspectPicture } from '#src/images/inspect-picture.ts';
import { normaliseReference } from '#src/images/normalise-reference.ts';
import { CAMERA_NAME, pngOf, truncated } from '../fixtures/pictures.ts';

/**
 * The HEIC fixtures were written by libheif's `heif-enc` (HEVC by x265). All but `p3` show four quarters: red and green above blue and
 * yellow, 96 x 64 pixels. `turned` has a quarter turn clockwise in its container, `gps` EXIF with a place and a camera's name, `alpha`
 * is see-through on its left, `burst` has two pictures of which the second, in the opposite colours, is the main one.
 */
const heic = (name: string): Promise<Uint8Array> =>
  readFile(join(import.meta.dirname, '../fixtures/heic', `${name}.heic`));

const limits = { name: 'photo.heic', maxBytes: 5_242_880, limitPixels: 25_000_000 };
const normalise = (bytes: Uint8Array, more: Partial<typeof limits> = {}) =>
  normaliseReference(bytes, { ...limits, ...more });

async function quarters(bytes: Uint8Array): Promise<string[]> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const named = (x: number, y: number): string => {
    const at = (Math.floor(info.height * y) * info.width + Math.floor(info.width * x)) * 3;
    return [...data.subarray(at, at + 3)].map((value) => (value > 127 ? '1' : '0')).join('');
  };
  return [named(0.25, 0.25), named(0.75, 0.25), named(0.25, 0.75), named(0.75, 0.75)];
}
const [RED, GREEN, BLUE, YELLOW] = ['100', '010', '001', '110'];

describe('a HEIC photo', () => {
  it('becomes a JPEG of the same picture', async () => {
    const { picture, ...size } = await normalise(await heic('plain'));
    expect({ type: picture.type, ...size }).toEqual({ type: 'image/jpeg', width: 96, height: 64 });
    expect((await sharp(picture.bytes).metadata()).format).toBe('jpeg');
    expect(await quarters(picture.bytes)).toEqual([RED, GREEN, BLUE, YELLOW]);
  });

  it('is turned upright once, by its container', async () => {
    const { picture, ...size } = await normalise(await heic('turned'));
    expect(size).toEqual({ width: 64, height: 96 });
    expect(await quarters(picture.bytes)).toEqual([BLUE, RED, YELLOW, GREEN]);
    expect((await sharp(picture.bytes).metadata()).orientation).toBeUndefined();
  });

  it('leaves its place and camera behind', async () => {
    const photo = await heic('gps');
    expect(Buffer.from(photo).includes(CAMERA_NAME)).toBe(true);
    expect((await sharp(photo).metadata()).exif).toBeDefined();
    const { picture } = await normalise(photo);
    const { exif, xmp, iptc, icc } = await sharp(picture.bytes).metadata();
    expect({ exif, xmp, iptc, icc }).toEqual({});
    expect(Buffer.from(picture.bytes).includes(CAMERA_NAME)).toBe(false);
  });

  it('with alpha becomes a PNG with that alpha', async () => {
    const { picture } = await normalise(await heic('alpha'));
    expect(picture.type).toBe('image/png');
    const alpha = await sharp(picture.bytes).extractChannel('alpha').raw().toBuffer();
    expect(alpha[64 * 48 + 10]).toBeLessThan(10);
    expect(alpha[64 * 48 + 90]).toBeGreaterThan(245);
  });

  it('of a burst is its main picture, not its first', async () => {
    const { picture } = await normalise(await heic('burst'));
    const opposite = [RED, GREEN, BLUE, YELLOW].map((name = '') =>
      [...name].map((bit) => (bit === '1' ? '0' : '1')).join(''),
    );
    expect(await quarters(picture.bytes)).toEqual(opposite);
  });

  it("has its colours turned from the phone's profile to sRGB", async () => {
    const photo = await heic('p3');
    expect((await sharp(photo).metadata()).icc).toBeDefined();
    const { picture } = await normalise(photo);
    const [red = 255, green = 0, blue = 255] = await sharp(picture.bytes).raw().toBuffer();
    expect(green).toBeGreaterThan(240);
    expect(Math.max(red, blue)).toBeLessThan(30); // 117 and 76 if the profile were forgotten
  });

  it('is inspected without being decoded', async () => {
    expect(await inspectPicture(await heic('turned'), limits)).toEqual({
      type: 'image/heic',
      width: 64,
      height: 96,
      hasAlpha: false,
      orientation: 1,
    });
    expect(await inspectPicture(await heic('alpha'), limits)).toMatchObject({ hasAlpha: true });
  });

  it('is refused before it is decoded where it has too many pixels', async () => {
    await expect(normalise(await heic('plain'), { limitPixels: 96 * 64 - 1 })).rejects.toMatchObject({
      code: 'image-too-many-pixels',
    });
    expect(await normalise(await heic('plain'), { limitPixels: 96 * 64 })).toMatchObject({ width: 96 });
  });

  it('that is broken is refused as broken, wherever it was cut', async () => {
    const photo = await heic('plain');
    for (const share of [0.2, 0.5, 0.8, 0.95])
      await expect(normalise(truncated(photo, share))).rejects.toMatchObject({ code: 'image-broken' });
  });

  it('with any damage gives a picture or an error of the family, and never hangs', async () => {
    const photo = await heic('gps');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(photo.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        async (changes) => {
          const damaged = Uint8Array.from(photo);
          for (const [at, value] of changes) damaged[at] = value;
          const outcome = await normalise(damaged).catch((error: unknown) => error);
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(EaselError);
          else expect(outcome).toMatchObject({ picture: { type: expect.stringMatching(/^image\/(png|jpeg)$/) } });
        },
      ),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe('an AVIF picture', () => {
  const avif = async (alpha?: number) =>
    sharp(await pngOf({ width: 32, height: 24, color: '#d02020', ...(alpha !== undefined && { alpha }) }))
      .withExif({ IFD0: { Make: CAMERA_NAME } })
      .avif({ effort: 0, quality: 80 })
      .toBuffer();

  it('becomes a JPEG without metadata', async () => {
    const bytes = await avif();
    expect(Buffer.from(bytes).includes(CAMERA_NAME)).toBe(true);
    const { picture, ...size } = await normalise(bytes);
    expect({ type: picture.type, ...size }).toEqual({ type: 'image/jpeg', width: 32, height: 24 });
    expect(Buffer.from(picture.bytes).includes(CAMERA_NAME)).toBe(false);
    const [red = 0, green = 255] = await sharp(picture.bytes).raw().toBuffer();
    expect([red > 180, green < 70]).toEqual([true, true]);
  });

  it('with alpha becomes a PNG', async () => {
    const { picture } = await normalise(await avif(80));
    expect(picture.type).toBe('image/png');
    const [alpha = 0] = await sharp(picture.bytes).extractChannel('alpha').raw().toBuffer();
    expect(Math.abs(alpha - 80)).toBeLessThan(6);
  });

  it('is told apart from HEIC and refused where it is cut short or too large', async () => {
    const bytes = await avif();
    expect(await inspectPicture(bytes, limits)).toMatchObject({ type: 'image/avif', width: 32, height: 24 });
    await expect(normalise(truncated(bytes, 0.6))).rejects.toMatchObject({ code: 'image-broken' });
    await expect(normalise(bytes, { limitPixels: 700 })).rejects.toMatchObject({ code: 'image-too-many-pixels' });
  });
});
