import { describe, expect, it } from 'vitest';
import type { ErrorDetails } from '#src/domain/error-details.ts';
import { EaselError } from '#src/domain/errors.ts';
import { CatalogueError, type ModelOverride } from '#src/models/catalogue/apply-overrides.ts';
import { type CatalogueOptions, createCatalogue } from '#src/models/catalogue/create-catalogue.ts';
import { BUILT_IN_MODELS } from '#src/models/registry.ts';

type Provider = readonly [name: string, where: { readonly vendorHosted: boolean }];

const OPENAI: Provider = ['openai', { vendorHosted: true }];
const SIMULATOR: Provider = ['simulator', { vendorHosted: false }];

function catalogueOf(
  more: Partial<Omit<CatalogueOptions, 'providers'>> = {},
  providers: readonly Provider[] = [OPENAI, SIMULATOR],
) {
  return createCatalogue({ builtIn: BUILT_IN_MODELS, providers: new Map(providers), overrides: [], ...more });
}

function problemsOf(overrides: readonly ModelOverride[], defaultModel?: string): readonly string[] {
  try {
    catalogueOf({ overrides, ...(defaultModel !== undefined && { defaultModel }) });
  } catch (thrown) {
    if (thrown instanceof CatalogueError) return thrown.problems;
    throw thrown;
  }
  return [];
}

function refusalOf(name: string, catalogue = catalogueOf()): EaselError {
  try {
    catalogue.find(name);
  } catch (thrown) {
    if (thrown instanceof EaselError) return thrown;
    throw thrown;
  }
  throw new Error(`${name} was found.`);
}

// The codes asserted beside each use have exactly these details.
const nearOf = (error: EaselError) => (error.details as ErrorDetails['unknown-model']).near;

const FULL = {
  id: 'openai/house-style',
  provider: 'openai',
  vendorId: 'ft:house-style',
  label: 'House style',
  aliases: ['house'],
  lifecycle: { state: 'current' },
  operations: { generate: true, edit: false, maxReferences: 0, mask: 'none', fidelity: 'none' },
  input: { maxBytesEach: 1, maskMaxBytes: 1, maxPromptLength: 500 },
  shape: { kind: 'size', presets: ['512x512'], default: '512x512', auto: false },
  styles: [],
  moderation: false,
  output: { formats: ['png'], compression: false, transparent: false, maxCount: 1 },
  seed: 'none',
  delivery: { partials: 0, timeoutMs: 1000, idleTimeoutMs: 1000, pollCeilingMs: 1000, typicalMs: 1000 },
  pricing: { weight: 1, asOf: '2026-11-21', source: 'contract' },
  evidence: 'operator',
};

describe('the default model', () => {
  it('is the cheapest real one, wherever the simulator stands', () => {
    expect(catalogueOf({}, [SIMULATOR, OPENAI]).defaultModel?.id).toBe('openai/gpt-image-2.6-flare');
  });

  it('is the simulator only where no real provider is configured', () => {
    expect(catalogueOf({}, [SIMULATOR]).defaultModel?.id).toBe('simulator/sketch');
    const real = catalogueOf({}, [['gemini', { vendorHosted: true }], SIMULATOR]);
    expect(real.defaultModel?.id).toBe('gemini/gemini-nano-banana-2.1');
  });

  it('is none where nothing is configured', () => {
    expect(catalogueOf({}, []).defaultModel).toBeUndefined();
  });

  it('is the configured one, by any of its names', () => {
    expect(catalogueOf({ defaultModel: 'sunburst' }).defaultModel?.id).toBe('openai/gpt-image-2.6-sunburst');
  });

  it('is never a model that was shut down', () => {
    const down = { lifecycle: { state: 'shutdown', shutdownAt: '2026-11-01' } };
    const overrides = [{ id: 'openai/gpt-image-2.6-flare', ...down }];
    expect(catalogueOf({ overrides }).defaultModel?.id).toBe('openai/gpt-image-2.5-flare');
    expect(problemsOf([], 'dall-e-3')).toEqual([
      'defaultModel: openai/dall-e-3 was shut down by its vendor; name another model.',
    ]);
  });

  it("may be a model its vendor shut down where the server is the operator's own", () => {
    const own: Provider = ['openai', { vendorHosted: false }];
    expect(catalogueOf({ defaultModel: 'dall-e-3' }, [own]).defaultModel?.id).toBe('openai/dall-e-3');
  });

  it('is a problem with near names where there is no such model', () => {
    expect(problemsOf([], 'gpt-image-2.6-flair')[0]).toMatch(/^defaultModel: .*openai\/gpt-image-2\.6-flare/);
  });
});

