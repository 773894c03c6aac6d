import fc from 'fast-check';
import { expect, it } from 'vitest';
import { enlargeMask } from '#src/images/enlarge-mask.ts';

const edge = fc.integer({ min: 1, max: 12 });
const grown = fc.integer({ min: 0, max: 30 });
const anyMask = fc.tuple(edge, edge).chain(([width, height]) =>
  fc.record({
    from: fc.constant({ width, height }),
    to: fc.tuple(grown, grown).map(([x, y]) => ({ width: width + x, height: height + y })),
    mask: fc.uint8Array({ minLength: width * height, maxLength: width * height }),
  }),
);

it('draws straight lines between the pixels', async () => {
  await fc.assert(
    fc.asyncProperty(anyMask, async ({ mask, from, to }) => {
      const seen = await enlargeMask(mask, from, to);
      expect(seen).toHaveLength(to.width * to.height);
      const place = (at: number, small: number, large: number) =>
        Math.min(Math.max(((at + 0.5) * small) / large - 0.5, 0), small - 1);
      for (let at = 0; at < seen.length; at++) {
        const x = place(at % to.width, from.width, to.width);
        const y = place(Math.floor(at / to.width), from.height, to.height);
        const pixel = (px: number, py: number) =>
          mask[Math.min(py, from.height - 1) * from.width + Math.min(px, from.width - 1)] ?? 0;
        const [left, top] = [Math.floor(x), Math.floor(y)];
        const line = (py: number) => pixel(left, py) + (pixel(left + 1, py) - pixel(left, py)) * (x - left);
        const expected = line(top) + (line(top + 1) - line(top)) * (y - top);
        expect(Math.abs((seen[at] ?? 0) - expected)).toBeLessThan(2);
      }
    }),
    { numRuns: 60 },
  );
});

it('returns a mask of the same size as it is', async () => {
  const mask = Uint8Array.from([0, 9, 255, 128, 1, 77]);
  expect([...(await enlargeMask(mask, { width: 3, height: 2 }, { width: 3, height: 2 }))]).toEqual([...mask]);
});
