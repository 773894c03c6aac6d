import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { maskToAlphaPng, maskToGreyPng } from '#src/images/mask.ts';

const anyMask = fc
  .record({ width: fc.integer({ min: 1, max: 24 }), height: fc.integer({ min: 1, max: 24 }) })
  .chain((size) =>
    fc.record({
      size: fc.constant(size),
      mask: fc.uint8Array({ minLength: size.width * size.height, maxLength: size.width * size.height }),
    }),
  );

describe('as alpha', () => {
  it('comes back exactly as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(anyMask, async ({ size, mask }) => {
        const { bytes } = await maskToAlphaPng(mask, size);
        const { data, info } = await sharp(bytes).extractChannel('alpha').raw().toBuffer({ resolveWithObject: true });
        expect({ width: info.width, height: info.height }).toEqual(size);
        expect([...data].map((alpha) => 255 - alpha)).toEqual([...mask]);
      }),
      { numRuns: 150 },
    );
  });

  it('is a black 8-bit RGBA PNG, also where nothing should change', async () => {
    for (const value of [0, 99, 255]) {
      const { bytes, type } = await maskToAlphaPng(new Uint8Array(6).fill(value), { width: 3, height: 2 });
      expect(type).toBe('image/png');
      expect([bytes[24], bytes[25]]).toEqual([8, 6]); // IHDR: bits a channel, colour type RGBA
      const pixels = await sharp(bytes).raw().toBuffer();
      expect([...pixels]).toEqual(Array.from({ length: 6 }, () => [0, 0, 0, 255 - value]).flat());
    }
  });

  it('stays far below 4 MB at 25 megapixels, soft edge included', async () => {
    const soft =
      '<radialGradient id="g"><stop offset=".7" stop-color="white"/><stop offset="1"/></radialGradient><circle cx="2500" cy="2500" r="2400" fill="url(#g)"/>';
    const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="5000" height="5000">${soft}</svg>`);
    const mask = await sharp(svg).flatten({ background: 'black' }).extractChannel(0).raw().toBuffer();
    const { bytes } = await maskToAlphaPng(mask, { width: 5000, height: 5000 });
    expect(bytes.byteLength).toBeLessThan(1_500_000);
  }, 20_000);
});

describe('as grey', () => {
  it('shows exactly the mask, white where it should change', async () => {
    await fc.assert(
      fc.asyncProperty(anyMask, async ({ size, mask }) => {
        const { bytes, type } = await maskToGreyPng(mask, size);
        expect(type).toBe('image/png');
        expect([bytes[24], bytes[25]]).toEqual([8, 0]); // IHDR: bits a channel, colour type grey
        const { data, info } = await sharp(bytes).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
        expect({ width: info.width, height: info.height, channels: info.channels }).toEqual({ ...size, channels: 1 });
        expect(data).toEqual(Buffer.from(mask));
      }),
      { numRuns: 150 },
    );
  });
});

it('takes no mask of another size', async () => {
  await expect(maskToAlphaPng(new Uint8Array(5), { width: 3, height: 2 })).rejects.toThrow('3 x 2');
  await expect(maskToGreyPng(new Uint8Array(7), { width: 3, height: 2 })).rejects.toThrow('3 x 2');
});