describe('the model for a mode', () => {
  it('is the one named for it, else the default for everything, else none in particular', () => {
    const named = catalogueOf({ defaultModel: 'sunburst', defaultModels: { inpaint: 'gpt-image-2' } });
    expect(named.chosenFor('inpaint')?.id).toBe('openai/gpt-image-2');
    expect(named.chosenFor('edit')?.id).toBe('openai/gpt-image-2.6-sunburst');
    expect(catalogueOf().chosenFor('edit')).toBeUndefined();
  });

  it('is a problem where it cannot do that', () => {
    expect(() => catalogueOf({ defaultModels: { upscale: 'flare', edit: 'flair' } })).toThrow(CatalogueError);
    expect(() => catalogueOf({ defaultModels: { upscale: 'flare' } })).toThrow(
      expect.objectContaining({
        problems: ['defaultModels.upscale: openai/gpt-image-2.6-flare cannot do that; name another model.'],
      }),
    );
  });
});

describe('the models', () => {
  it('are those of the configured providers only', () => {
    const { models, off } = catalogueOf({}, [SIMULATOR]);
    expect(new Set(models.map(({ provider }) => provider))).toEqual(new Set(['simulator']));
    expect(models.map(({ id }) => id)).toContain('simulator/sketch-precise');
    expect(off.map(({ id }) => id)).toContain('openai/gpt-image-2');
    expect(off.map(({ provider }) => provider)).not.toContain('simulator');
  });

  it('allow retired ones only where the vendor itself is not the host', () => {
    const catalogue = catalogueOf();
    expect(catalogue.retiredAllowed('openai')).toBe(false);
    expect(catalogue.retiredAllowed('simulator')).toBe(true);
    expect(catalogue.retiredAllowed('nobody')).toBe(false);
  });
});

describe('finding a model', () => {
  it.each([
    ['our id', 'openai/gpt-image-2.6-flare', 'openai/gpt-image-2.6-flare'],
    ['another case and spaces', '  OpenAI/GPT-Image-2.6-FLARE ', 'openai/gpt-image-2.6-flare'],
    ["the vendor's id", 'gpt-image-2', 'openai/gpt-image-2'],
    ['an alias, although words of other names fit too', 'flare', 'openai/gpt-image-2.6-flare'],
    ['words that fit one model', '2.5-flare', 'openai/gpt-image-2.5-flare'],
    ['one word that fits one model', 'mini', 'openai/gpt-image-1-mini'],
    ['a whole name that others begin with', 'sketch', 'simulator/sketch'],
    ['a retired model by its name', 'dall-e-3', 'openai/dall-e-3'],
  ])('goes by %s', (_by, name, id) => {
    expect(catalogueOf().find(name).id).toBe(id);
  });

  it('offers the three nearest names for one nobody has', () => {
    const error = refusalOf('gpt-image-2.6-flair');
    expect(error.code).toBe('unknown-model');
    expect(nearOf(error)).toHaveLength(3);
    expect(nearOf(error)[0]).toBe('openai/gpt-image-2.6-flare');
  });

  it('names those that fit where several do', () => {
    const error = refusalOf('2.5');
    expect(error.code).toBe('ambiguous-model');
    expect(nearOf(error)).toEqual(['openai/gpt-image-2.5-flare', 'openai/gpt-image-2.5-sunburst']);
  });

  it('takes no part of a word for a name', () => {
    expect(refusalOf('lare').code).toBe('unknown-model');
    expect(refusalOf('').code).toBe('unknown-model');
  });

  it('offers nothing where nothing is configured', () => {
    expect(nearOf(refusalOf('flair', catalogueOf({}, [])))).toEqual([]);
  });

  it('knows a model whose provider has no key, and says that it needs one', () => {
    expect(refusalOf('flare', catalogueOf({}, [SIMULATOR]))).toMatchObject({
      code: 'model-off',
      details: { model: 'openai/gpt-image-2.6-flare' },
      blame: 'operator',
    });
  });
});

