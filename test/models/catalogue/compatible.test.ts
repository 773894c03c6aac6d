import { describe, expect, it } from 'vitest';
import { PRESET_FLAGS } from '#src/domain/compatible-presets.ts';
import type { CompatibleConnection, CompatibleFlags } from '#src/domain/connection.ts';
import { CatalogueError } from '#src/models/catalogue/apply-overrides.ts';
import { compatibleModels, connectedModels } from '#src/models/catalogue/compatible.ts';
import { modelEntrySchema } from '#src/models/catalogue/schema.ts';

type Preset = CompatibleConnection['preset'];

const connection = (
  preset: Preset,
  models: CompatibleConnection['models'] = [],
  flags: Partial<CompatibleFlags> = {},
  name = 'attic',
): CompatibleConnection => ({
  name,
  label: 'The attic',
  baseUrl: 'http://127.0.0.1:2/v1',
  flags: { ...PRESET_FLAGS[preset], ...flags },
  resultHosts: [],
  models,
  preset,
});

function problemsOf(...connections: readonly CompatibleConnection[]): readonly string[] {
  try {
    connectedModels(connections);
  } catch (thrown) {
    if (thrown instanceof CatalogueError) return thrown.problems;
    throw thrown;
  }
  return [];
}

const only = (...of: Parameters<typeof connection>) => {
  const [entry, another] = compatibleModels(connection(...of));
  if (!entry || another) throw new Error('There is not exactly one model.');
  return entry;
};

const ALL: readonly Preset[] = ['openai', 'airefinery', 'localai', 'sd-cpp'];

describe('the models of a connected server', () => {
  it.each(ALL)('are whole entries of the catalogue: %s', (preset) => {
    const entry = only(preset, [{ name: 'x' }]);
    expect(modelEntrySchema.safeParse(entry)).toEqual({ success: true, data: entry });
  });

  it('have AI Refinery’s known one where nothing is said', () => {
    expect(only('airefinery', [], {}, 'airefinery')).toMatchObject({
      id: 'airefinery/FLUX.1-schnell',
      provider: 'airefinery',
      vendorId: 'black-forest-labs/FLUX.1-schnell',
      operations: { generate: true, edit: false, maxReferences: 0, mask: 'none' },
      seed: 'none',
    });
  });

  it('have the one of stable-diffusion.cpp, whose name never changes, with seeds, negative prompts and grey masks', () => {
    expect(only('sd-cpp')).toMatchObject({
      id: 'attic/sd-cpp-local',
      operations: { edit: true, mask: 'white-edit' },
      output: { formats: ['png', 'jpeg'] },
      seed: 'exact',
      negativePrompt: true,
    });
  });

  it.each(['openai', 'localai'] as const)('must be named where nobody can know them: %s', (preset) => {
    expect(problemsOf(connection(preset))).toEqual([
      'connections[attic].models: name at least one model that the server has.',
    ]);
  });

  it('are named by the last part of their name, by all of it where two end alike, and without blanks', () => {
    const names = ['black-forest-labs/FLUX.1-dev', 'mine/sd', 'yours/sd', 'my model', 'odd/'];
    const ids = compatibleModels(
      connection(
        'openai',
        names.map((name) => ({ name })),
      ),
    ).map(({ id }) => id);
    expect(ids).toEqual(['attic/FLUX.1-dev', 'attic/mine-sd', 'attic/yours-sd', 'attic/my-model', 'attic/odd-']);
  });

  it('take anything of an entry from the operator, and keep the rest', () => {
    const change = { label: 'Flux', aliases: ['f'], delivery: { typicalMs: 4000 }, pricing: { weight: 3 } };
    const entry = only('sd-cpp', [{ name: 'flux', ...change, id: 'attic/house-flux' }]);
    expect(entry).toMatchObject({ ...change, id: 'attic/house-flux', vendorId: 'flux', seed: 'exact' });
    expect(entry.delivery.timeoutMs).toBe(600_000);
    expect(entry).not.toHaveProperty('name');
  });

  it('lose what is taken away with null', () => {
    expect(only('sd-cpp', [{ name: 'x', negativePrompt: null }])).not.toHaveProperty('negativePrompt');
  });
});

describe("a preset's model follows the connection's flags", () => {
  it('down: what cannot be said is not promised', () => {
    const flags: Partial<CompatibleFlags> = { edits: 'none', seed: 'none', negative: 'none', fields: [] };
    const entry = only('sd-cpp', [], flags);
    expect(entry.operations).toMatchObject({ edit: false, maxReferences: 0, mask: 'none' });
    expect(entry).toMatchObject({
      seed: 'none',
      output: { formats: ['png'], chosenBy: 'provider', compression: false },
    });
    expect(entry).not.toHaveProperty('negativePrompt');
  });

  it('up: what can be said is offered', () => {
    const entry = only('openai', [{ name: 'x' }], { seed: 'field', negative: 'field' });
    expect(entry).toMatchObject({ seed: 'best-effort', negativePrompt: true });
  });

  it('sideways: masks have the form of the route', () => {
    expect(only('openai', [{ name: 'x' }], { edits: 'localai' }).operations.mask).toBe('white-edit');
    expect(only('openai', [{ name: 'x' }]).operations.mask).toBe('alpha0-edit');
  });
});

