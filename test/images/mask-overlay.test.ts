import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Picture, Size } from '#src/domain/picture.ts';
import { parseRegion } from '#src/domain/region.ts';
import { maskOverlay } from '#src/images/mask-overlay.ts';
import { regionMask } from '#src/images/region-mask.ts';
import { pngOf } from '../fixtures/pictures.ts';

const plain = async (size: Size, color: string, alpha?: number): Promise<Picture> => ({
  bytes: await pngOf({ ...size, color, ...(alpha !== undefined && { alpha }) }),
  type: 'image/png',
});
const size = { width: 200, height: 100 };
const leftHalf = () => regionMask(parseRegion('left, hard'), size);

async function pixelsOf({ bytes }: Picture) {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
}
const light = ([red = 0, green = 0, blue = 0]: readonly number[]) => 0.3 * red + 0.59 * green + 0.11 * blue;

describe('the overlay', () => {
  it('tints what changes and dims what stays', async () => {
    const at = await pixelsOf(await maskOverlay(await plain(size, '#60a060'), await leftHalf(), size));
    const [red = 0, green = 0, blue = 0] = at(40, 50);
    expect(red).toBeGreaterThan(green + 30);
    expect(blue).toBeGreaterThan(green + 20);
    expect(light(at(160, 50))).toBeLessThan(light([0x60, 0xa0, 0x60]) * 0.8);
  });

  it('draws a line of black and white around it on pictures of any colour, and on none of their own edges', async () => {
    for (const color of ['#000000', '#ffffff', '#ff00c8', '#808080']) {
      const at = await pixelsOf(await maskOverlay(await plain(size, color), await leftHalf(), size));
      const column = (x: number) => Array.from({ length: 100 }, (_, y) => light(at(x, y)));
      expect(Math.max(...column(100)) - Math.min(...column(100))).toBeGreaterThan(180);
      for (const x of [0, 40, 160, 199]) expect(Math.max(...column(x)) - Math.min(...column(x))).toBeLessThan(25);
    }
  });

  it('is a JPEG of at most 1024 pixels and never larger than the picture', async () => {
    const large = { width: 3000, height: 1500 };
    const mask = await regionMask(parseRegion('C2-F5'), large);
    const shown = await maskOverlay(await plain(large, '#336699'), mask, large);
    expect(shown).toMatchObject({ type: 'image/jpeg', width: 1024, height: 512 });
    expect(await sharp(shown.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 1024, height: 512 });
    const same = await maskOverlay(await plain(size, '#336699'), await leftHalf(), size);
    expect(same).toMatchObject(size);
  });

  it('shows see-through pictures on white, and one of a single pixel', async () => {
    const at = await pixelsOf(await maskOverlay(await plain(size, '#000000', 0), new Uint8Array(20_000), size));
    expect(Math.min(...at(100, 50))).toBeGreaterThan(170);
    const dot = { width: 1, height: 1 };
    expect(await maskOverlay(await plain(dot, '#123456'), Uint8Array.of(255), dot)).toMatchObject(dot);
  });
});
