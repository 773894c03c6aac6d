import { describe, expect, it } from 'vitest';
import type { ModelEntry } from '#src/domain/model.ts';
import { OPENAI_MODELS } from '#src/models/catalogue/openai.ts';
import { modelEntrySchema } from '#src/models/catalogue/schema.ts';
import { SIMULATOR_MODELS } from '#src/models/catalogue/simulator.ts';

const [flare] = OPENAI_MODELS;
if (!flare) throw new Error('The catalogue is empty.');

/** The paths of everything wrong with an entry. */
function wrong(entry: unknown): readonly string[] {
  const { success, error } = modelEntrySchema.safeParse(entry);
  return success ? [] : error.issues.map(({ path }) => path.join('.'));
}

describe('the schema of a catalogue entry', () => {
  it.each([...OPENAI_MODELS, ...SIMULATOR_MODELS].map((entry) => [entry.id, entry] as const))(
    'holds for %s',
    (_id, entry) => {
      expect(modelEntrySchema.safeParse(entry).error).toBeUndefined();
    },
  );

  it.each<[string, Partial<Record<keyof ModelEntry, unknown>>, string]>([
    ['an id without its provider', { id: 'flare' }, 'id'],
    ['an id of another provider', { provider: 'gemini' }, 'provider'],
    ['a key nobody knows', { colour: 'red' } as object, ''],
    ['a default quality it does not have', { quality: { ...flare.quality, default: 'ultra' } }, 'quality.default'],
    [
      'a quality without a weight',
      { quality: { values: ['low'], default: 'low', weights: {} } },
      'quality.weights.low',
    ],
    [
      'a weight of a quality it does not have',
      { quality: { values: ['low'], default: 'low', weights: { low: 1, max: 9 } } },
      'quality.weights.max',
    ],
    ['a free weight of nothing', { pricing: { ...flare.pricing, weight: 0 } }, 'pricing.weight'],
    [
      'a token base of a quality it does not have',
      { pricing: { ...flare.pricing, outputTokenBase: { ultra: 3 } } },
      'pricing.outputTokenBase.ultra',
    ],
    [
      'a day that is not in the calendar',
      { lifecycle: { state: 'current', shutdownAt: '2026-02-30' } },
      'lifecycle.shutdownAt',
    ],
    ['itself as its successor', { lifecycle: { state: 'current', successor: flare.id } }, 'lifecycle.successor'],
    ['a default size outside its presets', { shape: { ...flare.shape, default: '64x64' } }, 'shape.default'],
    ['the default auto without auto', { shape: { ...flare.shape, auto: false, default: 'auto' } }, 'shape.default'],
    [
      'a preset its own bounds forbid',
      { shape: { ...flare.shape, presets: ['1024x1024', '100x100'] } },
      'shape.presets.1',
    ],
    ['references without edit', { operations: { ...flare.operations, edit: false } }, 'operations.maxReferences'],
    ['edit without references', { operations: { ...flare.operations, maxReferences: 0 } }, 'operations.maxReferences'],
    [
      'neither generate nor edit',
      { operations: { generate: false, edit: false, maxReferences: 0, mask: 'none', fidelity: 'none' } },
      'operations',
    ],
    ['a mask without edit', { operations: { ...flare.operations, edit: false, maxReferences: 0 } }, 'operations.mask'],
    ['transparent jpeg alone', { output: { ...flare.output, formats: ['jpeg'] } }, 'output.transparent'],
    ['the same format twice', { output: { ...flare.output, formats: ['png', 'png'] } }, 'output.formats'],
    ['more than ten pictures at once', { output: { ...flare.output, maxCount: 11 } }, 'output.maxCount'],
    [
      'a longer silence than the whole call',
      { delivery: { ...flare.delivery, timeoutMs: 1000 } },
      'delivery.idleTimeoutMs',
    ],
    ['a time-out over ten minutes', { delivery: { ...flare.delivery, timeoutMs: 600_001 } }, 'delivery.timeoutMs'],
  ])('refuses %s', (_what, change, path) => {
    expect(wrong({ ...flare, ...change })).toContain(path);
  });
});
