import { describe, expect, it } from 'vitest';
import { fitOptions } from '#src/domain/fit.ts';
import { modesOf } from '#src/domain/model.ts';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import { priceOf } from '#src/domain/price.ts';
import { RUNWARE_MODELS } from '#src/models/catalogue/runware.ts';
import { modelEntrySchema } from '#src/models/catalogue/schema.ts';

const idsWith = (mode: string): readonly string[] =>
  RUNWARE_MODELS.filter((model) => modesOf(model).some((known) => known === mode)).map(({ id }) => id);

describe("Runware's models", () => {
  it.each(RUNWARE_MODELS.map((model) => [model.id, model] as const))('%s is a whole entry', (_id, model) => {
    expect(modelEntrySchema.safeParse(model).error?.issues ?? []).toEqual([]);
    expect(model.vendorId).toMatch(/^[a-z]+:\d+@\d+$/);
    expect(model.evidence).toContain('Assumed');
  });

  it('do what pictures are needed for, each by a model made for it', () => {
    expect(idsWith('generate')).toEqual(['runware/flux-schnell', 'runware/flux-dev']);
    expect(idsWith('multi-reference')).toEqual(['runware/flux-kontext']);
    expect(idsWith('inpaint')).toEqual(['runware/flux-dev', 'runware/flux-fill', 'runware/flux-kontext']);
    expect(idsWith('upscale')).toEqual(['runware/real-esrgan']);
    expect(idsWith('remove-background')).toEqual(['runware/birefnet']);
    expect(idsWith('transparent')).toEqual([]);
  });

  it('weigh what they cost, on the scale of all models', () => {
    for (const { id, pricing } of RUNWARE_MODELS) {
      const dollars = (pricing.usdPerPicture?.usual ?? 0) / 0.0132;
      expect(pricing.weight / dollars, id).toBeGreaterThan(0.8);
      expect(pricing.weight / dollars, id).toBeLessThan(1.25);
    }
  });

  it('cost at least one credit, and are told in dollars before', () => {
    for (const model of RUNWARE_MODELS) {
      const price = priceOf(
        model,
        { references: 0, size: { width: 1024, height: 1024 }, count: 2 },
        DEFAULT_CREDIT_POLICY,
      );
      expect(price.total, model.id).toBeGreaterThanOrEqual(1);
      expect(price.estimateUsdMicros, model.id).toBe(Math.round((model.pricing.usdPerPicture?.usual ?? 0) * 2e6));
    }
  });

  it.each(['1x1', '64x64', '128x2048', '2048x128', '3000x3000', '1000x777', '5x5000', '1920x1080'])(
    'never ask for a size the vendor refuses, such as near %s',
    (size) => {
      for (const model of RUNWARE_MODELS.filter(({ shape }) => shape.kind === 'size')) {
        const { options } = fitOptions({ prompt: '', options: { size }, references: [], instructions: [] }, { model });
        if (options.size === 'auto') throw new Error('There is no automatic size.');
        for (const edge of [options.size.width, options.size.height]) {
          expect(edge % 64, model.id).toBe(0);
          expect(edge, model.id).toBeGreaterThanOrEqual(128);
          expect(edge, model.id).toBeLessThanOrEqual(2048);
        }
      }
    },
  );
});
