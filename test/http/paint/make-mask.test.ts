import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { feathered, maskOf, type PageShape, shapes } from './page-modules.ts';
import { paintedOf } from './painted-of.ts';

const BOX: PageShape = { kind: 'box', from: { x: 10, y: 8 }, to: { x: 30, y: 20 } };

describe('the PNG of a mask', () => {
  it.each([
    ['hard', 0, { width: 101, height: 37 }],
    ['soft', 9, { width: 64, height: 40 }],
  ])('with %s edges is what was painted, pixel by pixel, as any codec reads it', async (_name, feather, size) => {
    const painted: PageShape[] = [
      BOX,
      {
        kind: 'stroke',
        radius: 5,
        points: [
          { x: 40, y: 20 },
          { x: 55.5, y: 30.25 },
        ],
      },
    ];
    const bytes = await maskOf(size, painted, feather);
    const mask = shapes.emptyMask(size.width, size.height);
    for (const shape of painted) shapes.fillShape(mask, shape, 1);
    const expected = feathered(mask, feather).levels.map((level) => 255 - level);
    const { data, info } = await sharp(bytes).extractChannel('alpha').raw().toBuffer({ resolveWithObject: true });
    expect([info.width, info.height]).toEqual([size.width, size.height]);
    expect(Buffer.compare(data, Buffer.from(expected))).toBe(0);
  });

  it('is small, also of a large picture', async () => {
    const wide = { width: 4096, height: 4096 };
    const bytes = await maskOf(wide, [{ kind: 'box', from: { x: 100, y: 100 }, to: { x: 3000, y: 3000 } }]);
    expect(bytes.byteLength).toBeLessThan(20_000);
    expect((await sharp(bytes).metadata()).width).toBe(4096);
  });
});

describe('a soft edge', () => {
  it('reaches as far as it is told to, falls steadily, and leaves everything further away', () => {
    const mask = paintedOf(60, 3, (x) => x < 30);
    const levels = [...feathered(mask, 9).levels.slice(60, 120)];
    expect(levels.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 255));
    expect(levels.slice(40)).toEqual(Array.from({ length: 20 }, () => 0));
    const slope = levels.slice(20, 40);
    expect(slope).toEqual(slope.toSorted((one, other) => other - one));
    expect(new Set(slope).size).toBeGreaterThan(10);
  });

  it('leaves a picture that is painted whole as it is, up to its edges', () => {
    const all = paintedOf(30, 30, () => true);
    expect(feathered(all, 12).levels.every((level) => level === 255)).toBe(true);
  });
});
