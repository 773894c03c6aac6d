import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Size } from '#src/domain/picture.ts';
import { letteredGrid } from '#src/images/lettered-grid.ts';
import { pngOf } from '../fixtures/pictures.ts';

const gridOf = async (look: Size & { color?: string; alpha?: number }) =>
  letteredGrid({ bytes: await pngOf(look), type: 'image/png' });

/** The lightest and darkest level in a part of each cell, given in shares of the cell. */
async function ranges(bytes: Uint8Array, [left, top, right, bottom]: readonly [number, number, number, number]) {
  const { data, info } = await sharp(bytes).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  const [wide, tall] = [info.width / 8, info.height / 8];
  return Array.from({ length: 64 }, (_, cell) => {
    let [low, high] = [255, 0];
    for (let y = Math.ceil((Math.floor(cell / 8) + top) * tall); y < (Math.floor(cell / 8) + bottom) * tall; y++) {
      for (let x = Math.ceil(((cell % 8) + left) * wide); x < ((cell % 8) + right) * wide; x++) {
        const level = data[(y * info.width + x) * info.channels] ?? 0;
        [low, high] = [Math.min(low, level), Math.max(high, level)];
      }
    }
    return { low, high };
  });
}

describe('the lettered grid', () => {
  it('writes into each of the 64 cells, light on dark, on pictures of any colour', async () => {
    for (const color of ['#ffffff', '#000000', '#808080', '#ff0000']) {
      const { bytes } = await gridOf({ width: 1000, height: 700, color });
      for (const { low, high } of await ranges(bytes, [0.06, 0.06, 0.5, 0.5])) {
        expect(low).toBeLessThan(70);
        expect(high).toBeGreaterThan(225);
      }
    }
  });

  it('leaves most of each cell to the picture', async () => {
    const { bytes } = await gridOf({ width: 1000, height: 700, color: '#4080c0' });
    for (const { low, high } of await ranges(bytes, [0.08, 0.62, 0.94, 0.94])) expect(high - low).toBeLessThan(20);
  });

  it('draws lines between the cells', async () => {
    const { bytes } = await gridOf({ width: 960, height: 960, color: '#4080c0' });
    for (const { high } of (await ranges(bytes, [0.9, 0.7, 1.02, 0.9])).filter((_, cell) => cell % 8 < 7)) {
      expect(high).toBeGreaterThan(180);
    }
  });

  it('is large enough to read and no larger than 1280 pixels', async () => {
    expect(await gridOf({ width: 60, height: 30 })).toMatchObject({ type: 'image/jpeg', width: 960, height: 480 });
    expect(await gridOf({ width: 1100, height: 550 })).toMatchObject({ width: 1100, height: 550 });
    const large = await gridOf({ width: 2000, height: 4000, alpha: 0 });
    expect(large).toMatchObject({ width: 640, height: 1280 });
    expect(await sharp(large.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 640, height: 1280 });
    expect(await gridOf({ width: 4000, height: 2 })).toMatchObject({ width: 1280, height: 1 });
  });
});