describe("the operator's changes", () => {
  it('are laid over an entry, deep, lists replaced', () => {
    const overrides = [
      { id: 'openai/gpt-image-2', aliases: ['two'], delivery: { typicalMs: 9000 }, pricing: { weight: 2 } },
    ];
    const model = catalogueOf({ overrides }).find('two');
    expect(model.delivery).toMatchObject({ typicalMs: 9000, timeoutMs: 180_000 });
    expect(model.pricing).toMatchObject({ weight: 2, usdPerMillionTokens: { imageOut: 30 } });
  });

  it('take a part away with null', () => {
    const overrides = [{ id: 'openai/gpt-image-2', quality: null, pricing: { outputTokenBase: null } }];
    const model = catalogueOf({ overrides }).find('openai/gpt-image-2');
    expect(model).not.toHaveProperty('quality');
    expect(model.pricing).not.toHaveProperty('outputTokenBase');
  });

  it('add a whole new entry after the others of its provider', () => {
    const { models, find } = catalogueOf({ overrides: [FULL] }, [OPENAI]);
    expect(models.at(-1)?.id).toBe('openai/house-style');
    expect(find('house').vendorId).toBe('ft:house-style');
  });

  it('are checked again as a whole, every problem reported with its path', () => {
    expect(
      problemsOf([
        { id: 'openai/gpt-image-2', quality: { default: 'huge' }, delivery: { partials: 4 } },
        { ...FULL, pricing: { ...FULL.pricing, weight: 'cheap' } },
      ]),
    ).toEqual([
      expect.stringMatching(/^models\[0\]\.delivery\.partials: /),
      expect.stringMatching(/^models\[1\]\.id: openai\/house-style is not in the catalogue/),
      expect.stringMatching(/^models\[1\]\.pricing\.weight: .*number/),
    ]);
    expect(problemsOf([{ id: 'openai/gpt-image-2', quality: { default: 'huge' } }])).toEqual([
      'models[0].quality.default: must be one of low, medium, high.',
    ]);
  });

  it('say what a new entry lacks and which id may have been meant', () => {
    const problems = problemsOf([{ id: 'openai/gpt-image-2.6-flair', pricing: { weight: 2 } }]);
    expect(problems[0]).toContain('Near names: openai/gpt-image-2.6-flare');
    expect(problems).toContain('models[0].label: is missing.');
  });

  it.each<[string, readonly ModelOverride[], string]>([
    ['the same id twice', [{ id: 'openai/gpt-image-2' }, { id: 'openai/gpt-image-2' }], 'models[1].id'],
    ['an id that differs only in case', [{ ...FULL, id: 'openai/GPT-Image-2' }], 'models[0].id'],
    [
      'a successor that is not there',
      [{ id: 'openai/gpt-image-2', lifecycle: { successor: 'openai/gone' } }],
      'models[0].lifecycle.successor',
    ],
    ['a key nobody knows', [{ id: 'openai/gpt-image-2', colour: 'red' }], 'models[0]'],
    ['no id', [{ label: 'x' }], 'models[0].id'],
  ])('refuse %s', (_what, overrides, path) => {
    expect(problemsOf(overrides).map((problem) => problem.split(': ')[0])).toContain(path);
  });

  it('cannot reach into objects they do not own', () => {
    const overrides = [JSON.parse('{"id":"openai/gpt-image-2","__proto__":{"polluted":true}}')];
    expect(problemsOf(overrides)).toHaveLength(1);
    expect({}).not.toHaveProperty('polluted');
  });
});
