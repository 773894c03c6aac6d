import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitOptions } from '#src/domain/fit.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { formatSize } from '#src/domain/shape.ts';
import { plainText } from '#src/domain/text.ts';
import { ABLE, PLAIN, WORDS_ONLY } from '../fixtures/model-entries.ts';

const photo = (width: number, height: number): StoredPicture => ({
  key: 'photo',
  type: 'image/png',
  byteLength: 1000,
  width,
  height,
});

function fitFor(model: ModelEntry, options: RequestOptions = {}, references: readonly StoredPicture[] = []) {
  const fitted = fitOptions({ prompt: 'a lighthouse', options, references, instructions: [] }, { model });
  return { ...fitted.options, warnings: fitted.warnings.map(plainText) };
}

const sizeOf = ({ size }: ReturnType<typeof fitFor>) => (size === 'auto' ? size : formatSize(size));

describe('without any wish', () => {
  it('takes what suits the model, and says nothing about it', () => {
    expect(fitFor(ABLE)).toEqual({
      size: { width: 1024, height: 1024 },
      quality: 'medium',
      background: 'auto',
      format: 'png',
      count: 1,
      partials: 3,
      timeoutMs: 180_000,
      warnings: [],
    });
  });

  it('leaves out what the model does not know', () => {
    expect(fitFor(WORDS_ONLY)).not.toHaveProperty('quality');
    expect(fitFor(WORDS_ONLY)).toMatchObject({ partials: 0, warnings: [] });
  });

  it('is not changed by words for "as suits" and by capitals', () => {
    const wish = { quality: ' AUTO ', background: 'Auto', moderation: 'Auto', format: ' PNG' };
    expect(fitFor(ABLE, wish)).toEqual({ ...fitFor(ABLE), moderation: 'auto' });
  });
});

describe('size and ratio', () => {
  it.each([
    [ABLE, { size: '1536x1024' }, '1536x1024', undefined],
    [ABLE, { size: '1536×1024' }, '1536x1024', undefined],
    [ABLE, { size: 'auto' }, 'auto', undefined],
    [ABLE, { aspect: '3:2' }, '1536x1024', undefined],
    [ABLE, { size: 'auto', aspect: '3:2' }, '1536x1024', undefined],
    [ABLE, { size: '1000x1000' }, '1008x1008', '1000x1000 is not possible on atelier/able, used 1008x1008.'],
    [
      ABLE,
      { size: '1024x1024', aspect: '3:2' },
      '1024x1024',
      'Size and aspect were both given; the size 1024x1024 was used.',
    ],
    [PLAIN, { size: 'auto' }, '1024x1024', undefined],
    [PLAIN, { size: '2000x1000' }, '1536x1024', '2000x1000 is not possible on atelier/plain, used 1536x1024.'],
    [PLAIN, { aspect: '21:9' }, '1536x1024', '21:9 is not possible on atelier/plain, used 3:2.'],
  ])('%#. the model takes the nearest and the person is told', (model, options, size, warning) => {
    const fitted = fitFor(model, options);
    expect(sizeOf(fitted)).toBe(size);
    expect(fitted.warnings).toEqual(warning ? [warning] : []);
  });

  it.each([
    [ABLE, photo(1200, 800), '1200x800'],
    [ABLE, photo(6000, 4000), '1536x1024'],
    [ABLE, photo(4000, 6000), '1024x1536'],
    [ABLE, photo(640, 640), '816x816'],
    [PLAIN, photo(4000, 3000), '1536x1024'],
    [PLAIN, photo(1, 1), '1024x1024'],
  ])('%#. an edit keeps the shape of its source, within reason and without a warning', (model, source, size) => {
    const fitted = fitFor(model, {}, [source, photo(50, 50)]);
    expect(sizeOf(fitted)).toBe(size);
    expect(fitted.warnings).toEqual([]);
  });

  it('obeys a size that is named for an edit', () => {
    expect(sizeOf(fitFor(ABLE, { size: 'auto' }, [photo(1200, 800)]))).toBe('auto');
    expect(sizeOf(fitFor(ABLE, { size: '1024x1024' }, [photo(1200, 800)]))).toBe('1024x1024');
  });

  it('gives a legal size for any source', () => {
    const edge = fc.integer({ min: 1, max: 30_000 });
    fc.assert(
      fc.property(edge, edge, (width, height) => {
        const { size } = fitFor(ABLE, {}, [photo(width, height)]);
        if (size === 'auto') throw new Error('An edit names its size.');
        const pixels = size.width * size.height;
        expect([size.width % 16, size.height % 16]).toEqual([0, 0]);
        expect(pixels >= 655_360 && pixels <= 1_700_000).toBe(true);
      }),
    );
  });
});

