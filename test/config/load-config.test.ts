import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '#src/config/load-config.ts';
import { DEFAULT_CREDIT_POLICY, DEFAULT_LIMITS } from '#src/domain/policy.ts';
import { type Env, problemsOf } from './open-config.ts';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'easel-config-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const load = (env: Env = {}) => loadConfig({ env, cwd });

function loadWithFile(content: unknown, env: Env = {}) {
  writeFileSync(join(cwd, 'easel.json'), typeof content === 'string' ? content : JSON.stringify(content));
  return load({ ...env, EASEL_CONFIG: 'easel.json' });
}

describe('an empty environment', () => {
  it('gives every setting its default', () => {
    expect(load()).toEqual({
      dataDir: join(cwd, 'data'),
      databaseUrl: `sqlite://${join(cwd, 'data', 'easel.db')}`,
      http: { host: '127.0.0.1', port: 8787 },
      playground: 'here',
      logLevel: 'info',
      apiKeys: [],
      providers: [],
      connections: [],
      off: [
        { provider: 'openai', label: 'OpenAI', variable: 'OPENAI_API_KEY' },
        { provider: 'gemini', label: 'Gemini', variable: 'GEMINI_API_KEY' },
        { provider: 'replicate', label: 'Replicate', variable: 'REPLICATE_API_TOKEN' },
        { provider: 'runware', label: 'Runware', variable: 'RUNWARE_API_KEY' },
        { provider: 'airefinery', label: 'AI Refinery', variable: 'AIREFINERY_API_KEY' },
      ],
      models: [],
      defaultModels: {},
      resultHosts: [],
      credits: { ...DEFAULT_CREDIT_POLICY, allowance: 40, period: 'day', confirmAbove: 20 },
      installation: { assumedUsdMicrosPerCredit: 20_000 },
      limits: { ...DEFAULT_LIMITS, promptLength: 2000, pictures: 40 },
      concurrency: { perPerson: 2, perProvider: {}, defaultPerProvider: 4 },
      retentionDays: 90,
      drainSeconds: 25,
      moderators: [],
      notices: [],
    });
  });

  it('is the same as one of blank variables', () => {
    expect(load({ PORT: '', OPENAI_API_KEY: '  ', EASEL_CONFIG: '', DATABASE_URL: '\t', GEMINI_API_KEY: ' ' })).toEqual(
      load(),
    );
  });

  it('gives settings that nothing can change afterwards, at any depth', () => {
    const connections = [{ name: 'studio', baseUrl: 'http://h/v1' }];
    const models = [{ id: 'a/b', pricing: { weight: 2 } }];
    const config = loadWithFile({ models, connections }, { OPENAI_API_KEY: 'sk-1' });
    const { providers, connections: connected } = config;
    const parts = [config, config.http, providers[0], connected[0]?.flags, config.credits.costs, config.models[0]];
    for (const part of [...parts, config.models[0]?.pricing, config.notices]) expect(Object.isFrozen(part)).toBe(true);
  });
});

