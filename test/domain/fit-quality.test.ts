import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitQuality } from '#src/domain/fit-quality.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { plainText } from '#src/domain/text.ts';
import { ABLE, PLAIN, WORDS_ONLY } from '../fixtures/model-entries.ts';
import { RATIOS } from './special-entries.ts';

function fitted(model: ModelEntry, words?: string, size?: string) {
  const { value, warning } = fitQuality(model, words, size);
  return [value, warning && plainText(warning)];
}

const WORDS = ['low', '512', '0.5K', 'standard', 'medium', '1K', 'hd', 'high', '2K', 'xhigh', '3K', 'max', '4K'];

describe('a quality in the words of another vendor', () => {
  it.each<[ModelEntry, string, string]>([
    [ABLE, 'standard', 'medium'],
    [ABLE, 'HD', 'high'],
    [ABLE, ' 1k ', 'medium'],
    [ABLE, '4K', 'max'],
    [RATIOS, 'medium', '1K'],
    [RATIOS, 'hd', '2K'],
    [RATIOS, 'MAX', '4K'],
    [PLAIN, 'hd', 'high'],
  ])('%#. is the same without a word where the model has the same', (model, words, quality) => {
    expect(fitted(model, words)).toEqual([quality, undefined]);
  });

  it.each<[ModelEntry, string, string]>([
    [PLAIN, 'xhigh', 'high'],
    [PLAIN, '1K', 'low'],
    [RATIOS, 'low', '1K'],
    [RATIOS, '3K', '2K'],
  ])('%#. is the nearest the model has, the plainer of two, and told', (model, words, quality) => {
    const warning = `Quality ${words.toLowerCase()} is not possible on ${model.id}, used ${quality}.`;
    expect(fitted(model, words)).toEqual([quality, warning]);
  });

  it('is left out where the model has none to set', () => {
    expect(fitted(WORDS_ONLY, '2K')[0]).toBeUndefined();
    expect(fitted(WORDS_ONLY, '2K')[1]).toContain('has no quality setting');
    expect(fitted(WORDS_ONLY, 'auto')).toEqual([undefined, undefined]);
  });

  it('never turns a better word into a plainer quality', () => {
    const word = fc.constantFrom(...WORDS.keys());
    fc.assert(
      fc.property(fc.constantFrom(ABLE, PLAIN, RATIOS), word, word, (model, one, other) => {
        const [plainer, better] = [Math.min(one, other), Math.max(one, other)];
        const rank = (at: number) => model.quality?.values.indexOf(fitted(model, WORDS[at])[0] ?? '') ?? -1;
        expect(rank(plainer)).toBeGreaterThanOrEqual(0);
        expect(rank(better)).toBeGreaterThanOrEqual(rank(plainer));
      }),
    );
  });
});

describe('where the quality is the size', () => {
  it.each([
    [undefined, '1K'],
    ['1024x1024', '1K'],
    ['1100x1100', '1K'],
    ['1536x1024', '2K'],
    ['2048x2048', '2K'],
    ['3000x2000', '4K'],
    ['4096x4096', '4K'],
    ['9000x9000', '4K'],
    ['auto', '1K'],
  ])('a size of %s asks for %s', (size, quality) => {
    expect(fitted(RATIOS, undefined, size)).toEqual([quality, undefined]);
    expect(fitted(RATIOS, 'auto', size)).toEqual([quality, undefined]);
  });

  it('a quality that is named counts for more', () => {
    expect(fitted(RATIOS, '1K', '4096x4096')).toEqual(['1K', undefined]);
  });

  it('is only so there: elsewhere a size asks for no quality', () => {
    expect(fitted(ABLE, undefined, '3840x2160')).toEqual(['medium', undefined]);
  });
});
