import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { SIMULATOR_PATHS, startSimulator } from '#src/simulator/simulator.ts';
import { json, type Script, startScriptedServer } from '../fakes/scripted-server.ts';
import { asOpenAi, openWorkplace } from './run-easel.ts';

const models = [{ name: 'sdxl' }];

async function openSimulator() {
  const simulator = await startSimulator({ paceMs: 0 });
  onTestFinished(() => simulator.close());
  return simulator;
}

async function scripted(...scripts: readonly Script[]) {
  const server = await startScriptedServer();
  onTestFinished(() => server.close());
  server.script(...scripts);
  return server;
}

/** Runs the doctor; nothing listens at port 1. */
async function doctor(env: Record<string, string>, file?: unknown) {
  const { easel, folder } = openWorkplace({
    PORT: '1',
    ...env,
    ...(file !== undefined && { EASEL_CONFIG: 'easel.json' }),
  });
  if (file !== undefined) writeFileSync(join(folder, 'easel.json'), JSON.stringify(file));
  const { code, stdout, stderr } = await easel('doctor');
  expect(stderr).toBe('');
  const lines = [...stdout.matchAll(/^([\w-]+) +(ok|off|note|FAIL) +(.*)$/gm)].map(([, ...cells]) => cells);
  const said = (part: string) => lines.filter(([name]) => name === part).map(([, ...cells]) => cells);
  return { code, stdout, said };
}

it('finds everything in order without any key, and says what each provider needs', async () => {
  const { code, stdout, said } = await doctor({});
  expect(said('node')).toEqual([['ok', process.versions.node]]);
  expect(said('store')).toEqual([['ok', expect.stringMatching(/^written and read back: SQLite in /)]]);
  expect(said('credits')).toEqual([['ok', 'no account yet']]);
  expect(said('disk')).toEqual([['ok', expect.stringContaining('free')]]);
  expect(said('simulator')).toEqual([['ok', 'starts and answers']]);
  expect(said('server')).toEqual([['off', expect.stringContaining('nothing runs')]]);
  expect(said('pages')).toEqual([['off', expect.stringContaining('set PUBLIC_BASE_URL')]]);
  expect(said('openai')).toEqual([['off', 'set OPENAI_API_KEY to turn it on']]);
  expect(said('gemini')).toEqual([['off', 'set GEMINI_API_KEY to turn it on']]);
  expect(said('replicate')).toEqual([['off', 'set REPLICATE_API_TOKEN to turn it on']]);
  expect(said('runware')).toEqual([['off', 'set RUNWARE_API_KEY to turn it on']]);
  expect(said('airefinery')).toEqual([['off', 'set AIREFINERY_API_KEY to turn it on']]);
  expect({ code, last: stdout.trim().split('\n').at(-1) }).toEqual({
    code: 0,
    last: 'Everything that is configured works.',
  });
});

it('reaches a provider without paying', async () => {
  const simulator = await openSimulator();
  const { code, said } = await doctor(asOpenAi(simulator.url));
  expect(code).toBe(0);
  expect(said('openai')[0]).toEqual([
    'ok',
    expect.stringMatching(`^${simulator.url}/v1 answers and accepts OPENAI_API_KEY; \\d+ models$`),
  ]);
  expect(simulator.taken).toBe(0);
});

it('reaches several at once, each in its own way, and finds all their models', async () => {
  const simulator = await openSimulator();
  const { code, said } = await doctor({
    ...{ RUNWARE_API_KEY: 'any-key', RUNWARE_BASE_URL: `${simulator.url}${SIMULATOR_PATHS.runware}` },
    ...{ GEMINI_API_KEY: 'any-key', GEMINI_BASE_URL: `${simulator.url}${SIMULATOR_PATHS.gemini}` },
    ...{
      AIREFINERY_API_KEY: 'any-key',
      AIREFINERY_BASE_URL: `${simulator.url}${SIMULATOR_PATHS['openai-compatible']}`,
    },
  });
  expect(code).toBe(0);
  expect(said('gemini')).toEqual([
    ['ok', expect.stringMatching(`^${simulator.url}/gemini answers and accepts GEMINI_API_KEY; [1-9]\\d* models$`)],
  ]);
  expect(said('runware')).toEqual([
    ['ok', expect.stringMatching(`^${simulator.url}/runware/v1 answers and accepts RUNWARE_API_KEY; \\d+ models?$`)],
  ]);
  expect(said('airefinery')).toEqual([
    ['ok', `${simulator.url}/compatible/v1 answers and accepts AIREFINERY_API_KEY; 1 model`],
  ]);
  expect(simulator.taken).toBe(0);
});

it('names the variable of a key that is not accepted, and never the key', async () => {
  const simulator = await openSimulator();
  const { code, stdout, said } = await doctor(asOpenAi(simulator.url, 'wrong-key'));
  expect(code).toBe(1);
  expect(said('openai')).toEqual([['FAIL', `OPENAI_API_KEY is not accepted by ${simulator.url}/v1`]]);
  expect(stdout).toMatch(/1 of \d+ checks failed/);
  expect(stdout).not.toContain('wrong-key');
});