describe('mistakes of the operator', () => {
  it.each<[string, Preset, Readonly<Record<string, unknown>>, string]>([
    ['no name', 'openai', { label: 'x' }, '.name: must be what the server calls the model.'],
    ['a name that is none', 'openai', { name: 7 }, '.name: must be what the server calls the model.'],
    ['a word nobody knows', 'openai', { name: 'x', colour: 'red' }, ': Unrecognized key: "colour".'],
    [
      'a part of the wrong kind',
      'openai',
      { name: 'x', label: 7 },
      '.label: Invalid input: expected string, received number.',
    ],
    [
      'parts that do not fit',
      'openai',
      { name: 'x', shape: { default: '7x7' } },
      '.shape.default: must be one of 1024x1024, 1536x1024, 1024x1536.',
    ],
    [
      'another provider',
      'openai',
      { name: 'x', id: 'openai/x', provider: 'openai' },
      ".provider: must be attic, the connection's name.",
    ],
    [
      'edits without a way',
      'airefinery',
      { name: 'x', operations: { edit: true, maxReferences: 1 } },
      '.operations.edit: must be false, or the flag edits must say how.',
    ],
    [
      'the wrong mask',
      'localai',
      { name: 'x', operations: { mask: 'alpha0-edit' } },
      '.operations.mask: must be white-edit or none where the flag edits is localai.',
    ],
    [
      'fidelity as an option',
      'openai',
      { name: 'x', operations: { fidelity: 'option' } },
      '.operations.fidelity: must be always or none for a compatible server.',
    ],
    [
      'enlarging',
      'openai',
      { name: 'x', operations: { upscale: true } },
      '.operations.upscale: must be absent for a compatible server.',
    ],
    [
      'cutting out',
      'openai',
      { name: 'x', operations: { removeBackground: true } },
      '.operations.removeBackground: must be absent for a compatible server.',
    ],
    [
      'a seed without a way',
      'openai',
      { name: 'x', seed: 'exact' },
      '.seed: must be none, or the flag seed must say how one is told.',
    ],
    [
      'a negative prompt without a way',
      'openai',
      { name: 'x', negativePrompt: true },
      '.negativePrompt: must be absent, or the flag negative must say how one is told.',
    ],
    [
      'previews',
      'openai',
      { name: 'x', delivery: { partials: 1 } },
      '.delivery.partials: must be 0 for a compatible server, which is asked for no previews.',
    ],
    [
      'ratios',
      'openai',
      { name: 'x', shape: { kind: 'aspect', ratios: ['1:1'], default: '1:1', pixels: 9, presets: null, auto: null } },
      '.shape.kind: must be size for a compatible server.',
    ],
    [
      'a quality without its field',
      'openai',
      { name: 'x', quality: { values: ['hd'], default: 'hd', weights: { hd: 1 } } },
      '.quality: needs quality among the flag fields.',
    ],
    [
      'styles without their field',
      'openai',
      { name: 'x', styles: ['vivid'] },
      '.styles: needs style among the flag fields.',
    ],
    [
      'a filter without its field',
      'openai',
      { name: 'x', moderation: true },
      '.moderation: needs moderation among the flag fields.',
    ],
    [
      'transparency without its field',
      'openai',
      { name: 'x', output: { transparent: true } },
      '.output.transparent: needs background among the flag fields.',
    ],
    [
      'compression without its field',
      'openai',
      { name: 'x', output: { compression: true } },
      '.output.compression: needs output_compression among the flag fields.',
    ],
    [
      'formats without their field',
      'openai',
      { name: 'x', output: { formats: ['png', 'webp'], chosenBy: null } },
      '.output.formats: needs output_format among the flag fields.',
    ],
  ])('are told by their place: %s', (_what, preset, item, told) => {
    expect(problemsOf(connection(preset, [{ name: 'first' }, item]))).toEqual([`connections[attic].models[1]${told}`]);
  });

  it('are all told at once, of every server', () => {
    expect(
      problemsOf(
        connection('openai', [{ name: 'x', seed: 'exact', styles: ['vivid'] }, {}]),
        connection('localai', [], {}, 'cellar'),
      ).map((problem) => problem.split(': ')[0]),
    ).toEqual([
      'connections[attic].models[0].seed',
      'connections[attic].models[0].styles',
      'connections[attic].models[1].name',
      'connections[cellar].models',
    ]);
  });

  it('are names that are there twice, whatever their case', () => {
    expect(problemsOf(connection('openai', [{ name: 'Flux' }, { name: 'flux' }]))).toEqual([
      'connections[attic].models: attic/flux is there twice; give one of them an id of its own.',
    ]);
  });

  it('cannot reach into objects they do not own', () => {
    const item = JSON.parse('{"name":"x","__proto__":{"polluted":true}}');
    expect(problemsOf(connection('openai', [item]))).toHaveLength(1);
    expect({}).not.toHaveProperty('polluted');
  });
});
