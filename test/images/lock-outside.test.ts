import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Picture, Size } from '#src/domain/picture.ts';
import { fitCanvas } from '#src/images/fit-canvas.ts';
import { lockOutside } from '#src/images/lock-outside.ts';
import type { Mask } from '#src/images/mask.ts';
import { jpegOf, pngOf, truncated, webpOf } from '../fixtures/pictures.ts';
import { type Rect, sceneOf } from '../fixtures/sheets.ts';

const SIZE = { width: 160, height: 120 };
const HOLE: Rect = { left: 40, top: 30, width: 80, height: 60 };

const png = (bytes: Uint8Array): Picture => ({ bytes, type: 'image/png' });

function maskOf({ width, height }: Size, isOpen: (x: number, y: number) => boolean | number): Mask {
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const open = isOpen(at % width, Math.floor(at / width));
    return typeof open === 'number' ? open : open ? 255 : 0;
  });
}

const holeMask = (size: Size, { left, top, width, height }: Rect): Mask =>
  maskOf(size, (x, y) => x >= left && x < left + width && y >= top && y < top + height);

const rgbaOf = (bytes: Uint8Array): Promise<Buffer> =>
  sharp(bytes).toColourspace('srgb').ensureAlpha().raw().toBuffer();

/** The places, of all where the mask is 0, at which a byte is not the original's. */
function touched(original: Buffer, result: Buffer, mask: Mask): number[] {
  return [...mask.keys()].filter(
    (at) => mask[at] === 0 && !result.subarray(at * 4, at * 4 + 4).equals(original.subarray(at * 4, at * 4 + 4)),
  );
}

const pixel = (rgba: Buffer, x: number, y: number, width = SIZE.width): number[] => [
  ...rgba.subarray((y * width + x) * 4, (y * width + x) * 4 + 4),
];

