import { describe, expect, it } from 'vitest';
import { startSimulator } from '#src/simulator/simulator.ts';
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

  it('prints the catalogue as JSON, filtered by provider and by mode', async () => {
    const { easel } = openWorkplace(asOpenAi('http://127.0.0.1:9'));
    const { code, stdout } = await easel('models', '--json', '--provider', 'openai', '--mode', 'high-fidelity');
    const ids = JSON.parse(stdout).map(({ id }: { id: string }) => id);
    expect(code).toBe(0);
    expect(ids).toContain('openai/gpt-image-1.5');
    expect(ids).not.toContain('openai/dall-e-2');
  });

  it('says that no model fits', async () => {
    const ended = await openWorkplace().easel('models', '--provider', 'nobody');
    expect(ended).toMatchObject({ code: 1, stdout: '', stderr: 'No model fits.\n' });
  });
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

describe('easel doctor', () => {
  const rows = (stdout: string) =>
    Object.fromEntries(
      [...stdout.matchAll(/^(\w+) +(ok|off|note|FAIL) +(.*)$/gm)].map(([, part, ...said]) => [part, said]),
    );

  it('finds everything in order, and reaches the simulator and OpenAI', async () => {
    const simulator = await startSimulator({ paceMs: 0 });
    const { code, stdout } = await openWorkplace({ ...asOpenAi(simulator.url), PORT: '1' }).easel('doctor');
    expect(rows(stdout)).toMatchObject({
      node: ['ok', process.versions.node],
      store: ['ok', 'written and read back'],
      disk: ['ok', expect.stringContaining('free')],
      simulator: ['ok', 'starts and answers'],
      server: ['off', expect.stringContaining('nothing runs')],
    });
    expect(stdout).toMatch(/^openai +ok +http.*answers and accepts the key$/m);
    expect({ code, last: stdout.trim().split('\n').at(-1) }).toEqual({
      code: 0,
      last: 'Everything that is configured works.',
    });
    expect(simulator.taken).toBe(0);
    await simulator.close();
  });

  it('names OpenAI where the key is wrong, and never the key', async () => {
    const simulator = await startSimulator({ paceMs: 0 });
    const { code, stdout } = await openWorkplace({ ...asOpenAi(simulator.url, 'wrong-key'), PORT: '1' }).easel(
      'doctor',
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/^openai +FAIL +.*OpenAI does not accept Easel's key/m);
    expect(stdout).toMatch(/1 of \d checks failed/);
    expect(stdout).not.toContain('wrong-key');
    await simulator.close();
  });

  it('names a server that cannot be reached, and what is set but not used', async () => {
    const env = { ...asOpenAi('http://127.0.0.1:9'), SLACK_BOT_TOKEN: 'xoxb-secret', PORT: '1' };
    const { code, stdout } = await openWorkplace(env).easel('doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^openai +FAIL +http:\/\/127\.0\.0\.1:9\/v1: /m);
    expect(stdout).toContain('SLACK_BOT_TOKEN is set, but this version does not use it yet');
    expect(stdout).not.toContain('xoxb-secret');
  });
});
