import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { enlarged } from '#src/simulator/drawing/enlarge.ts';
import { jpegOf, pngOf } from '../../fixtures/pictures.ts';

describe('an enlarged picture', () => {
  it.each([2, 4])('is %i times as wide and as high, and a PNG', async (factor) => {
    const { width, height, format } = await sharp(
      await enlarged(await pngOf({ width: 10, height: 6 }), factor),
    ).metadata();
    expect({ width, height, format }).toEqual({ width: 10 * factor, height: 6 * factor, format: 'png' });
  });

  it('stands as a viewer shows it', async () => {
    const turned = await jpegOf({ width: 10, height: 6, exifOrientation: 6 });
    const { width, height } = await sharp(await enlarged(turned, 2)).metadata();
    expect({ width, height }).toEqual({ width: 12, height: 20 });
  });

  it('keeps its colours and its alpha', async () => {
    const bytes = await enlarged(await pngOf({ width: 4, height: 4, color: '#ff0000', alpha: 128 }), 2);
    expect([...(await sharp(bytes).raw().toBuffer()).subarray(0, 4)]).toEqual([255, 0, 0, 128]);
  });

  it('is refused where it would be far too large, or is no picture', async () => {
    await expect(enlarged(await pngOf({ width: 2100, height: 2100 }), 4)).rejects.toThrow(RangeError);
    await expect(enlarged(Buffer.from('no picture'), 2)).rejects.toThrow();
  });
});
