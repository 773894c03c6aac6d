import { describe, expect, it } from 'vitest';
import type { ModelEntry } from '#src/domain/model.ts';
import { MAX_OUTPUT_PIXELS } from '#src/domain/picture.ts';
import { photo, planOn, refusal } from './plan-kit.ts';
import { CUTTER, UPSCALER } from './special-entries.ts';

const FOUR: ModelEntry = { ...UPSCALER, shape: { kind: 'source', factors: [2, 4, 8], default: 4 } };

const enlarged = (model: ModelEntry, [width, height]: readonly [number, number], scale?: number) =>
  planOn(model, {
    prompt: '',
    references: [photo(width, height)],
    options: { mode: 'upscale', ...(scale !== undefined && { scale }) },
  });

describe('an enlargement', () => {
  it.each<[readonly [number, number], number | undefined, number, string[]]>([
    [[2500, 2500], undefined, 4, []],
    [[400, 300], 8, 8, []],
    [
      [4000, 3000],
      undefined,
      2,
      ['4 times as large it would have more than 100 megapixels, so it is made 2 times as large.'],
    ],
    [[2501, 2500], 8, 2, ['8 times as large it would have more than 100 megapixels, so it is made 2 times as large.']],
    [
      [4000, 3000],
      5,
      2,
      [
        'lens/upscaler enlarges 2 or 4 or 8 times, used 4. 4 times as large it would have more than 100 megapixels, so it is made 2 times as large.',
      ],
    ],
  ])(
    'of %j by %s is made %i times, so that nothing is paid for that could not be handed out',
    (size, scale, made, warnings) => {
      const { options, warnings: said } = enlarged(FOUR, size, scale);
      expect(options).toMatchObject({ scale: made, size: { width: size[0] * made, height: size[1] * made } });
      expect(size[0] * size[1] * made ** 2).toBeLessThanOrEqual(MAX_OUTPUT_PIXELS);
      expect(said).toEqual(warnings);
    },
  );

  it('is refused where even the smallest factor makes too much of it', () => {
    expect(enlarged(FOUR, [5000, 5000]).options.scale).toBe(2);
    const details = { width: 5001, height: 5000, limitPixels: 25_000_000 };
    expect(() => enlarged(FOUR, [5001, 5000])).toThrow(refusal('image-too-many-pixels', details));
    expect(() => enlarged(FOUR, [5001, 5000])).toThrow(/Your picture to enlarge measures 5,001 x 5,000 pixels/);
  });

  it('is none of the business of a model that keeps the size', () => {
    const cut = { prompt: '', references: [photo(20_000, 10_000)], options: { mode: 'remove-background' } };
    expect(planOn(CUTTER, cut).options.size).toEqual({ width: 20_000, height: 10_000 });
  });
});
