import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRegion } from '#src/domain/region.ts';
import { regionMask } from '#src/images/region-mask.ts';

const size = { width: 96, height: 64 };
const masked = (words: string, of = size) => regionMask(parseRegion(words), of);
const hard = (words: string, of = size) => masked(`${words}, hard`, of);

const PARTS = [
  'left',
  'top third',
  'bottom right',
  'center',
  'border',
  'corners',
  'middle column',
  'C2-F5',
  'H8',
  'box 5,7,33,91',
];
const anyPart = fc.constantFrom(...PARTS);
const anySize = fc.record({ width: fc.integer({ min: 1, max: 70 }), height: fc.integer({ min: 1, max: 70 }) });

describe('hard edges', () => {
  it('draw cells and boxes to the pixel', async () => {
    const mask = await masked('C2-D3, box 50,75,100,100', { width: 16, height: 8 });
    const rows = Array.from({ length: 8 }, (_, y) =>
      [...mask.subarray(y * 16, y * 16 + 16)].map((v) => (v ? '#' : '.')).join(''),
    );
    expect(rows).toEqual([
      '................',
      '....####........',
      '....####........',
      '................',
      '................',
      '................',
      '........########',
      '........########',
    ]);
    expect(new Set(mask)).toEqual(new Set([0, 255]));
  });

  it('make everything-but exactly the opposite, and a sum exactly both', async () => {
    await fc.assert(
      fc.asyncProperty(anyPart, anyPart, anySize, async (a, b, of) => {
        const [one, other, both, but] = await Promise.all([
          hard(a, of),
          hard(b, of),
          hard(`${a}, ${b}`, of),
          hard(`everything but ${a}`, of),
        ]);
        expect(both).toEqual(Buffer.from(one.map((value, at) => Math.max(value, other[at] ?? 0))));
        expect(but).toEqual(Buffer.from(one.map((value) => 255 - value)));
      }),
      { numRuns: 60 },
    );
  });

  it('leave no seam between neighbours', async () => {
    for (const words of [
      'left, right',
      'top third, middle third, bottom third',
      'A1-H3, A4-H8',
      'box 0,0,33.3,100, box 33.3,0,100,100',
    ]) {
      for (const width of [7, 50, 101])
        expect(new Set(await hard(words, { width, height: 31 }))).toEqual(new Set([255]));
    }
  });

  it('mark at least a pixel, however small the picture', async () => {
    for (const words of PARTS) expect(await hard(words, { width: 1, height: 1 })).toContain(255);
    expect([...(await hard('box 99.9,0,100,0.1', { width: 3, height: 2 }))]).toEqual([0, 0, 255, 0, 0, 0]);
  });
});

describe('soft edges', () => {
  it('are what named parts have, and what cells have where asked', async () => {
    const levels = async (words: string) => new Set(await masked(words)).size;
    expect(await levels('left')).toBeGreaterThan(2);
    expect(await levels('C2-F5, soft')).toBeGreaterThan(2);
    expect(await levels('C2-F5')).toBe(2);
    expect(await levels('left, C2')).toBe(2);
    expect(await levels('everything')).toBe(1);
  });

  it('lie inside the hard edge, a few percent wide, and never along the edge of the picture', async () => {
    const of = { width: 1500, height: 1000 };
    const row = (await masked('left', of)).subarray(500 * 1500, 501 * 1500);
    expect(row[0]).toBe(255);
    expect(row.findIndex((value) => value < 255)).toBeGreaterThan(750 - 80);
    expect(row[749]).toBeLessThan(40);
    expect(row.subarray(750).every((value) => value === 0)).toBe(true);
    expect([...row].every((value, x) => x === 0 || value <= (row[x - 1] ?? 0))).toBe(true);
  });

  it('keep a narrow strip changing fully in its middle', async () => {
    const mask = await masked('top 5%', { width: 400, height: 400 });
    expect(mask[5 * 400 + 200]).toBeGreaterThan(240);
  });

  it('keep the opposite the opposite, and never change a pixel of both', async () => {
    for (const words of ['center', 'top third', 'border']) {
      const [one, but] = await Promise.all([masked(words), masked(`everything but the ${words}`)]);
      expect(one.some((value, at) => value > 0 && (but[at] ?? 0) > 0)).toBe(false);
      const whole = one.filter((value, at) => value + (but[at] ?? 0) === 255).length;
      expect(whole / one.length).toBeGreaterThan(0.75);
    }
  });

  it('differ from hard ones only near the edge', async () => {
    await fc.assert(
      fc.asyncProperty(anyPart, async (words) => {
        const [soft, sharp] = [await masked(`${words}, soft`), await hard(words)];
        const off = soft.filter((value, at) => Math.abs(value - (sharp[at] ?? 0)) > 127).length;
        expect(off / soft.length).toBeLessThan(0.02);
      }),
      { numRuns: 20 },
    );
  });
});
