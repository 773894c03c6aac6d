import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readPaintedMask } from '#src/images/read-painted-mask.ts';
import { maskOf, type PageShape } from '../http/paint/page-modules.ts';

const SIZE = { width: 40, height: 30 };
const LIMIT = { name: 'mask.png', maxBytes: 100_000 };
const BOX: PageShape = { kind: 'box', from: { x: 5, y: 5 }, to: { x: 20, y: 15 } };
const read = (bytes: Uint8Array) => readPaintedMask(bytes, SIZE, LIMIT);

/** A picture whose header promises more than anybody could decode. */
async function promising(width: number, height: number): Promise<Uint8Array> {
  const { crc32 } = await import('node:zlib');
  const bytes = Buffer.from(await maskOf(SIZE, [BOX]));
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

describe('what was painted on a page', () => {
  it('is read pixel by pixel: what is see-through changes', async () => {
    const { mask, isAll } = await read(await maskOf(SIZE, [BOX]));
    const painted = [...mask.keys()].filter((at) => mask[at] === 255);
    expect(painted).toEqual(
      [...mask.keys()].filter((at) => at % 40 >= 5 && at % 40 < 20 && Math.floor(at / 40) >= 5 && at / 40 < 15),
    );
    expect(mask.every((level) => level === 0 || level === 255)).toBe(true);
    expect(isAll).toBe(false);
  });

  it('keeps its soft edges', async () => {
    const { mask } = await read(await maskOf(SIZE, [BOX], 6));
    expect(new Set(mask).size).toBeGreaterThan(8);
  });

  it('tells where nothing would stay', async () => {
    expect((await read(await maskOf(SIZE, [{ kind: 'invert' }]))).isAll).toBe(true);
  });

  it.each([
    ['of nothing', () => maskOf(SIZE, []), 'nothing-painted'],
    ['of another size', () => maskOf({ width: 40, height: 31 }, [BOX]), 'mask-size'],
    ['turned on its side', () => maskOf({ width: 30, height: 40 }, [BOX]), 'mask-size'],
    [
      'without alpha',
      () =>
        sharp({ create: { ...SIZE, channels: 3, background: 'black' } })
          .png()
          .toBuffer(),
      'mask-unreadable',
    ],
    [
      'as WebP',
      () =>
        sharp({ create: { ...SIZE, channels: 4, background: '#0000' } })
          .webp()
          .toBuffer(),
      'mask-unreadable',
    ],
    ['that is no picture', async () => Buffer.from('<svg onload="alert(1)"/>'), 'image-type'],
    ['cut short', async () => (await maskOf(SIZE, [BOX], 6)).subarray(0, 700), 'image-broken'],
    ['that promises 3600 megapixels', () => promising(60_000, 60_000), 'mask-size'],
    ['that promises more than a PNG of ours has', () => promising(2_000_000, 2_000_000), 'image-too-many-pixels'],
    ['over the limit in bytes', async () => new Uint8Array(100_001), 'image-too-large'],
  ] as const)('is refused %s', async (_name, make, code) => {
    await expect(read(await make())).rejects.toMatchObject({ code });
  });
});
