import { describe, expect, it } from 'vitest';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import { outputTokens, priceOf } from '#src/domain/price.ts';
import { sizeOfAspect } from '#src/domain/shape.ts';
import { OPENAI_MODELS } from '#src/models/catalogue/openai.ts';

const SQUARE = { width: 1024, height: 1024 };

describe("OpenAI's models", () => {
  it('begin with the one used where nobody names a model', () => {
    expect(OPENAI_MODELS[0]).toMatchObject({ id: 'openai/gpt-image-2.6-flare', lifecycle: { state: 'current' } });
    expect(OPENAI_MODELS[0]?.pricing.weight).toBe(1);
  });

  it('name a successor that is there and not on its way out, for every model that is', () => {
    for (const { lifecycle, id } of OPENAI_MODELS.filter((model) => model.lifecycle.state !== 'current')) {
      const successor = OPENAI_MODELS.find((model) => model.id === lifecycle.successor);
      expect(successor?.lifecycle, id).toEqual({ state: 'current' });
      expect(lifecycle.shutdownAt, id).toMatch(/^2026-/);
    }
  });

  it('weigh every quality by what its pictures cost, one scale for all models', () => {
    const unit = outputTokens(24, SQUARE);
    for (const { id, quality, pricing } of OPENAI_MODELS) {
      for (const [name, base] of Object.entries(pricing.outputTokenBase ?? {})) {
        const credits = pricing.weight * (quality?.weights[name] ?? 0);
        const dollars = outputTokens(base, SQUARE) / unit;
        expect(credits / dollars, `${id} ${name}`).toBeGreaterThan(0.85);
        expect(credits / dollars, `${id} ${name}`).toBeLessThan(1.2);
      }
    }
  });

  it('cost what the house rules say: 2 credits for words, 4 for an edit, on the default model', () => {
    const [flare] = OPENAI_MODELS;
    if (!flare) throw new Error('The catalogue is empty.');
    const price = (references: number, quality: string) =>
      priceOf(flare, { references, quality, size: SQUARE, count: 1 }, DEFAULT_CREDIT_POLICY);
    expect(price(0, 'medium')).toEqual({ each: 2, total: 2, estimateUsdMicros: 13_170 });
    expect(price(1, 'medium').each).toBe(4);
    expect(price(0, 'low').each).toBe(1);
    expect(price(0, 'max').each).toBe(32);
  });

  it.each([
    ['16:9', '1280x720'],
    ['9:16', '720x1280'],
    ['3:2', '1536x1024'],
    ['1:1', '1024x1024'],
  ])('draw %s at the usual number of pixels', (aspect, expected) => {
    const [width = 0, height = 0] = aspect.split(':').map(Number);
    const size = sizeOfAspect(shapeOf('openai/gpt-image-2.6-flare'), { width, height });
    expect(`${size.width}x${size.height}`).toBe(expected);
  });
});

function shapeOf(id: string) {
  const entry = OPENAI_MODELS.find((model) => model.id === id);
  if (entry?.shape.kind !== 'size') throw new Error(`${id} with sizes is not there.`);
  return entry.shape;
}