it.each([
  ['gemini', 'GEMINI_API_KEY', 'GEMINI_BASE_URL'],
  ['replicate', 'REPLICATE_API_TOKEN', 'REPLICATE_BASE_URL'],
  ['runware', 'RUNWARE_API_KEY', 'RUNWARE_BASE_URL'],
  ['airefinery', 'AIREFINERY_API_KEY', 'AIREFINERY_BASE_URL'],
])('does so for every provider: %s', async (provider, key, base) => {
  const server = createServer((_request, response) => void response.writeHead(401).end('{}')).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/v1`;
  const { code, stdout, said } = await doctor({ [key]: 'sk-secret', [base]: url });
  expect(code).toBe(1);
  expect(said(provider)).toEqual([['FAIL', `${key} is not accepted by ${url}`]]);
  expect(stdout).not.toContain('sk-secret');
});

it('names every server that cannot be reached, that of the queue too', async () => {
  const env = { ...asOpenAi('http://127.0.0.1:2'), REDIS_URL: 'redis://:xoxb-secret@127.0.0.1:2' };
  const { code, stdout, said } = await doctor(env, {
    connections: [{ name: 'attic', baseUrl: 'http://127.0.0.1:2', models }],
  });
  expect(code).toBe(1);
  expect(said('openai')).toEqual([
    [
      'FAIL',
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:2\/v1 cannot be reached: connect ECONNREFUSED 127\.0\.0\.1:2$/),
    ],
  ]);
  expect(said('attic')).toEqual([
    ['FAIL', expect.stringMatching(/^http:\/\/127\.0\.0\.1:2 cannot be reached: connect ECONNREFUSED 127\.0\.0\.1:2$/)],
  ]);
  expect(said('queue')).toEqual([['FAIL', expect.stringMatching(/^Redis cannot be reached/)]]);
  expect(stdout).toContain('3 of ');
  expect(stdout).not.toContain('xoxb-secret');
});

it('names models that a server does not have or is going to end', async () => {
  const model = (id: string, shutdown_date: string | null = null) => ({ id, shutdown_date });
  const data = [model('gpt-image-2.6-flare'), model('gpt-image-2.6-sunburst', '2027-01-31')];
  const server = await scripted(json({ object: 'list', data }));
  const { code, said } = await doctor(asOpenAi(server.url));
  expect(code).toBe(0);
  expect(said('openai').slice(1)).toEqual([
    ['note', expect.stringMatching(/^not offered there: openai\/gpt-image-2\.5-flare, /)],
    ['note', 'openai/gpt-image-2.6-sunburst ends on 2027-01-31'],
  ]);
});

it('tells trouble that is the account, and what is no such server at all', async () => {
  const poor = await scripted(json({ error: { message: 'No.', code: 'insufficient_quota' } }, 429));
  const page = await scripted((response) => void response.end('<html>'));
  const connections = [
    { name: 'poor', baseUrl: poor.url, apiKey: 'sk-secret', models },
    { name: 'page', label: 'The page', baseUrl: page.url, models },
  ];
  const { code, stdout, said } = await doctor({}, { connections });
  expect(code).toBe(1);
  expect(said('poor')).toEqual([['FAIL', `the account at ${poor.url} has no money or no quota left: 429 No.`]]);
  expect(said('page')).toEqual([['FAIL', expect.stringMatching(`^${page.url} does not answer as The page does: `)]]);
  expect(stdout).not.toContain('sk-secret');
});

it('says where a key of a connection stands that is not accepted, and where one is wanted', async () => {
  const refuse = json({ error: { message: 'No.' } }, 401);
  const server = await scripted(refuse, refuse, refuse);
  const connections = [
    { name: 'written', baseUrl: server.url, apiKey: 'sk-secret', models },
    { name: 'named', baseUrl: server.url, apiKeyVariable: 'STUDIO_KEY', models },
    { name: 'open', baseUrl: server.url, models },
  ];
  const { stdout, said } = await doctor({ STUDIO_KEY: 'sk-secret' }, { connections });
  const written = 'connections[0].apiKey in the file at EASEL_CONFIG';
  expect(said('written')).toEqual([['FAIL', `${written} is not accepted by ${server.url}`]]);
  expect(said('named')).toEqual([['FAIL', `STUDIO_KEY is not accepted by ${server.url}`]]);
  expect(said('open')).toEqual([['FAIL', `${server.url} wants a key`]]);
  expect(stdout).not.toContain('sk-secret');
});

it('does not fail where a connection lists no models, but proves nothing by it', async () => {
  const server = await scripted(json({ error: 'not found' }, 404));
  const { code, said } = await doctor({}, { connections: [{ name: 'studio', baseUrl: server.url, models }] });
  expect(code).toBe(0);
  expect(said('studio')).toEqual([
    ['note', `${server.url} answers, but has no list of models, so neither the address nor the key is proven`],
  ]);
});

it('sends no key where a connection has none', async () => {
  const server = await scripted(json({ object: 'list', data: [{ id: 'sd-cpp-local' }] }));
  const { code, said } = await doctor({}, { connections: [{ name: 'studio', baseUrl: server.url, preset: 'sd-cpp' }] });
  expect(code).toBe(0);
  expect(said('studio')[0]).toEqual(['ok', expect.stringMatching(`^${server.url} answers; \\d+ models?$`)]);
  expect(server.calls[0]).toMatchObject({ method: 'GET', path: '/models' });
  expect(server.calls[0]?.headers).not.toHaveProperty('authorization');
});
