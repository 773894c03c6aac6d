import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import { costUsdMicros, outputTokens, priceOf } from '#src/domain/price.ts';
import { parseSize } from '#src/domain/shape.ts';
import { ABLE, PLAIN, WORDS_ONLY } from '../fixtures/model-entries.ts';

const SQUARE = { width: 1024, height: 1024 };
const price = (
  model: Parameters<typeof priceOf>[0],
  more: Partial<Parameters<typeof priceOf>[1]> = {},
  policy: Partial<typeof DEFAULT_CREDIT_POLICY> = {},
) => priceOf(model, { references: 0, size: SQUARE, count: 1, ...more }, { ...DEFAULT_CREDIT_POLICY, ...policy });

describe('credits', () => {
  it('are 2 for words alone and 4 with pictures', () => {
    expect(price(ABLE, { quality: 'medium' })).toMatchObject({ each: 2, total: 2 });
    expect(price(ABLE, { quality: 'medium', references: 1 })).toMatchObject({ each: 4, total: 4 });
    expect(price(ABLE, { quality: 'medium', references: 16 }).each).toBe(4);
  });

  it('are multiplied by the model, the quality and the number of pictures', () => {
    expect(price(PLAIN, { quality: 'high', references: 1, count: 3 })).toEqual({ each: 15, total: 45 });
  });

  it('follow the weight the operator gave a model', () => {
    expect(price(PLAIN, { quality: 'low' }, { weights: { [PLAIN.id]: 4 } }).each).toBe(8);
  });

  it('are whole and rounded up for each picture, so that pictures can be settled one by one', () => {
    expect(price(PLAIN, { quality: 'low', count: 2 }, { weights: { [PLAIN.id]: 1.1 } })).toEqual({ each: 3, total: 6 });
  });

  it('are not rounded up for what floating point adds', () => {
    const costs = { textToImage: 3, imageToImage: 3 };
    const model = { ...ABLE, quality: { values: ['low'], default: 'low', weights: { low: 10 } } };
    expect(price(model, { quality: 'low' }, { costs, weights: { [ABLE.id]: 0.1 } }).each).toBe(3);
  });

  it('are at least 1 a picture, unless the operator made them free', () => {
    expect(price(ABLE, { quality: 'low' }, { weights: { [ABLE.id]: 0.01 } }).each).toBe(1);
    const free = { textToImage: 0, imageToImage: 4 };
    expect(price(ABLE, { quality: 'max', count: 10 }, { costs: free })).toMatchObject({ each: 0, total: 0 });
  });

  it('add up to the total and never fall below one, whatever the weights', () => {
    const weight = fc.double({ min: 0.01, max: 50, noNaN: true });
    fc.assert(
      fc.property(
        weight,
        weight,
        fc.integer({ min: 1, max: 10 }),
        fc.nat({ max: 16 }),
        (model, quality, count, references) => {
          const entry = { ...ABLE, quality: { values: ['low'], default: 'low', weights: { low: quality } } };
          const { each, total } = price(
            entry,
            { quality: 'low', count, references },
            { weights: { [ABLE.id]: model } },
          );
          const exact = (references > 0 ? 4 : 2) * model * quality;
          expect(Number.isInteger(each) && each >= 1 && total === each * count).toBe(true);
          expect(each).toBeGreaterThanOrEqual(Math.min(exact, 1) - 1e-6);
          expect(each - exact).toBeLessThan(1);
          expect(each).toBeGreaterThanOrEqual(exact - 1e-6);
        },
      ),
    );
  });
});

/** Dollars as OpenAI's calculator shows them, rounded to the digits of the table. */
const TABLE: readonly (readonly [size: string, ...dollars: string[]])[] = [
  ['1024x1024', '0.0059', '0.0132', '0.0527', '0.0937', '0.2107'],
  ['1536x1024', '0.0047', '0.0103', '0.0412', '0.0738', '0.1646'],
  ['1024x1536', '0.0047', '0.0103', '0.0412', '0.0738', '0.1646'],
  ['2048x2048', '0.0119', '0.0268', '0.1070', '0.1903', '0.4282'],
  ['2560x1440', '0.0062', '0.0143', '0.0553', '0.0983', '0.2211'],
  ['3840x2160', '0.0111', '0.0260', '0.1001', '0.1779', '0.4003'],
];
const QUALITIES = ['low', 'medium', 'high', 'xhigh', 'max'];
/** What `gpt-image-2` costs by low, medium and high, to the thousandth. */
const OLDER_TABLE = [
  ['1024x1024', '0.006', '0.053', '0.211'],
  ['1536x1024', '0.005', '0.041', '0.165'],
  ['2048x2048', '0.012', '0.107', '0.428'],
  ['2560x1440', '0.006', '0.055', '0.221'],
  ['3840x2160', '0.011', '0.100', '0.400'],
] as const;

