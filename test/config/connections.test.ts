import { describe, expect, it } from 'vitest';
import { configOf, problemsOf } from './open-config.ts';

const STUDIO = { name: 'studio', baseUrl: 'http://10.0.0.5:8080/v1/' };
const connect = (...connections: readonly unknown[]) => ({ connections });
const connected = (connection: unknown, env = {}) => configOf(env, connect(connection)).connections[0];

describe('a connection', () => {
  it('needs a name and an address, and has the rest from its preset', () => {
    expect(connected(STUDIO)).toEqual({
      name: 'studio',
      label: 'studio',
      baseUrl: 'http://10.0.0.5:8080/v1',
      preset: 'openai',
      flags: expect.objectContaining({ edits: 'openai', arrayField: 'image[]' }),
      resultHosts: [],
      models: [],
    });
  });

  it('may say everything itself', () => {
    const models = [{ name: 'sdxl', label: 'SDXL', operations: { maxReferences: 2 } }];
    const resultHosts = ['cdn.example.com', '*.Files.example.com'];
    const flags = {
      arrayField: 'image',
      fields: ['quality', 'user'],
      seed: 'field',
      extraBody: { steps: 4, hires: true, sampler: 'euler' },
    };
    const all = { ...STUDIO, label: 'The studio', apiKey: 'sk-1', preset: 'localai', flags, resultHosts, models };
    expect(connected(all)).toMatchObject({
      label: 'The studio',
      apiKey: 'sk-1',
      keyFrom: 'connections[0].apiKey in the file at EASEL_CONFIG',
      preset: 'localai',
      flags,
      resultHosts: ['cdn.example.com', '*.files.example.com'],
      models,
    });
  });

  it('changes only the flags it names and keeps those of its preset', () => {
    const usual = connected({ ...STUDIO, preset: 'localai' });
    const changed = connected({ ...STUDIO, preset: 'localai', flags: { seed: 'none' } });
    expect(usual?.flags.seed).toBe('field');
    expect(changed?.flags).toEqual({ ...usual?.flags, seed: 'none' });
  });

  it('takes its key from the variable it names, so that none has to stand in the file', () => {
    const studio = { ...STUDIO, apiKeyVariable: 'EASEL_STUDIO_KEY' };
    const config = configOf({ EASEL_STUDIO_KEY: ' sk-1 ' }, connect(studio));
    expect(config.connections).toMatchObject([{ apiKey: 'sk-1', keyFrom: 'EASEL_STUDIO_KEY' }]);
    expect(config.connections[0]).not.toHaveProperty('apiKeyVariable');
    expect(config.notices).toEqual([]);
  });

  it.each([{}, { STUDIO_KEY: '  ' }])('is off while that variable is absent, as in %j, and that is said', (env) => {
    const config = configOf(env, connect({ ...STUDIO, label: 'The studio', apiKeyVariable: 'STUDIO_KEY' }));
    expect(config.connections).toEqual([]);
    expect(config.off).toContainEqual({ provider: 'studio', label: 'The studio', variable: 'STUDIO_KEY' });
    expect(config.notices).toEqual([
      'EASEL_CONFIG connections[0] takes its key from STUDIO_KEY, which is not set, so The studio is off.',
    ]);
  });

  it('may be AI Refinery itself, which is then not offered to be turned on once more', () => {
    const { connections, off } = configOf({}, connect({ ...STUDIO, name: 'airefinery', preset: 'airefinery' }));
    expect(connections.map(({ name }) => name)).toEqual(['airefinery']);
    expect(off.map(({ provider }) => provider)).not.toContain('airefinery');
  });
});

