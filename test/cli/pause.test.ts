import { describe, expect, it, vi } from 'vitest';
import { openDocuments } from '#src/app/documents.ts';
import { createDecisions } from '#src/app/rules/decisions.ts';
import { EVERYWHERE } from '#src/app/rules/switches.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { openEasel } from '#src/main.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { createSilentLog } from '../fakes/silent-log.ts';
import { asOpenAi, openWorkplace, rawOf, type Started } from './run-easel.ts';

const SMALL = ['--size', '816x816', '--partials', '0', '--raw'];
const bounded = () => ({ signal: AbortSignal.timeout(5000) });

/** Waits until a process has said something. */
const said = ({ stdout, stderr }: Started, words: RegExp): Promise<string> =>
  vi.waitFor(
    () => {
      const [found] = words.exec(stdout() + stderr()) ?? [];
      if (!found) throw new Error(`It has not said ${words} yet.`);
      return found;
    },
    { timeout: 10_000, interval: 10 },
  );

async function ask(url: string, eventId: string): Promise<void> {
  const form = new FormData();
  for (const [field, value] of Object.entries({ eventId, name: 'Ada', command: 'imagine' })) form.append(field, value);
  form.append('options', JSON.stringify({ prompt: 'a fox' }));
  expect((await fetch(`${url}/playground/requests`, { method: 'POST', body: form, ...bounded() })).status).toBe(202);
}

/** What the audit of a tenant says of its switch, newest first. */
async function decided({ dataDir, folder }: { dataDir: string; folder: string }, tenantId: string): Promise<string[]> {
  const config = loadConfig({ env: { EASEL_DATA_DIR: dataDir }, cwd: folder });
  const store = await openEasel(config, { routes: new Map(), log: createSilentLog() });
  const told = createDecisions(openDocuments(store.documents)).newest(tenantId, Date.now());
  const kinds: string[] = [];
  for await (const { kind, by } of told) kinds.push(`${kind} by ${by}`);
  await store.close();
  return kinds;
}

describe('easel pause', () => {
  it('stops all new work with its reason, until easel resume', async () => {
    const { easel } = openWorkplace();
    const paused = await easel('pause', '--reason', 'the bill is too high');
    expect(paused).toMatchObject({ code: 0, stderr: '' });
    expect(paused.stdout).toContain('Paused everywhere. Nothing new is sent to a provider.');
    const refused = await easel('generate', 'a fox', ...SMALL);
    expect(refused.code).toBe(1);
    expect(rawOf(refused).error).toMatchObject({
      code: 'paused',
      charged: false,
      message: expect.stringContaining('Whoever runs Easel has paused it: the bill is too high.'),
    });
    expect((await easel('doctor')).stdout).toMatch(
      /pause +note +operator paused Easel everywhere at [^\n]+ \(the bill is too high\); easel resume ends it/,
    );
    expect((await easel('resume')).stdout).toBe('Resumed everywhere.\n');
    expect((await easel('resume')).stdout).toBe('Nothing to do: everywhere was not paused.\n');
    expect((await easel('generate', 'a fox', ...SMALL)).code).toBe(0);
  });

  it('stops one tenant alone', async () => {
    const { easel, dataDir, folder } = openWorkplace();
    await easel('pause', '--tenant', 'discord:4711');
    expect((await easel('generate', 'a fox', ...SMALL)).code).toBe(0);
    await easel('pause', '--tenant', 'local');
    expect((await easel('generate', 'a fox', ...SMALL)).code).toBe(1);
    expect((await easel('resume', '--tenant', 'local')).stdout).toBe('Resumed local.\n');
    expect(await decided({ dataDir, folder }, 'local')).toEqual(['resume by operator', 'pause by operator']);
  });

  it('says so where no other process sees the store', async () => {
    const { code, stdout, stderr } = await openWorkplace({ DATABASE_URL: 'memory://' }).easel('pause');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Send SIGUSR2 to the server instead.');
  });

  it('breaks off what a server runs where that is wanted, and gives the credits back', async () => {
    const simulator = await startSimulator({ paceMs: 0 });
    const { start, easel } = openWorkplace({ ...asOpenAi(simulator.url), PORT: '0', LOG_LEVEL: 'silent' });
    const server = start('start');
    const url = await said(server, /http:\/\/127\.0\.0\.1:\d+/);
    simulator.fail({ kind: 'hang_before_headers' });
    await ask(url, 'event-000001');
    await expect.poll(() => simulator.requests.length, { timeout: 5000 }).toBe(1);
    await easel('pause', '--cancel');
    const me = async () => (await fetch(`${url}/playground/me?name=Ada`, bounded())).json();
    await expect.poll(me, { timeout: 5000 }).toMatchObject({ credits: { available: 40, held: 0 } });
    expect(rawOf(await easel('generate', 'a fox', ...SMALL)).error.code).toBe('paused');
    expect(simulator.requests).toHaveLength(1);
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    await simulator.close();
  });
});

describe('SIGUSR2', () => {
  it('flips the switch over everything, and says which way in the log and in the audit', async () => {
    const { start, easel, ...workplace } = openWorkplace({ PORT: '0', LOG_LEVEL: 'warn' });
    const server = start('start');
    await said(server, /http:\/\/127\.0\.0\.1:\d+/);
    server.child.kill('SIGUSR2');
    await said(server, /Easel is paused everywhere; the same signal, or easel resume, ends that/);
    expect(rawOf(await easel('generate', 'a fox', ...SMALL)).error.code).toBe('paused');
    server.child.kill('SIGUSR2');
    await said(server, /Easel works again, everywhere/);
    expect((await easel('generate', 'a fox', ...SMALL)).code).toBe(0);
    server.child.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    expect(await decided(workplace, EVERYWHERE)).toEqual(['resume by operator', 'pause by operator']);
  });
});
