import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitShape } from '#src/domain/fit-shape.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { plainText } from '#src/domain/text.ts';
import { CUTTER, RATIOS, UPSCALER } from './special-entries.ts';

const photo = (width: number, height: number): StoredPicture => ({
  key: 'photo',
  type: 'image/png',
  byteLength: 1000,
  width,
  height,
});

function fitted(model: ModelEntry, options: RequestOptions = {}, source?: StoredPicture, quality?: string) {
  const references = source ? [source] : [];
  const { value, warning } = fitShape({ prompt: 'x', options, references, instructions: [] }, model, quality);
  return { ...value, warning: warning && plainText(warning) };
}

describe('a model that only knows ratios', () => {
  it.each<[RequestOptions, StoredPicture | undefined, string, string | undefined]>([
    [{}, undefined, '1:1', undefined],
    [{ size: 'auto' }, undefined, '1:1', undefined],
    [{}, photo(1920, 1080), '16:9', undefined],
    [{}, photo(2000, 3100), '2:3', undefined],
    [{ aspect: '3:2' }, photo(1920, 1080), '3:2', undefined],
    [{ aspect: ' 32:18 ' }, undefined, '16:9', undefined],
    [{ aspect: '4:3' }, undefined, '3:2', '4:3 is not possible on atelier/ratios, used 3:2.'],
    [{ aspect: '1:4' }, undefined, '2:3', '1:4 is not possible on atelier/ratios, used 2:3.'],
    [{ size: '1024x1024' }, undefined, '1:1', undefined],
    [{ size: '1000x1000' }, undefined, '1:1', undefined],
    [{ size: '1254x836', aspect: '1:1' }, undefined, '3:2', undefined],
    [
      { size: '1100x1024' },
      undefined,
      '1:1',
      '1100x1024 is not possible on atelier/ratios, used 1:1 at about 1024x1024.',
    ],
    [{ size: '512x512' }, undefined, '1:1', '512x512 is not possible on atelier/ratios, used 1:1 at about 1024x1024.'],
  ])('%#. is told the nearest one, and the person where it is another', (options, source, aspect, warning) => {
    expect(fitted(RATIOS, options, source)).toMatchObject({ aspect });
    expect(fitted(RATIOS, options, source).warning).toBe(warning);
  });

  it('makes as many pixels as the quality that was chosen', () => {
    expect(fitted(RATIOS, {}, undefined, '1K').size).toEqual({ width: 1024, height: 1024 });
    expect(fitted(RATIOS, {}, undefined, '4K').size).toEqual({ width: 4096, height: 4096 });
    expect(fitted(RATIOS, {}, undefined, 'another').size).toEqual({ width: 1024, height: 1024 });
  });

  it.each<[RequestOptions, string]>([
    [{ size: 'huge' }, 'size'],
    [{ size: '0x0' }, 'size'],
    [{ aspect: 'wide' }, 'aspect'],
    [{ aspect: '0:1' }, 'aspect'],
  ])('refuses what is no shape: %j', (options, option) => {
    expect(() => fitted(RATIOS, options)).toThrow(
      expect.objectContaining({ code: 'option-invalid', details: expect.objectContaining({ option }) }),
    );
  });

  it('is always told one of its ratios, the nearest, with about the pixels it has', () => {
    const edge = fc.integer({ min: 1, max: 20_000 });
    const shape = RATIOS.shape.kind === 'aspect' ? RATIOS.shape : undefined;
    if (!shape) throw new Error('The model of this test knows only ratios.');
    const far = (ratio: string, width: number, height: number) => {
      const [x = 1, y = 1] = ratio.split(':').map(Number);
      return Math.abs(Math.log(x / y / (width / height)));
    };
    fc.assert(
      fc.property(edge, edge, (width, height) => {
        const { aspect = '', size } = fitted(RATIOS, {}, photo(width, height));
        const nearest = Math.min(...shape.ratios.map((ratio) => far(ratio, width, height)));
        expect(far(aspect, width, height)).toBeCloseTo(nearest, 6);
        if (size === 'auto') throw new Error('A ratio has a size.');
        expect((size.width * size.height) / shape.pixels).toBeCloseTo(1, 1);
      }),
    );
  });
});

describe('a model that keeps the shape of its source', () => {
  it.each<[RequestOptions, number, string | undefined]>([
    [{}, 2, undefined],
    [{ scale: 4 }, 4, undefined],
    [{ scale: 2 }, 2, undefined],
    [{ scale: 3 }, 2, 'lens/upscaler enlarges 2 or 4 times, used 2.'],
    [{ scale: 16 }, 4, 'lens/upscaler enlarges 2 or 4 times, used 4.'],
    [{ size: '64x64' }, 2, "lens/upscaler keeps the picture's shape, so size and aspect were left out."],
    [
      { scale: 8, aspect: '16:9' },
      4,
      "lens/upscaler enlarges 2 or 4 times, used 4. lens/upscaler keeps the picture's shape, so size and aspect were left out.",
    ],
  ])('enlarges by the nearest factor it has: %j', (options, scale, warning) => {
    expect(fitted(UPSCALER, options, photo(300, 200))).toEqual({
      size: { width: 300 * scale, height: 200 * scale },
      scale,
      warning,
    });
  });

  it('is no larger than a finished picture may be, which is told, and is refused where no factor is small enough', () => {
    expect(fitted(UPSCALER, { scale: 4 }, photo(4000, 3000))).toEqual({
      size: { width: 8000, height: 6000 },
      scale: 2,
      warning: '4 times as large it would have more than 100 megapixels, so it is made 2 times as large.',
    });
    expect(() => fitted(UPSCALER, { scale: 2 }, photo(6000, 5000))).toThrow(
      expect.objectContaining({ code: 'image-too-many-pixels' }),
    );
  });

  it('has no size before there is a source', () => {
    expect(fitted(UPSCALER)).toMatchObject({ size: 'auto', scale: 2 });
  });

  it('is told no factor where there is only one and it changes nothing', () => {
    const { scale, size } = fitted(CUTTER, {}, photo(300, 200));
    expect({ scale, size }).toEqual({ scale: undefined, size: { width: 300, height: 200 } });
  });

  it.each([0, 0.5, 17, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d times', (scale) => {
    expect(() => fitted(UPSCALER, { scale }, photo(300, 200))).toThrow(
      expect.objectContaining({ code: 'option-invalid', details: expect.objectContaining({ allowed: '2, 4' }) }),
    );
  });
});