const sizeOf = (words: string) => parseSize(words) ?? SQUARE;

describe('the estimate in dollars', () => {
  it.each(
    TABLE.flatMap(([size, ...dollars]) => dollars.map((dollar, i) => [size, QUALITIES[i] ?? '', dollar] as const)),
  )('of %s in %s quality is $%s', (size, quality, dollars) => {
    const { estimateUsdMicros = 0 } = price(ABLE, { quality, size: sizeOf(size) });
    expect((estimateUsdMicros / 1e6).toFixed(4)).toBe(dollars);
  });

  it.each(OLDER_TABLE)('of %s follows another base for the older family', (size, ...dollars) => {
    const tokens = [16, 48, 96].map((base) => outputTokens(base, sizeOf(size)));
    expect(tokens.map((count) => ((count * 30) / 1e6).toFixed(3))).toEqual(dollars);
  });

  it('counts the tokens that the calculator shows for a square', () => {
    expect([16, 24, 48, 64, 96].map((base) => outputTokens(base, SQUARE))).toEqual([196, 439, 1756, 3122, 7024]);
  });

  it('rounds a half to the even side', () => {
    // 24 / 16 is 1.5 and becomes 2; 24 / (48 / 5) is 2.5 and becomes 2 as well.
    expect(outputTokens(24, { width: 1600, height: 100 })).toBe(Math.ceil((24 * 2 * 2_160_000) / 4e6));
    expect(outputTokens(24, { width: 4800, height: 500 })).toBe(Math.ceil((24 * 2 * 4_400_000) / 4e6));
  });

  it('is the same lying and standing', () => {
    const edge = fc.integer({ min: 16, max: 3840 });
    fc.assert(
      fc.property(edge, edge, (width, height) => {
        expect(outputTokens(48, { width, height })).toBe(outputTokens(48, { width: height, height: width }));
      }),
    );
  });

  it('counts every picture', () => {
    const [one, four] = [1, 4].map((count) => price(ABLE, { quality: 'max', count }).estimateUsdMicros ?? 0);
    expect(four).toBe((one ?? 0) * 4);
  });

  it('is left out where size, quality or formula is not known', () => {
    expect(price(ABLE, { quality: 'low', size: 'auto' })).not.toHaveProperty('estimateUsdMicros');
    expect(price(ABLE)).not.toHaveProperty('estimateUsdMicros');
    expect(price(PLAIN, { quality: 'low' })).not.toHaveProperty('estimateUsdMicros');
    expect(price(WORDS_ONLY)).toEqual({ each: 3, total: 3 });
  });
});

describe('the cost by tokens counted', () => {
  const usage = { inputTokens: 150, inputTextTokens: 50, inputImageTokens: 100, outputTokens: 1756, totalTokens: 1906 };

  it('adds words, pictures in and pictures out', () => {
    expect(costUsdMicros(ABLE, usage)).toBe(50 * 5 + 100 * 8 + 1756 * 30);
  });

  it("is not known without the vendor's rates", () => {
    expect(costUsdMicros(PLAIN, usage)).toBeUndefined();
  });
});

describe('the price of a provider that sells by the picture', () => {
  const usdPerPicture = { usual: 0.04, byQuality: { high: 0.12 } };
  const model = { ...PLAIN, pricing: { ...PLAIN.pricing, usdPerPicture } };

  it.each([
    ['high', 120_000],
    ['low', 40_000],
    [undefined, 40_000],
  ])('is what it takes for one of the quality %s, whatever the size', (quality, micros) => {
    expect(price(model, { quality, count: 3 }).estimateUsdMicros).toBe(3 * micros);
    expect(price(model, { quality, size: 'auto' }).estimateUsdMicros).toBe(micros);
  });

  it('counts before what tokens would cost, and a free one is known to be free', () => {
    expect(price({ ...ABLE, pricing: { ...ABLE.pricing, usdPerPicture } }, { quality: 'high' })).toMatchObject({
      estimateUsdMicros: 120_000,
    });
    expect(price({ ...PLAIN, pricing: { ...PLAIN.pricing, usdPerPicture: { usual: 0 } } }).estimateUsdMicros).toBe(0);
  });
});