describe('quality', () => {
  it.each([
    [ABLE, 'xhigh', 'xhigh', undefined],
    [ABLE, ' HIGH ', 'high', undefined],
    [ABLE, 'hd', 'high', undefined],
    [ABLE, '2K', 'high', undefined],
    [ABLE, 'standard', 'medium', undefined],
    [PLAIN, 'max', 'high', 'Quality max is not possible on atelier/plain, used high.'],
    [PLAIN, 'medium', 'low', 'Quality medium is not possible on atelier/plain, used low.'],
    [WORDS_ONLY, 'high', undefined, 'atelier/words-only has no quality setting, so it was left out.'],
    [WORDS_ONLY, 'auto', undefined, undefined],
  ])('%#. is the nearest the model has, never a dearer one between two', (model, asked, quality, warning) => {
    const fitted = fitFor(model, { quality: asked });
    expect(fitted.quality).toBe(quality);
    expect(fitted.warnings).toEqual(warning ? [warning] : []);
  });

  it('may have a name that only this model knows', () => {
    const quality = { values: ['draft', 'gallery'], default: 'draft', weights: { draft: 1, gallery: 2 } };
    expect(fitFor({ ...ABLE, quality }, { quality: 'gallery' })).toMatchObject({ quality: 'gallery', warnings: [] });
  });
});

describe('what a model cannot do', () => {
  it.each<[ModelEntry, RequestOptions, object, string]>([
    [PLAIN, { partials: 2 }, { partials: 0 }, 'atelier/plain shows no previews.'],
    [
      PLAIN,
      { moderation: 'low' },
      {},
      'The content filter of atelier/plain cannot be set, so moderation was left out.',
    ],
    [PLAIN, { compression: 50 }, {}, 'atelier/plain has no compression setting, so it was left out.'],
    [
      ABLE,
      { compression: 50 },
      {},
      'png is not compressed by quality, so the compression was left out; jpeg and webp are.',
    ],
    [ABLE, { seed: 7 }, {}, 'atelier/able has no seed, so the same request makes another picture each time.'],
    [WORDS_ONLY, { seed: 7 }, { seed: 7 }, 'atelier/words-only follows a seed only roughly.'],
    [
      ABLE,
      { style: 'vivid' },
      {},
      'atelier/able has no style setting, so it was left out; say the style in the prompt.',
    ],
    [ABLE, { fidelity: 'high' }, {}, 'Fidelity keeps the detail of a picture, and none was given, so it was left out.'],
  ])('%#. is corrected or left out, with a sentence', (model, options, expected, warning) => {
    const fitted = fitFor(model, options);
    expect(fitted).toMatchObject(expected);
    expect(fitted.warnings).toEqual([warning]);
    for (const left of ['moderation', 'compression', 'seed', 'style', 'fidelity'])
      if (left in options && !(left in expected)) expect(fitted).not.toHaveProperty(left);
  });

  it('is told for each wish, in one go', () => {
    expect(fitFor(WORDS_ONLY, { seed: 7, quality: 'high', aspect: '21:9', partials: 1 }).warnings).toHaveLength(4);
  });
});

describe('fidelity of an edit', () => {
  const none: ModelEntry = { ...PLAIN, operations: { ...PLAIN.operations, fidelity: 'none' } };

  it.each([
    [PLAIN, 'high', 'high', []],
    [PLAIN, 'LOW', 'low', []],
    [ABLE, 'high', undefined, []],
    [ABLE, 'low', undefined, ['atelier/able always keeps fine detail, so low fidelity was left out.']],
    [none, 'high', undefined, ['atelier/plain cannot promise to keep faces, logos and fine detail.']],
  ])('%#. is a parameter, built in, or not promised', (model, asked, fidelity, warnings) => {
    const fitted = fitFor(model, { fidelity: asked }, [photo(1024, 1024)]);
    expect(fitted.fidelity).toBe(fidelity);
    expect(fitted.warnings).toEqual(warnings);
  });
});