describe('the environment', () => {
  it('sets the server, the places and the log', () => {
    const config = load({
      PORT: '0',
      HOST: '::1',
      PUBLIC_BASE_URL: 'https://easel.example.org/studio//',
      EASEL_DATA_DIR: 'var/easel',
      LOG_LEVEL: 'DEBUG',
    });
    expect(config.http).toEqual({ host: '::1', port: 0, publicBaseUrl: 'https://easel.example.org/studio' });
    expect(config.dataDir).toBe(join(cwd, 'var/easel'));
    expect(config.databaseUrl).toBe(`sqlite://${join(cwd, 'var/easel/easel.db')}`);
    expect(config.logLevel).toBe('debug');
  });

  it.each([
    ['memory://', 'memory://'],
    ['sqlite:///srv/a b/easel.db', 'sqlite:///srv/a b/easel.db'],
    ['SQLite:///srv/easel.db', 'sqlite:///srv/easel.db'],
    ['Redis://:pass@db.example:6380/2?prefix=a:', 'redis://:pass@db.example:6380/2?prefix=a:'],
    ['rediss://db.example', 'rediss://db.example'],
    [
      'postgres://easel:p%40ss@db.example/easel?sslmode=verify-full',
      'postgres://easel:p%40ss@db.example/easel?sslmode=verify-full',
    ],
    ['postgresql://easel@/easel?host=/run/postgresql', 'postgresql://easel@/easel?host=/run/postgresql'],
  ])('takes %s as the store', (DATABASE_URL, databaseUrl) => {
    expect(load({ DATABASE_URL }).databaseUrl).toBe(databaseUrl);
  });

  it('makes the path of a database file absolute', () => {
    expect(load({ DATABASE_URL: 'sqlite://here/easel.db' }).databaseUrl).toBe(`sqlite://${join(cwd, 'here/easel.db')}`);
  });

  it('says so where a variable of its own family is misspelt', () => {
    expect(load({ EASEL_DATADIR: 'x' }).notices).toEqual([
      'EASEL_DATADIR is set but Easel knows no such variable; the nearest is EASEL_DATA_DIR.',
    ]);
  });

  it('takes the address of the queue of several processes, and shows nothing of a wrong one', () => {
    expect(load({ REDIS_URL: 'rediss://ada:pw@queue:6380/2' }).redisUrl).toBe('rediss://ada:pw@queue:6380/2');
    expect(load({}).redisUrl).toBeUndefined();
    expect(() => load({ REDIS_URL: 'http://:secret@queue' })).toThrow(/REDIS_URL (?!.*secret)/);
  });

  it.each([
    [{ PORT: '80a' }, 'PORT is "80a"; it must be a whole number from 0 to 65535.'],
    [{ PORT: '70000' }, 'PORT is 70000; it must be a whole number from 0 to 65535.'],
    [{ PORT: '-1' }, 'PORT is "-1"; it must be a whole number from 0 to 65535.'],
    [{ HOST: 'localhost:80' }, 'HOST is "localhost:80"; it must be one host name or address alone, such as 127.0.0.1.'],
    [{ HOST: 'http://a' }, 'HOST is "http://a"; it must be one host name or address alone, such as 127.0.0.1.'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud"; it must be one of trace, debug, info, warn, error, fatal, silent.'],
    [
      { PUBLIC_BASE_URL: 'easel.example.org' },
      'PUBLIC_BASE_URL does not fit; it must be an address that begins with http:// or https://, without user name, password, ? or #.',
    ],
    [{ DATABASE_URL: 'sqlite://' }, /^DATABASE_URL does not name a file; it must be sqlite:\/\/ /],
    [{ DATABASE_URL: 'sqlite://:memory:' }, /^DATABASE_URL does not name a file; .*memory:\/\/\.$/],
    [{ DATABASE_URL: 'memory://x' }, /^DATABASE_URL is no address of a store Easel knows; /],
    [{ DATABASE_URL: './easel.db' }, /^DATABASE_URL is no address of a store Easel knows; /],
    [{ DATABASE_URL: 'redis://h:no-port' }, /^DATABASE_URL is no address of a server that can be read; /],
    [{ DATABASE_URL: 'mysql://h' }, /^DATABASE_URL is no address of a store Easel knows; /],
    [{ EASEL_DATA_DIR: '~/easel' }, /^EASEL_DATA_DIR begins its path with ~, .* the path in full\.$/],
    [{ EASEL_CONFIG: '~/easel.json' }, /^EASEL_CONFIG begins its path with ~, .* the path in full\.$/],
    [{ DATABASE_URL: 'sqlite://~/easel.db' }, /^DATABASE_URL begins its path with ~, /],
  ])('refuses %o with one line that says what would be right', (env, problem) => {
    const problems = problemsOf(() => load(env));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
  });

  it('never repeats a secret', () => {
    const secrets = { OPENAI_API_KEY: 'sk-sec ret', OPENAI_BASE_URL: 'https://me:sec-ret@h/v1?k=sec-ret' };
    const more = { DATABASE_URL: 'postgres://me:sec-ret@h:port/db', PUBLIC_BASE_URL: 'ftp://me:sec-ret@h' };
    const problems = problemsOf(() => load({ ...secrets, ...more }));
    expect(problems).toHaveLength(4);
    expect(problems.join()).not.toMatch(/sec.?ret/);
  });

  it('does not repeat a long word, which may be a key in the wrong place', () => {
    const [problem] = problemsOf(() => load({ LOG_LEVEL: `sk-${'x'.repeat(40)}` }));
    expect(problem).toMatch(/^LOG_LEVEL does not fit; it must be one of /);
  });

  it('refuses a data folder that is a file', () => {
    writeFileSync(join(cwd, 'data'), '');
    expect(problemsOf(() => load())).toEqual([
      `EASEL_DATA_DIR is not set, and ${join(cwd, 'data')} is not a folder; it must be a folder, or the path of one that can be made.`,
    ]);
    expect(problemsOf(() => load({ EASEL_DATA_DIR: 'data/inside' }))[0]).toMatch(
      /names .*, which lies in what is not a folder; it must be/,
    );
  });
});

describe('the file at EASEL_CONFIG', () => {
  it('changes what it names and leaves the rest at the defaults', () => {
    const config = loadWithFile({
      models: [{ id: 'openai/mine' }],
      credits: {
        allowance: 100,
        period: 'week',
        costs: { imageToImage: 6 },
        weights: { 'openai/mine': 0.5 },
        confirmAbove: 0,
      },
      limits: { promptLength: 500, pictures: 8 },
      defaultModels: { inpaint: 'flare', 'remove-background': ' cutout ' },
      resultHosts: ['CDN.example.com', '*.files.example.com'],
      textModel: { provider: 'simulator', model: 'any' },
      concurrency: { perProvider: { openai: 8 } },
      defaultModel: 'openai/mine',
      retentionDays: 7,
      instructions: ' Flat colours. ',
      drainSeconds: 0,
      moderators: ['ada'],
    });
    expect(config).toMatchObject({
      models: [{ id: 'openai/mine' }],
      credits: { allowance: 100, period: 'week', costs: { textToImage: 2, imageToImage: 6 }, confirmAbove: 0 },
      limits: { promptLength: 500, waitingPerPerson: 10, pictures: 8 },
      defaultModels: { inpaint: 'flare', 'remove-background': 'cutout' },
      resultHosts: ['cdn.example.com', '*.files.example.com'],
      textModel: { provider: 'simulator', model: 'any' },
      concurrency: { perPerson: 2, perProvider: { openai: 8 }, defaultPerProvider: 4 },
      defaultModel: 'openai/mine',
      retentionDays: 7,
      standingInstructions: 'Flat colours.',
      drainSeconds: 0,
      moderators: ['ada'],
    });
    expect(config.credits.weights).toEqual({ 'openai/mine': 0.5 });
    expect(config).not.toHaveProperty('instructions');
  });

  it('says whose credits are spent in other places', () => {
    const { credits, installation } = loadWithFile({ credits: { linked: false, linkedTenants: ['discord:1'] } });
    expect(installation).toMatchObject({ linked: false, linkedTenants: ['discord:1'] });
    expect(credits).toEqual(DEFAULT_CREDIT_POLICY);
    expect(loadWithFile({}).installation).not.toHaveProperty('linked');
  });

  it('may be found by an absolute path and may begin with a byte order mark', () => {
    writeFileSync(join(cwd, 'a.json'), '\uFEFF{"retentionDays": 3}');
    expect(load({ EASEL_CONFIG: join(cwd, 'a.json') }).retentionDays).toBe(3);
  });

  it.each([
    [{ credits: { allowance: -3 } }, 'credits.allowance is -3; it must be a whole number from 0 to 1000000000.'],
    [{ credits: { allowance: 1.5 } }, 'credits.allowance is 1.5; it must be a whole number from 0 to 1000000000.'],
    [{ credits: { allowance: '40' } }, 'credits.allowance is "40"; it must be a whole number from 0 to 1000000000.'],
    [{ credits: { period: 'daily' } }, 'credits.period is "daily"; it must be one of day, week, month.'],
    [{ credits: { weights: { 'a/b': 0 } } }, 'credits.weights["a/b"] is 0; it must be a number above 0.'],
    [{ credits: null }, 'credits is null; it must be an object.'],
    [{ limits: [] }, 'limits is a list; it must be an object.'],
    [{ models: {} }, 'models is an object; it must be a list.'],
    [{ models: [{}, 'x'] }, 'models[1] is "x"; it must be an object.'],
    [{ moderators: [' '] }, 'moderators[0] is ""; it must be a text of 1 to 100 characters.'],
    [
      { concurrency: { perProvider: { openai: 0 } } },
      'concurrency.perProvider.openai is 0; it must be a whole number from 1 to 1000.',
    ],
    [{ credits: { confirmAbove: -1 } }, 'credits.confirmAbove is -1; it must be a whole number from 0 to 1000000000.'],
    [{ limits: { pictures: 0 } }, 'limits.pictures is 0; it must be a whole number from 1 to 1000.'],
    [{ defaultModels: { inpant: 'x' } }, 'defaultModels.inpant is not a setting; the nearest one is inpaint.'],
    [{ defaultModels: { edit: 7 } }, 'defaultModels.edit is 7; it must be a text of 1 to 200 characters.'],
    [{ textModel: { provider: 'openai' } }, 'textModel.model is missing; it must be a text of 1 to 200 characters.'],
    [
      { textModel: { provider: 'gemni', model: 'x' } },
      'textModel.provider is "gemni"; it must be openai, gemini, or the name of a connection; the nearest one is gemini.',
    ],
    [
      { textModel: { provider: 'replicate', model: 'x' } },
      /^textModel.provider is "replicate"; it must be openai, gemini, or /,
    ],
    [{ retentionDays: 0 }, 'retentionDays is 0; it must be a whole number from 1 to 36500.'],
    [{ credit: {} }, 'credit is not a setting; the nearest one is credits.'],
    [
      { credits: { costs: { textToImages: 1 } } },
      'credits.costs.textToImages is not a setting; the nearest one is textToImage.',
    ],
    [{ limits: { promptlength: 9 } }, 'limits.promptlength is not a setting; the nearest one is promptLength.'],
    ['{"__proto__": {"a": 1}}', /^__proto__ is not a setting; /],
    [[], 'as a whole is a list; it must be an object.'],
    ['null', 'as a whole is null; it must be an object.'],
  ])('refuses %j with one line that names the path', (content, problem) => {
    const problems = problemsOf(() => loadWithFile(content));
    expect(problems).toHaveLength(1);
    const said = problems[0]?.replace(/^EASEL_CONFIG /, '');
    expect(said).toEqual(typeof problem === 'string' ? problem : expect.stringMatching(problem));
  });

  it('says where JSON breaks off, without quoting the file', () => {
    const [broken] = problemsOf(() => loadWithFile('{\n  "moderators": ["sec-ret",]\n}'));
    const [cut] = problemsOf(() => loadWithFile('{"moderators": "sec-ret", "limits": '));
    const [words] = problemsOf(() => loadWithFile('sec-ret'));
    const path = join(cwd, 'easel.json');
    expect(cut).toBe(
      `EASEL_CONFIG names ${path}, which is not valid JSON (it ends too early); it must be one JSON object without comments.`,
    );
    for (const problem of [broken, cut, words]) {
      expect(problem).toMatch(/ which is not valid JSON.*; it must be one JSON object/);
      expect(problem).not.toContain('sec-ret');
    }
  });

  it('is refused where it is missing or no file', () => {
    mkdirSync(join(cwd, 'folder'));
    expect(problemsOf(() => load({ EASEL_CONFIG: 'missing.json' }))).toEqual([
      `EASEL_CONFIG names ${join(cwd, 'missing.json')}, which does not exist; it must be the path of a readable JSON file.`,
    ]);
    expect(problemsOf(() => load({ EASEL_CONFIG: 'folder' }))[0]).toMatch(/which is a folder; it must be/);
  });
});

it('reports every problem of the environment and the file together, one a line', () => {
  const env = { PORT: 'x', LOG_LEVEL: 'loud', DATABASE_URL: 'mysql://h', EASEL_DATA_DIR: '~/x' };
  const run = () =>
    loadWithFile({ credits: { alowance: 1, period: 'year', costs: { texttoimage: 1 } }, foo: 1, bar: 2 }, env);
  const problems = problemsOf(run);
  expect(problems.map((problem) => problem.split(' ', 2).join(' '))).toEqual([
    'PORT is',
    'LOG_LEVEL is',
    'EASEL_DATA_DIR begins',
    'DATABASE_URL is',
    'EASEL_CONFIG credits.period',
    'EASEL_CONFIG credits.costs.texttoimage',
    'EASEL_CONFIG credits.alowance',
    'EASEL_CONFIG foo',
    'EASEL_CONFIG bar',
  ]);
  expect(run).toThrow(problems.join('\n'));
  for (const problem of problems) expect(problem).not.toContain('\n');
});
