import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startSimulator } from '#src/simulator/simulator.ts';
import { asOpenAi, openWorkplace, type Started } from './run-easel.ts';

/** Waits until a process has said where it listens. */
const listening = ({ stdout }: Started): Promise<string> =>
  vi.waitFor(
    () => {
      const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(stdout()) ?? [];
      if (!url) throw new Error('It does not listen yet.');
      return url;
    },
    { timeout: 10_000, interval: 10 },
  );

/** Asks for a picture as the page does. */
async function ask(url: string): Promise<void> {
  const form = new FormData();
  for (const [field, value] of Object.entries({ eventId: 'event-000001', name: 'Ada', command: 'imagine' }))
    form.append(field, value);
  form.append('options', JSON.stringify({ prompt: 'a fox' }));
  const answer = await fetch(`${url}/playground/requests`, { method: 'POST', body: form, ...bounded() });
  expect(answer.status).toBe(202);
}

const bounded = () => ({ signal: AbortSignal.timeout(5000) });

const OFF = [
  ['openai', 'OPENAI_API_KEY'],
  ['gemini', 'GEMINI_API_KEY'],
  ['replicate', 'REPLICATE_API_TOKEN'],
  ['runware', 'RUNWARE_API_KEY'],
  ['airefinery', 'AIREFINERY_API_KEY'],
];

describe('easel start', () => {
  it('starts keyless on one screen, is ready, and ends with 0 on SIGTERM', async () => {
    const started = openWorkplace({ PORT: '0', LOG_LEVEL: 'silent' }).start('start');
    const url = await listening(started);
    expect(started.stdout()).toContain(`Easel is ready: ${url}`);
    for (const [part, variable] of OFF)
      expect(started.stdout()).toMatch(new RegExp(`^ +${part} +off +set ${variable}$`, 'm'));
    expect(started.stdout()).toContain('No provider is on, so the simulator draws stand-in pictures.');
    expect(started.stdout().split('\n').length).toBeLessThan(24);
    const ready = await fetch(`${url}/readyz`, bounded());
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ parts: { store: 'up' } });
    started.child.kill('SIGTERM');
    expect(await started.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('says in one line that the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const ended = await openWorkplace({ PORT: String(port), LOG_LEVEL: 'silent' }).easel('start');
    expect(ended).toEqual({
      code: 1,
      signal: null,
      stdout: '',
      stderr: `127.0.0.1:${port} is in use already. Set PORT to another number, or stop what runs there.\n`,
    });
    other.close();
  });

  it('ends in time while a provider hangs, and the next start tells the person and gives the credits back', async () => {
    const simulator = await startSimulator({ paceMs: 0 });
    const { folder, start } = openWorkplace({
      ...asOpenAi(simulator.url),
      PORT: '0',
      LOG_LEVEL: 'silent',
      EASEL_CONFIG: 'easel.json',
    });
    writeFileSync(join(folder, 'easel.json'), JSON.stringify({ drainSeconds: 0 }));
    const first = start('start');
    simulator.fail({ kind: 'hang_before_headers' });
    await ask(await listening(first));
    await expect.poll(() => simulator.requests.length, { timeout: 5000 }).toBe(1);
    const stopping = Date.now();
    first.child.kill('SIGTERM');
    expect((await first.ended).code).toBe(0);
    expect(Date.now() - stopping).toBeLessThan(5000);
    expect(first.stdout()).toContain('Stopping: 1 running, 0 waiting.');

    const second = start('start');
    const url = await listening(second);
    const said = async (path: string) => (await fetch(`${url}${path}`, bounded())).text();
    expect(await said('/metrics')).toContain('state="outcome-unknown"');
    expect(JSON.parse(await said('/playground/me?name=Ada'))).toMatchObject({ credits: { available: 40, held: 0 } });
    expect(simulator.requests).toHaveLength(1);
    second.child.kill('SIGTERM');
    expect((await second.ended).code).toBe(0);
    await simulator.close();
  });
});

describe('easel simulate', () => {
  it('serves on the port it is given, for the rest of the command line, until it is stopped', async () => {
    const started = openWorkplace().start('simulate', '--port', '0', '--pace', '0');
    const url = await listening(started);
    const ended = await openWorkplace(asOpenAi(url)).easel('generate', 'a fox');
    expect(ended).toMatchObject({ code: 0, stdout: 'easel-a-fox.png\n' });
    started.child.kill('SIGINT');
    expect(await started.ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('says in one line that the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const { code, stderr } = await openWorkplace().easel('simulate', '--port', String(port));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^[^\n]*in use[^\n]*\n$/);
    other.close();
  });
});
