import { describe, expect, it } from 'vitest';
import { fitOptions } from '#src/domain/fit.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import { priceOf } from '#src/domain/price.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { plainText } from '#src/domain/text.ts';
import { GEMINI_MODELS } from '#src/models/catalogue/gemini.ts';
import { modelEntrySchema } from '#src/models/catalogue/schema.ts';

const SQUARE = { width: 1024, height: 1024 };

/** The one entry of that id, vendor's id or alias. */
function entryOf(name: string): ModelEntry {
  const [found, another] = GEMINI_MODELS.filter(({ id, vendorId, aliases }) =>
    [id, vendorId, ...aliases].includes(name),
  );
  if (!found || another) throw new Error(`${name} fits ${another ? 'several entries' : 'no entry'}.`);
  return found;
}

function fitted(name: string, options: RequestOptions) {
  const fit = fitOptions({ prompt: '', options, references: [], instructions: [] }, { model: entryOf(name) });
  return { ...fit.options, warnings: fit.warnings.map(plainText) };
}

describe('the Gemini entries', () => {
  it.each(GEMINI_MODELS.map((entry) => [entry.id, entry] as const))('%s has a right form', (_id, entry) => {
    expect(modelEntrySchema.safeParse(entry).error).toBeUndefined();
  });

  it('begin with the one to use, and offer what the vendor offers', () => {
    const alive = GEMINI_MODELS.filter(({ lifecycle }) => lifecycle.state === 'current');
    expect(alive.map(({ id }) => id)).toEqual([
      'gemini/gemini-nano-banana-2.1',
      'gemini/gemini-3-pro-image',
      'gemini/gemini-3.1-flash-lite-image',
    ]);
    expect(GEMINI_MODELS[0]).toBe(alive[0]);
  });

  it.each([
    ['nano-banana', 'gemini/gemini-nano-banana-2.1'],
    ['nano-banana-pro', 'gemini/gemini-3-pro-image'],
    ['nano-banana-2-lite', 'gemini/gemini-3.1-flash-lite-image'],
    ['gemini-2.5-flash-image', 'gemini/gemini-2.5-flash-image'],
  ])('are found as %s', (name, id) => {
    expect(entryOf(name).id).toBe(id);
  });

  it('name what replaces each that is gone, and that one is there', () => {
    const gone = GEMINI_MODELS.filter(({ lifecycle }) => lifecycle.state === 'shutdown');
    expect(gone.map(({ id, lifecycle }) => [id.slice(7), lifecycle.shutdownAt, lifecycle.successor?.slice(7)])).toEqual(
      [
        ['gemini-3.1-flash-image', '2026-10-29', 'gemini-nano-banana-2.1'],
        ['gemini-2.5-flash-image', '2026-10-02', 'gemini-nano-banana-2.1'],
        ['gemini-3.1-flash-image-preview', '2026-06-25', 'gemini-nano-banana-2.1'],
        ['gemini-3-pro-image-preview', '2026-06-25', 'gemini-3-pro-image'],
      ],
    );
    for (const { lifecycle } of gone) expect(entryOf(lifecycle.successor ?? '').lifecycle.state).toBe('current');
  });

  it('cost in proportion to what the vendor takes', () => {
    for (const { id, pricing, quality } of GEMINI_MODELS.filter(({ lifecycle }) => lifecycle.state === 'current'))
      for (const size of quality?.values ?? []) {
        const usd = pricing.usdPerPicture?.byQuality?.[size] ?? pricing.usdPerPicture?.usual ?? 0;
        const weight = pricing.weight * (quality?.weights[size] ?? 0);
        expect(weight / (usd / 0.0132), `${id} ${size}`).toBeCloseTo(1, 1);
      }
    const price = priceOf(
      entryOf('nano-banana'),
      { references: 0, quality: '2K', size: SQUARE, count: 2 },
      DEFAULT_CREDIT_POLICY,
    );
    expect(price).toEqual({ each: 8, total: 16, estimateUsdMicros: 100_000 });
  });

  it('keep all references together within one request of 20 MB, as base64 and with the longest prompt', () => {
    for (const { input } of GEMINI_MODELS) {
      const together = Math.ceil((input.maxBytesTogether ?? 0) / 3) * 4;
      expect(together + input.maxPromptLength * 6).toBeLessThan(20_000_000);
      expect(input.maxBytesEach).toBeLessThanOrEqual(input.maxBytesTogether ?? 0);
    }
  });

  it.each<[RequestOptions, string, string]>([
    [{}, '1:1', '1K'],
    [{ aspect: '16:9', quality: 'hd' }, '16:9', '2K'],
    [{ size: '4096x4096' }, '1:1', '4K'],
    [{ size: '2752x1536' }, '16:9', '2K'],
    [{ quality: '4k' }, '1:1', '4K'],
  ])('fit %j to a ratio and a size of the vendor', (options, aspect, quality) => {
    expect(fitted('nano-banana', options)).toMatchObject({ aspect, quality, warnings: [] });
  });

  it('warn of what the smallest model cannot', () => {
    expect(fitted('nano-banana-lite', { quality: '4K', aspect: '8:1', seed: 3, negative: 'rain' })).toMatchObject({
      quality: '1K',
      aspect: '21:9',
      seed: 3,
      warnings: [
        expect.stringContaining('Quality 4k is not possible'),
        expect.stringContaining('8:1 is not possible'),
        expect.stringContaining('follows a seed only roughly'),
        expect.stringContaining('takes no negative prompt'),
      ],
    });
  });

  it('leave the format to the vendor and keep a wish for afterwards', () => {
    expect(fitted('nano-banana', { format: 'webp' })).toMatchObject({ deliverAs: 'webp' });
    expect(fitted('nano-banana', { format: 'jpeg' })).toMatchObject({ deliverAs: 'jpeg' });
    expect(fitted('nano-banana', {})).not.toHaveProperty('deliverAs');
  });
});
