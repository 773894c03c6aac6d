import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { type Labelled, sideBySide } from '#src/images/side-by-side.ts';
import { jpegOf, pngOf } from '../fixtures/pictures.ts';

type Look = Parameters<typeof pngOf>[0];

const named = async (label: string, look: Look): Promise<Labelled> => ({
  label,
  picture: { bytes: await pngOf(look), type: 'image/png' },
});

/** The colour at a point, rounded to what a JPEG keeps. */
async function colourAt(bytes: Uint8Array, left: number, top: number): Promise<readonly number[]> {
  const { data } = await sharp(bytes)
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data].map((level) => Math.round(level / 32) * 32);
}

describe('pictures side by side', () => {
  it('stand in their order, at one height, whatever their sizes', async () => {
    const shown = await sideBySide([
      await named('v1', { width: 400, height: 200, color: '#ff0000' }),
      await named('v3', { width: 400, height: 800, color: '#0000ff' }),
    ]);
    const { width, height } = await sharp(shown.bytes).metadata();
    expect(shown).toMatchObject({ type: 'image/jpeg', width, height });
    // 800 high, so the first is 1600 wide and the second 400, with three gaps of 12.
    expect([width, height]).toEqual([1600 + 400 + 36, 56 + 800 + 12]);
    expect(await colourAt(shown.bytes, 20, 70)).toEqual([256, 0, 0]);
    expect(await colourAt(shown.bytes, 1600, 840)).toEqual([256, 0, 0]);
    expect(await colourAt(shown.bytes, 1640, 70)).toEqual([0, 0, 256]);
    expect(await colourAt(shown.bytes, 2010, 840)).toEqual([0, 0, 256]);
  });

  it('have their names above them, light on dark', async () => {
    const shown = await sideBySide([
      await named('v1', { width: 300, height: 300 }),
      await named('v<2>&', { width: 300, height: 300 }),
    ]);
    for (const left of [12, 324]) {
      const { data } = await sharp(shown.bytes)
        .extract({ left, top: 4, width: 90, height: 48 })
        .toColourspace('b-w')
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(Math.max(...data)).toBeGreaterThan(230);
      expect(Math.min(...data)).toBeLessThan(70);
    }
  });

  it('stay within 3072 pixels, also where they are very wide, and small ones are made large enough to see', async () => {
    const wide = await named('v1', { width: 2000, height: 20 });
    const tiny = await named('v2', { width: 4, height: 4 });
    expect((await sideBySide([wide, wide])).width).toBeLessThanOrEqual(3072);
    expect((await sideBySide([tiny, tiny, tiny, tiny])).height).toBe(56 + 256 + 12);
    expect((await sideBySide([await named('v1', { width: 4000, height: 1 })])).height).toBeGreaterThan(56);
  });

  it('are shown upright, and on white where they are see-through', async () => {
    const turned = { bytes: await jpegOf({ width: 90, height: 30, exifOrientation: 6 }), type: 'image/jpeg' } as const;
    const clear = await named('v2', { width: 300, height: 300, alpha: 0 });
    const shown = await sideBySide([{ label: 'v1', picture: turned }, clear]);
    expect([shown.width, shown.height]).toEqual([100 + 300 + 36, 56 + 300 + 12]);
    expect(await colourAt(shown.bytes, 270, 200)).toEqual([256, 256, 256]);
  });

  it('are none where one is no picture', async () => {
    const broken: Labelled = { label: 'v1', picture: { bytes: Buffer.alloc(40), type: 'image/png' } };
    await expect(sideBySide([broken])).rejects.toThrow();
  });
});