describe('keeps the original outside the mask, bit by bit', () => {
  it.each([
    ['a PNG', () => pngOf({ ...SIZE, noise: true }), 'image/png'],
    ['a half see-through PNG', () => pngOf({ ...SIZE, noise: true, alpha: 77 }), 'image/png'],
    ['an invisible PNG', () => pngOf({ ...SIZE, noise: true, alpha: 0 }), 'image/png'],
    ['a JPEG', () => jpegOf({ ...SIZE, noise: true }), 'image/jpeg'],
    ['a lossy WebP', () => webpOf({ ...SIZE, noise: true, alpha: 120 }), 'image/webp'],
    [
      'a grey PNG',
      async () =>
        sharp(await pngOf({ ...SIZE, noise: true }))
          .greyscale()
          .png()
          .toBuffer(),
      'image/png',
    ],
  ] as const)('of %s', async (_what, make, type) => {
    const original = { bytes: await make(), type };
    const made = await pngOf({ width: 160, height: 120, color: '#ff0000' });
    const mask = holeMask(SIZE, HOLE);
    const { picture } = await lockOutside({ original, size: SIZE, made, mask });
    expect(picture).toMatchObject({ type: 'image/png', ...SIZE });
    const result = await rgbaOf(picture.bytes);
    expect(touched(await rgbaOf(original.bytes), result, mask)).toEqual([]);
    expect(pixel(result, 80, 60)).toEqual([255, 0, 0, 255]);
  });

  it('whatever the mask, and whatever the size of what was made', async () => {
    const original = await pngOf({ width: 40, height: 30, noise: true, alpha: 99 });
    const before = await rgbaOf(original);
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: 1200, maxLength: 1200 }),
        fc.array(fc.integer({ min: 0, max: 1199 }), { maxLength: 1200 }),
        fc.record({ width: fc.integer({ min: 1, max: 90 }), height: fc.integer({ min: 1, max: 90 }) }),
        async (mask, kept, madeSize) => {
          for (const at of kept) mask[at] = 0;
          const made = await pngOf({ ...madeSize, color: '#00ff00', alpha: 200 });
          const size = { width: 40, height: 30 };
          const { picture, changedShare } = await lockOutside({ original: png(original), size, made, mask });
          expect(touched(before, await rgbaOf(picture.bytes), mask)).toEqual([]);
          expect(changedShare >= 0 && changedShare <= 1).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('puts in what was made', () => {
  it('behind a seam that lies within the mask and softens from its edge to its inside', async () => {
    const original = png(await pngOf({ ...SIZE, color: '#000000' }));
    const made = await pngOf({ ...SIZE, color: '#ffffff' });
    const size = { width: 1000, height: 750 };
    const hole = { left: 250, top: 190, width: 500, height: 370 };
    const large = png(await pngOf({ ...size, color: '#000000' }));
    const { picture } = await lockOutside({ original: large, size, made, mask: holeMask(size, hole) });
    const result = await rgbaOf(picture.bytes);
    const across = Array.from({ length: 14 }, (_, step) => pixel(result, 248 + step, 375, 1000)[0] ?? 0);
    expect(across.slice(0, 2)).toEqual([0, 0]);
    expect(across.toSorted((a, b) => a - b)).toEqual(across);
    expect(across.filter((value) => value > 0 && value < 255).length).toBeGreaterThanOrEqual(4);
    expect(across.at(-1)).toBe(255);
    expect(original.type).toBe('image/png');
  });

  it('in full in the middle of a line that is thinner than any seam', async () => {
    const original = png(await pngOf({ ...SIZE, color: '#000000' }));
    const made = await pngOf({ ...SIZE, color: '#ffffff' });
    const mask = maskOf(SIZE, (x) => x === 30 || (x >= 60 && x < 63));
    const result = await rgbaOf((await lockOutside({ original, size: SIZE, made, mask })).picture.bytes);
    expect(pixel(result, 30, 60)[0]).toBe(255);
    expect(pixel(result, 61, 60)[0]).toBe(255);
  });

  it('without a seam along the edges of the picture', async () => {
    const original = png(await pngOf({ ...SIZE, color: '#000000' }));
    const made = await pngOf({ ...SIZE, color: '#ffffff' });
    const mask = maskOf(SIZE, (x) => x < 60);
    const result = await rgbaOf((await lockOutside({ original, size: SIZE, made, mask })).picture.bytes);
    expect([pixel(result, 0, 0)[0], pixel(result, 20, 119)[0]]).toEqual([255, 255]);
  });

  it('half and half where the mask is half', async () => {
    const original = png(await pngOf({ ...SIZE, color: '#000000' }));
    const made = await pngOf({ ...SIZE, color: '#ffffff' });
    const result = await rgbaOf(
      (await lockOutside({ original, size: SIZE, made, mask: new Uint8Array(160 * 120).fill(128) })).picture.bytes,
    );
    expect(pixel(result, 80, 60)).toEqual([128, 128, 128, 255]);
  });

  it('with its own alpha, and without the colour of what cannot be seen', async () => {
    const original = png(await pngOf({ ...SIZE, color: '#ff0000' }));
    const made = await pngOf({ ...SIZE, color: '#00ff00', alpha: 0 });
    const { picture } = await lockOutside({ original, size: SIZE, made, mask: holeMask(SIZE, HOLE) });
    const result = await rgbaOf(picture.bytes);
    expect(pixel(result, 80, 60)[3]).toBe(0);
    const seam = Array.from({ length: 8 }, (_, step) => pixel(result, 40 + step, 60)).filter(([, , , a]) => a && a > 0);
    expect(seam.length).toBeGreaterThan(0);
    for (const [red, green] of seam) expect([red, green]).toEqual([255, 0]);
  });

  it('nothing where the mask keeps all', async () => {
    const original = png(await pngOf({ ...SIZE, noise: true }));
    const made = await pngOf({ ...SIZE, color: '#ffffff' });
    const { picture } = await lockOutside({ original, size: SIZE, made, mask: new Uint8Array(160 * 120) });
    expect(await rgbaOf(picture.bytes)).toEqual(await rgbaOf(original.bytes));
  });
});

describe('places what was made', () => {
  const scene = () => sceneOf(SIZE, 7);
  const shareOf = async (made: Uint8Array) => {
    const original = png(await scene());
    return (await lockOutside({ original, size: SIZE, made, mask: holeMask(SIZE, HOLE) })).changedShare;
  };

  it('on the original where it came larger, or squeezed', async () => {
    const larger = await sharp(await scene())
      .resize(320, 240)
      .png()
      .toBuffer();
    expect(await shareOf(larger)).toBeLessThan(0.02);
    const squeezed = await sharp(await scene())
      .resize(140, 140, { fit: 'fill' })
      .png()
      .toBuffer();
    expect(await shareOf(squeezed)).toBeLessThan(0.06);
  });

  it('on the middle of the original where it came cut to another shape', async () => {
    const wide = await sharp(await scene())
      .resize(320, 240)
      .extend({ left: 40, right: 40, extendWith: 'mirror' })
      .png()
      .toBuffer();
    expect(await shareOf(wide)).toBeLessThan(0.06);
  });

  it('by the canvas that the model was shown', async () => {
    const original = png(await scene());
    const { picture, canvas } = await fitCanvas({ picture: original, size: SIZE, ratio: 2 });
    const made = await sharp(picture.bytes)
      .resize(canvas.width * 2, canvas.height * 2)
      .png()
      .toBuffer();
    const locked = await lockOutside({ original, size: SIZE, made, mask: holeMask(SIZE, HOLE), canvas });
    expect(locked.changedShare).toBeLessThan(0.02);
  });
});

describe('measures what the model changed outside the mask', () => {
  const locked = async (made: Uint8Array) =>
    lockOutside({ original: png(await sceneOf(SIZE, 3)), size: SIZE, made, mask: holeMask(SIZE, HOLE) });

  it('as nothing where only the inside changed, or the bytes were compressed', async () => {
    expect((await locked(await sceneOf(SIZE, 3))).changedShare).toBe(0);
    expect((await locked(await sceneOf(SIZE, 3, 90))).changedShare).toBeLessThan(0.01);
  });

  it('as all where the whole picture is another', async () => {
    const original = png(await pngOf({ ...SIZE, color: '#000000' }));
    const made = await pngOf({ ...SIZE, color: '#ffffff' });
    expect((await lockOutside({ original, size: SIZE, made, mask: holeMask(SIZE, HOLE) })).changedShare).toBe(1);
    const whole = new Uint8Array(160 * 120).fill(255);
    expect((await lockOutside({ original, size: SIZE, made, mask: whole })).changedShare).toBe(0);
  });

  it('as the share that a patch has of what lies outside', async () => {
    const patch = await pngOf({ width: 40, height: 120, color: '#ffffff' });
    const black = await pngOf({ ...SIZE, color: '#000000' });
    const made = await sharp(black)
      .composite([{ input: Buffer.from(patch), left: 0, top: 0 }])
      .png()
      .toBuffer();
    const original = png(black);
    const { changedShare } = await lockOutside({ original, size: SIZE, made, mask: holeMask(SIZE, HOLE) });
    expect(changedShare).toBeCloseTo((40 * 120) / (160 * 120 - 80 * 60), 1);
  });

  it('but not a difference too small to see', async () => {
    const original = png(await pngOf({ ...SIZE, color: '#646464' }));
    const mask = holeMask(SIZE, HOLE);
    const share = async (color: string) =>
      (await lockOutside({ original, size: SIZE, made: await pngOf({ ...SIZE, color }), mask })).changedShare;
    expect(await share('#7c6464')).toBe(0); // 24 more red
    expect(await share('#7d6464')).toBe(1); // 25
  });
});

it('throws at what is no whole picture, and at an original of another size than said', async () => {
  const original = png(await pngOf({ ...SIZE, noise: true }));
  const mask = holeMask(SIZE, HOLE);
  await expect(lockOutside({ original, size: SIZE, made: truncated(original.bytes), mask })).rejects.toThrow();
  const other = { original, size: { width: 161, height: 120 }, made: original.bytes, mask };
  await expect(lockOutside(other)).rejects.toThrow('not 161 x 120');
});
