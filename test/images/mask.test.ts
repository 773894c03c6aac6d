import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { maskToAlphaPng, maskToGreyPng, readMask } from '#src/images/mask.ts';
import { gifOf, jpegOf, maskPng, pngOf, truncated } from '../fixtures/pictures.ts';

const limits = { name: 'mask.png', maxBytes: 4_194_304, limitPixels: 25_000_000 };
const read = (bytes: Uint8Array) => readMask(bytes, limits);

const anyMask = fc
  .record({ width: fc.integer({ min: 1, max: 24 }), height: fc.integer({ min: 1, max: 24 }) })
  .chain((size) =>
    fc.record({
      size: fc.constant(size),
      mask: fc.uint8Array({ minLength: size.width * size.height, maxLength: size.width * size.height }),
    }),
  );

describe('reading', () => {
  it('takes what is erased as what should change', async () => {
    const png = await maskPng({ width: 4, height: 3, hole: { left: 1, top: 1, width: 2, height: 1 } });
    const { mask, width, height } = await read(png);
    expect({ width, height }).toEqual({ width: 4, height: 3 });
    expect([...mask]).toEqual([0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0]);
  });

  it('keeps soft edges', async () => {
    const { mask } = await read(await pngOf({ width: 2, height: 1, alpha: 200 }));
    expect([...mask]).toEqual([55, 55]);
  });

  it('reads grey, palette and 16-bit pictures with alpha alike', async () => {
    const grey = sharp(Buffer.from([7, 0, 9, 100, 20, 255]), { raw: { width: 3, height: 1, channels: 2 } });
    expect([...(await read(await grey.png().toBuffer())).mask]).toEqual([255, 155, 0]);
    const colours = Buffer.from([0, 0, 0, 0, 255, 0, 0, 255, 0, 255, 0, 128]);
    const palette = sharp(colours, { raw: { width: 3, height: 1, channels: 4 } }).png({ palette: true });
    expect([...(await read(await palette.toBuffer())).mask]).toEqual([255, 0, 127]);
    const deep = new Uint16Array([0, 0, 0, 0, 1, 2, 3, 32_768, 9, 9, 9, 65_535]);
    const sixteen = sharp(deep, { raw: { width: 3, height: 1, channels: 4 } })
      .toColourspace('rgb16')
      .png();
    expect([...(await read(await sixteen.toBuffer())).mask]).toEqual([255, 127, 0]);
  });

  it('turns a mask upright like the picture it belongs to', async () => {
    const hole = { left: 0, top: 0, width: 2, height: 1 };
    const turned = sharp(await maskPng({ width: 4, height: 2, hole }))
      .withMetadata({ orientation: 6 })
      .png();
    const { mask, width, height } = await read(await turned.toBuffer());
    expect({ width, height }).toEqual({ width: 2, height: 4 });
    expect([...mask]).toEqual([0, 255, 0, 255, 0, 0, 0, 0]);
  });

  it('refuses a picture in which nothing is erased', async () => {
    const refusal = { code: 'mask-not-transparent', details: { name: 'mask.png' } };
    await expect(read(await pngOf({ width: 3, height: 3 }))).rejects.toMatchObject(refusal);
    await expect(read(await pngOf({ width: 3, height: 3, alpha: 255 }))).rejects.toMatchObject(refusal);
    await expect(read(await jpegOf({ width: 3, height: 3 }))).rejects.toMatchObject(refusal);
    await expect(read(await gifOf({ frames: 1 }))).rejects.toMatchObject(refusal);
  });

  it('refuses what it would refuse of any picture', async () => {
    const png = await pngOf({ width: 30, height: 30, alpha: 0, noise: true });
    await expect(readMask(png, { ...limits, maxBytes: 10 })).rejects.toMatchObject({ code: 'image-too-large' });
    await expect(readMask(png, { ...limits, limitPixels: 899 })).rejects.toMatchObject({
      code: 'image-too-many-pixels',
    });
    await expect(read(truncated(png, 0.8))).rejects.toMatchObject({ code: 'image-broken' });
    await expect(read(Buffer.from('left ear, please'))).rejects.toMatchObject({ code: 'image-type' });
  });
});

describe('as alpha', () => {
  it('comes back exactly as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(anyMask, async ({ size, mask }) => {
        fc.pre(mask.some((value) => value > 0));
        const back = await read((await maskToAlphaPng(mask, size)).bytes);
        expect(back).toEqual({ mask: Buffer.from(mask), ...size });
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