describe('what fits is passed on', () => {
  it.each<[ModelEntry, RequestOptions, object]>([
    [ABLE, { format: 'webp', compression: 0 }, { format: 'webp', compression: 0 }],
    [ABLE, { format: 'jpeg', compression: 100 }, { format: 'jpeg', compression: 100 }],
    [ABLE, { n: 10 }, { count: 10 }],
    [ABLE, { partials: 0 }, { partials: 0 }],
    [ABLE, { moderation: 'low' }, { moderation: 'low' }],
    [ABLE, { background: 'transparent' }, { background: 'transparent', format: 'png' }],
    [ABLE, { background: 'Transparent', format: 'webp' }, { background: 'transparent', format: 'webp' }],
    [ABLE, { timeoutSeconds: 600 }, { timeoutMs: 600_000 }],
    [PLAIN, { n: 9 }, { count: 9 }],
    [WORDS_ONLY, { n: 2 }, { count: 2 }],
    [PLAIN, { seed: 0 }, { seed: 0 }],
    [PLAIN, { style: 'Vivid ' }, { style: 'vivid' }],
  ])('%#. as it is', (model, options, expected) => {
    expect(fitFor(model, options)).toMatchObject({ ...expected, warnings: [] });
  });

  it('uses a format that can be transparent where nobody names one', () => {
    const jpegFirst: ModelEntry = { ...ABLE, output: { ...ABLE.output, formats: ['jpeg', 'webp'] } };
    expect(fitFor(jpegFirst).format).toBe('jpeg');
    expect(fitFor(jpegFirst, { background: 'transparent' }).format).toBe('webp');
  });
});

describe('what makes no sense', () => {
  const wrong = (option: string, allowed: RegExp | string) => ({ option, allowed: expect.stringMatching(allowed) });

  it.each<[ModelEntry, RequestOptions, object]>([
    [ABLE, { size: 'huge' }, wrong('size', /^auto, 1024x1024, .*or any WIDTHxHEIGHT$/)],
    [PLAIN, { size: '0x0' }, wrong('size', /^1024x1024, 1536x1024, 1024x1536$/)],
    [ABLE, { aspect: 'wide' }, wrong('aspect', '16:9')],
    [ABLE, { quality: 'shiny' }, wrong('quality', 'low, medium, high, xhigh, max')],
    [ABLE, { quality: 'constructor' }, wrong('quality', 'low')],
    [ABLE, { quality: '__proto__' }, wrong('quality', 'low')],
    [WORDS_ONLY, { quality: 'shiny' }, wrong('quality', 'auto')],
    [PLAIN, { style: 'baroque' }, wrong('style', 'vivid, natural')],
    [ABLE, { background: 'blue' }, wrong('background', 'auto, transparent, opaque')],
    [ABLE, { format: 'gif' }, wrong('format', 'png, jpeg, webp')],
    [ABLE, { moderation: 'off' }, wrong('moderation', 'auto, low')],
    [ABLE, { fidelity: 'medium' }, wrong('fidelity', 'high, low')],
    [ABLE, { compression: 101 }, wrong('compression', '0 to 100')],
    [ABLE, { compression: 0.5 }, wrong('compression', '0 to 100')],
    [ABLE, { partials: 4 }, wrong('partials', '0, 1, 2, 3')],
    [ABLE, { seed: -1 }, wrong('seed', 'whole number')],
    [ABLE, { seed: 2 ** 60 }, wrong('seed', 'whole number')],
    [ABLE, { timeoutSeconds: 601 }, wrong('timeout', '600 seconds')],
    [ABLE, { timeoutSeconds: Number.NaN }, wrong('timeout', '600 seconds')],
  ])('%#. is refused with what is possible', (model, options, details) => {
    expect(() => fitFor(model, options)).toThrow(
      expect.objectContaining({ code: 'option-invalid', details: expect.objectContaining(details) }),
    );
  });

  it.each([0, -1, 11, 1.5, Number.NaN])('is refused: %d pictures', (n) => {
    expect(() => fitFor(ABLE, { n })).toThrow(
      expect.objectContaining({ code: 'count-out-of-range', details: { count: n, max: 10 } }),
    );
  });

  it('is refused: transparency in jpeg', () => {
    expect(() => fitFor(ABLE, { background: 'transparent', format: 'jpeg' })).toThrow(
      expect.objectContaining({ code: 'transparent-needs-alpha' }),
    );
  });
});
