import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSimulator } from '#src/simulator/simulator.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';
import { asOpenAi, openWorkplace } from './run-easel.ts';

describe('easel models', () => {
  it('lists what is configured and marks the usual one', async () => {
    const { easel } = openWorkplace();
    const { code, stdout, stderr } = await easel('models');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^MODEL +MAKES +REFERENCES/);
    expect(stdout).toMatch(/^simulator\/sketch .*the usual one$/m);
    expect(stdout).not.toContain('openai/');
  });

  it('marks what Easel does around a model, and says what the mark means', async () => {
    const { stdout } = await openWorkplace().easel('models', '--mode', 'grid');
    expect(stdout).toMatch(/^simulator\/sketch .*generate, .*inpaint, .*grid\*/m);
    expect(stdout.trim().split('\n').slice(-2)).toEqual(['', '* done by Easel around the model']);
  });

  it('prints the catalogue as JSON, filtered by provider and by mode', async () => {
    const { easel } = openWorkplace(asOpenAi('http://127.0.0.1:9'));
    const { code, stdout } = await easel('models', '--json', '--provider', 'openai', '--mode', 'high-fidelity');
    const models: { id: string; abilities: Record<string, string> }[] = JSON.parse(stdout);
    const ids = models.map(({ id }) => id);
    expect(code).toBe(0);
    expect(ids).toContain('openai/gpt-image-1.5');
    expect(ids).not.toContain('openai/dall-e-2');
    for (const { abilities } of models)
      expect(abilities).toMatchObject({
        generate: 'native',
        'high-fidelity': 'native',
        grid: 'easel',
        upscale: 'none',
      });
  });

  it('says that no model fits', async () => {
    const ended = await openWorkplace().easel('models', '--provider', 'nobody');
    expect(ended).toMatchObject({ code: 1, stdout: '', stderr: 'No model fits.\n' });
  });
});

it('easel models loads no SDK and nothing that draws', async () => {
  const folder = scratchFolder();
  const { easel } = openWorkplace({
    ...{
      OPENAI_API_KEY: 'x',
      GEMINI_API_KEY: 'x',
      REPLICATE_API_TOKEN: 'x',
      AIREFINERY_API_KEY: 'x',
      RUNWARE_API_KEY: 'x',
    },
    NODE_V8_COVERAGE: folder,
  });
  expect((await easel('models')).code).toBe(0);
  const loaded = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join();
  expect(loaded).toContain('/src/models/catalogue/openai.ts"');
  expect(loaded).not.toMatch(/node_modules\/(openai|@google\/genai|replicate|undici|sharp|hono)\//);
});

describe('easel credits', () => {
  it('shows what is left and every movement', async () => {
    const simulator = await startSimulator({ paceMs: 0 });
    const { easel } = openWorkplace(asOpenAi(simulator.url));
    const fresh = await easel('credits');
    expect(fresh).toMatchObject({ code: 0, stderr: '' });
    expect(fresh.stdout).toMatch(
      /^cli: 40 credits left of 40, 0 reserved\.\nThe next allowance comes at \d{4}-\d\d-\d\d 00:00 UTC\.\n$/,
    );
    await easel('generate', 'a fox');
    const spent = await easel('credits');
    expect(spent.stdout).toContain('cli: 38 credits left of 40');
    expect(spent.stdout).toMatch(/UTC +Paid +2 +\w+\n.* +Reserved +2 +\w+\n.* +Allowance +40 +-/);
    expect(JSON.parse((await easel('credits', '--json')).stdout)).toEqual({
      user: 'cli',
      available: 38,
      held: 0,
      allowance: 40,
      moreAt: expect.any(Number),
      entries: [
        expect.objectContaining({ kind: 'settled', amount: 2 }),
        expect.objectContaining({ kind: 'held', amount: 2 }),
        expect.objectContaining({ kind: 'opened', amount: 40 }),
      ],
    });
    await simulator.close();
  });
});