describe('connections are refused', () => {
  const NAMES = 'which Easel uses itself';
  it.each([
    ['studio', '[0] is "studio"; it must be an object.'],
    [{ baseUrl: 'http://h' }, '[0].name is missing; it must be a name of small letters, digits and hyphens.'],
    [
      { ...STUDIO, name: 'My Studio' },
      '[0].name is "My Studio"; it must be a name of small letters, digits and hyphens.',
    ],
    [{ ...STUDIO, name: '-x' }, '[0].name is "-x"; it must be a name of small letters, digits and hyphens.'],
    [
      { ...STUDIO, name: 'gemini' },
      `[0].name is "gemini"; it must be another name than openai, gemini, replicate, runware, simulator, ${NAMES}.`,
    ],
    [{ ...STUDIO, name: 'simulator' }, /^\[0\]\.name is "simulator"; it must be another name than /],
    [{ name: 'studio' }, /^\[0\]\.baseUrl does not fit; it must be an address that begins with http/],
    [{ ...STUDIO, baseUrl: 'http://me:sec-ret@h' }, /^\[0\]\.baseUrl does not fit; it must be an address that begins/],
    [{ ...STUDIO, baseUrl: 'file:///etc' }, /^\[0\]\.baseUrl does not fit; /],
    [
      { ...STUDIO, apiKey: 'sec ret' },
      '[0].apiKey does not fit; it must be the key alone: one word of plain letters, digits and signs.',
    ],
    [
      { ...STUDIO, apiKeyVariable: 'sk-sec-ret' },
      '[0].apiKeyVariable does not fit; it must be the name of an environment variable, in capitals, such as STUDIO_API_KEY.',
    ],
    [
      { ...STUDIO, apiKey: 'sec-ret', apiKeyVariable: 'STUDIO_KEY' },
      '[0].apiKeyVariable stands beside apiKey; there must be only one of the two.',
    ],
    [{ ...STUDIO, preset: 'comfy' }, '[0].preset is "comfy"; it must be one of openai, airefinery, localai, sd-cpp.'],
    [{ ...STUDIO, presett: 'localai' }, '[0].presett is not a setting; the nearest one is preset.'],
    [{ ...STUDIO, flags: { edit: 'none' } }, '[0].flags.edit is not a setting; the nearest one is edits.'],
    [{ ...STUDIO, flags: { edits: 'some' } }, '[0].flags.edits is "some"; it must be one of none, openai, localai.'],
    [
      { ...STUDIO, flags: { fields: ['prompt'] } },
      /^\[0\]\.flags\.fields\[0\] is "prompt"; it must be one of quality, /,
    ],
    [
      { ...STUDIO, flags: { extraBody: { a: [1] } } },
      '[0].flags.extraBody.a is a list; it must be a text, a number, true or false.',
    ],
    [
      { ...STUDIO, resultHosts: ['http://h'] },
      /^\[0\]\.resultHosts\[0\] is "http:\/\/h"; it must be a host name alone/,
    ],
    [
      { ...STUDIO, models: ['sdxl'] },
      '[0].models[0] is "sdxl"; it must be an object with at least the name of a model.',
    ],
    [{ ...STUDIO, models: [{}] }, '[0].models[0].name is missing; it must be a text of 1 to 200 characters.'],
  ])('where one is %j, in one line that names the path', (connection, problem) => {
    const problems = problemsOf(() => configOf({}, connect(connection)));
    expect(problems).toHaveLength(1);
    const said = problems[0]?.replace(/^EASEL_CONFIG connections/, '');
    expect(said).toEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
    expect(said).not.toContain('sec');
  });

  it('where two have one name', () => {
    expect(problemsOf(() => configOf({}, connect(STUDIO, { ...STUDIO, name: 'other' }, STUDIO)))).toEqual([
      'EASEL_CONFIG connections[2].name is the same as that of connections[0]; each needs a name of its own.',
    ]);
  });

  it('where one is called as AI Refinery, which its own variable connects already', () => {
    const run = () => configOf({ AIREFINERY_API_KEY: 'x' }, connect({ ...STUDIO, name: 'airefinery' }));
    expect(problemsOf(run)).toEqual([
      'EASEL_CONFIG connections[0].name is "airefinery", which AIREFINERY_API_KEY connects already; use one of the two.',
    ]);
  });

  it('where the variable of the key holds none, once, and without showing it', () => {
    const two = [
      { ...STUDIO, apiKeyVariable: 'STUDIO_KEY' },
      { ...STUDIO, name: 'other', apiKeyVariable: 'STUDIO_KEY' },
    ];
    expect(problemsOf(() => configOf({ STUDIO_KEY: 'two words' }, connect(...two)))).toEqual([
      'STUDIO_KEY does not fit; it must be the key alone: one word of plain letters, digits and signs.',
    ]);
  });

  it('with everything that is wrong at once', () => {
    const bad = { name: 'Bad', apiKey: 'x y', apiKeyVariable: 'STUDIO_KEY', flags: { sede: 1 }, models: [{}], typo: 1 };
    const file = { ...connect(STUDIO, STUDIO, bad), textModel: { provider: 'stduio' }, limits: { pictures: 0 } };
    const problems = problemsOf(() => configOf({ STUDIO_KEY: 'two words', PORT: 'x' }, file));
    expect(problems.map((problem) => problem.replace('EASEL_CONFIG ', '').split(' ', 1)[0])).toEqual([
      'PORT',
      'connections[2].name',
      'connections[2].baseUrl',
      'connections[2].apiKey',
      'connections[2].flags.sede',
      'connections[2].models[0].name',
      'connections[2].typo',
      'connections[2].apiKeyVariable',
      'textModel.model',
      'limits.pictures',
      'connections[1].name',
      'STUDIO_KEY',
      'textModel.provider',
    ]);
    expect(problems.at(-1)).toContain('the nearest one is studio.');
  });
});

describe('the number of jobs at once', () => {
  it('names providers that are there, on or off', () => {
    const perProvider = { openai: 2, gemini: 2, airefinery: 2, simulator: 2, studio: 2 };
    expect(configOf({}, { ...connect(STUDIO), concurrency: { perProvider } }).notices).toEqual([]);
  });

  it('says so where it names none', () => {
    expect(configOf({}, { concurrency: { perProvider: { opnai: 2 } } }).notices).toEqual([
      'EASEL_CONFIG concurrency.perProvider names opnai, but there is no such provider; the nearest is openai.',
    ]);
  });
});
