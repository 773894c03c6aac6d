import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planGrid, TILES } from '#src/domain/grid.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { type CreditPolicy, DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { plainText } from '#src/domain/text.ts';
import { ABLE, PLAIN } from '../fixtures/model-entries.ts';
import { RATIOS } from './special-entries.ts';

const SHEETS: ModelEntry = { ...ABLE, id: 'atelier/sheets', operations: { ...ABLE.operations, sheet: true } };
const PHOTO: StoredPicture = { key: 'photo', type: 'image/png', byteLength: 1000, width: 1024, height: 768 };

function grid(
  model: ModelEntry,
  options: RequestOptions = {},
  policy: Partial<CreditPolicy> = {},
  references: readonly StoredPicture[] = [],
) {
  const request = { prompt: 'a fox', options, references, instructions: [] };
  const planned = planGrid(request, { model, policy: { ...DEFAULT_CREDIT_POLICY, ...policy } });
  return { ...planned, warnings: planned.warnings.map(plainText) };
}

/** Sold by the picture: the larger one for `usd` times the price of the smaller. */
const selling = (usd: number, weight: number): ModelEntry => ({
  ...RATIOS,
  quality: { values: ['1K', '2K', '4K'], default: '1K', weights: { '1K': 1, '2K': weight, '4K': 4 } },
  pricing: { ...RATIOS.pricing, usdPerPicture: { usual: 0.04, byQuality: { '2K': 0.04 * usd } } },
});

describe('four variations', () => {
  it('are one sheet of four times the pixels where that is cheaper, which is told', () => {
    expect(grid(SHEETS)).toMatchObject({
      way: 'sheet',
      options: { count: 1, size: { width: 2048, height: 2048 }, quality: 'medium' },
      price: { each: 2, total: 2 },
      warnings: [
        'Planned as one sheet, to be split into 4 pictures of a little under 1024x1024: 2 credits instead of 8 credits.',
      ],
    });
  });

  it('are four pictures on a model that draws no sheets', () => {
    expect(grid(ABLE)).toMatchObject({ way: 'single', options: { count: 4 }, price: { total: 8 }, warnings: [] });
    expect(grid(PLAIN)).toMatchObject({ way: 'single', options: { count: 4 }, warnings: [] });
  });

  it('are four pictures where they have to be see-through, which no sheet is', () => {
    expect(grid(SHEETS, { background: ' Transparent' })).toMatchObject({ way: 'single', options: { count: 4 } });
  });

  it('are whichever is cheaper at the provider', () => {
    expect(grid(selling(3.9, 2)).way).toBe('sheet');
    expect(grid(selling(4, 2)).way).toBe('single');
    expect(grid(selling(5, 2)).way).toBe('single');
  });

  it('never cost more credits because they are cheaper for whoever runs Easel', () => {
    expect(grid(selling(1.5, 4)).way).toBe('sheet');
    expect(grid(selling(1.5, 5)).way).toBe('single');
  });

  it("go by the credits where the provider's price is not known", () => {
    const { usdPerPicture: _usd, ...pricing } = RATIOS.pricing;
    const weights = (large: number) => ({ values: ['1K', '2K'], default: '1K', weights: { '1K': 1, '2K': large } });
    expect(grid({ ...RATIOS, pricing, quality: weights(3.5) }).way).toBe('sheet');
    expect(grid({ ...RATIOS, pricing, quality: weights(4) }).way).toBe('single');
    const free = { costs: { textToImage: 0, imageToImage: 0 } };
    expect(grid({ ...RATIOS, pricing, quality: weights(1) }, {}, free).way).toBe('single');
  });

  it('keep the shape and the quality that were asked for', () => {
    expect(grid(SHEETS, { aspect: '3:2', quality: 'high' })).toMatchObject({
      options: { size: { width: 3072, height: 2048 }, quality: 'high' },
    });
    expect(grid(RATIOS, { aspect: '16:9' }).options).toMatchObject({ aspect: '16:9', quality: '2K' });
    expect(grid(SHEETS, {}, {}, [PHOTO])).toMatchObject({ options: { size: { width: 2048, height: 1536 } } });
  });

  it('say how large they really are where the model has no four times the pixels', () => {
    const { options, warnings } = grid(SHEETS, { size: '2048x2048' });
    if (options.size === 'auto') throw new Error('A sheet has a size.');
    const edge = Math.floor(options.size.width / 2);
    expect(edge).toBeLessThan(2048);
    expect(warnings.join(' ')).toContain(`of a little under ${edge}x${edge}`);
  });

  it('cost as much as pictures from pictures where they start from one', () => {
    expect(grid(ABLE, {}, {}, [PHOTO]).price).toMatchObject({ each: 4, total: 16 });
  });
});

describe('the number of variations', () => {
  it.each([
    [1, 4],
    [3, 4],
    [4, 4],
    [5, 8],
    [8, 8],
    [10, 12],
  ])('%i is rounded up to %i, which is told', (n, tiles) => {
    const told = n === tiles ? [] : [`A grid has fours of pictures, so ${tiles} are made.`];
    expect(grid(ABLE, { n })).toMatchObject({ options: { count: tiles }, warnings: told });
    expect(grid(SHEETS, { n }).options.count).toBe(tiles / TILES);
    expect(grid(SHEETS, { n }).warnings.slice(0, -1)).toEqual(told);
  });

  it.each([0, -3, 1.5, Number.NaN])('is refused where it is none: %d', (n) => {
    for (const model of [ABLE, SHEETS])
      expect(() => grid(model, { n })).toThrow(
        expect.objectContaining({ code: 'count-out-of-range', details: { count: n, max: 10 } }),
      );
  });

  it('is what is made and paid for, whichever way', () => {
    const model = fc.constantFrom(ABLE, SHEETS, PLAIN, RATIOS, selling(1, 1), selling(5, 1));
    fc.assert(
      fc.property(model, fc.integer({ min: 1, max: 100 }), (entry, n) => {
        const { way, options, price } = grid(entry, { n });
        const tiles = options.count * (way === 'sheet' ? TILES : 1);
        expect(tiles % TILES).toBe(0);
        expect(tiles - n).toBeGreaterThanOrEqual(0);
        expect(tiles - n).toBeLessThan(TILES);
        expect(price.total).toBe(price.each * options.count);
        const single = grid({ ...entry, operations: { ...ABLE.operations } }, { n });
        expect(price.total).toBeLessThanOrEqual(single.price.total);
      }),
    );
  });
});
