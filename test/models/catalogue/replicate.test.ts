import { describe, expect, it } from 'vitest';
import { abilityOf, type ModelEntry, modesOf } from '#src/domain/model.ts';
import { REPLICATE_MODELS } from '#src/models/catalogue/replicate.ts';
import {
  FLUX_SCHNELL_INPUTS,
  REAL_ESRGAN_INPUTS,
  REMOVE_BACKGROUND_INPUTS,
} from '#src/models/catalogue/replicate-inputs.ts';
import { modelEntrySchema } from '#src/models/catalogue/schema.ts';

const entryOf = (id: string): ModelEntry => {
  const entry = REPLICATE_MODELS.find((model) => model.id === `replicate/${id}`);
  if (!entry) throw new Error(`${id} is not in the catalogue.`);
  return entry;
};

describe("Replicate's part of the catalogue", () => {
  it.each(REPLICATE_MODELS.map((entry) => [entry.id, entry] as const))('has a whole entry for %s', (_id, entry) => {
    expect(modelEntrySchema.safeParse(entry).error?.issues ?? []).toEqual([]);
  });

  it('names each model once, and every successor is there', () => {
    const ids = REPLICATE_MODELS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(REPLICATE_MODELS.map(({ vendorId }) => vendorId)).size).toBe(ids.length);
    const successors = REPLICATE_MODELS.flatMap(({ lifecycle }) => lifecycle.successor ?? []);
    expect(successors.length).toBeGreaterThan(0);
    for (const successor of successors) expect(ids).toContain(successor);
  });

  it.each(REPLICATE_MODELS.map((entry) => [entry.id, entry] as const))(
    'promises nothing of %s that its input has no name for',
    (_id, { inputs = {}, operations, shape, quality, output, seed, negativePrompt }) => {
      expect(inputs.references !== undefined).toBe(operations.maxReferences > 0);
      if (operations.maxReferences > 1) expect(inputs.references?.many).toBe(true);
      expect(inputs.mask !== undefined).toBe(operations.mask !== 'none');
      expect(inputs.aspect !== undefined).toBe(shape.kind === 'aspect');
      expect(inputs.quality !== undefined).toBe(quality !== undefined);
      expect(inputs.count !== undefined).toBe(output.maxCount > 1);
      expect(inputs.format !== undefined).toBe(output.chosenBy !== 'provider');
      expect(inputs.compression !== undefined).toBe(output.compression);
      expect(inputs.seed !== undefined).toBe(seed !== 'none');
      expect(inputs.negative !== undefined).toBe(negativePrompt === true);
      expect(inputs.scale !== undefined).toBe(operations.upscale === true);
      if (inputs.qualityValues) expect(Object.keys(inputs.qualityValues)).toEqual(quality?.values);
    },
  );

  it('weighs each model by its price, 0.0132 dollars being 1', () => {
    for (const { id, pricing } of REPLICATE_MODELS)
      expect([id, Math.abs(pricing.weight * 0.0132 - (pricing.usdPerPicture?.usual ?? 0)) < 0.0001]).toEqual([
        id,
        true,
      ]);
  });

  it('keeps the seeds of FLUX Schnell exact', () => {
    expect(entryOf('flux-schnell').seed).toBe('exact');
    expect(FLUX_SCHNELL_INPUTS.always).toEqual({ go_fast: false });
  });

  it('has an editor that cannot draw from words', () => {
    const modes = modesOf(entryOf('qwen-image-edit-plus'));
    expect(modes).toContain('edit');
    expect(modes).not.toContain('generate');
  });

  it('has an upscaler and a background remover that do nothing else', () => {
    expect(modesOf(entryOf('real-esrgan'))).toEqual(['upscale']);
    expect(modesOf(entryOf('bria-remove-background'))).toEqual(['remove-background']);
    expect(entryOf('real-esrgan').vendorId).toMatch(/^nightmareai\/real-esrgan:[0-9a-f]{64}$/);
    expect([REAL_ESRGAN_INPUTS.scale, REMOVE_BACKGROUND_INPUTS.references?.name]).toEqual(['scale', 'image']);
  });

  it('has a model that only changes what a mask marks', () => {
    const entry = entryOf('bria-genfill');
    expect(modesOf(entry)).toEqual(['inpaint']);
    expect(abilityOf('inpaint', entry)).toBe('native');
  });

  it('does not take a mask that is required and cannot be told', () => {
    const { operations, ...entry } = entryOf('bria-genfill');
    const broken = modelEntrySchema.safeParse({ ...entry, operations: { ...operations, mask: 'none' } });
    expect(broken.error?.issues.map(({ path }) => path.join('.'))).toEqual(['operations.maskRequired']);
  });
});
