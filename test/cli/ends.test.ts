import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Simulator, startSimulator } from '#src/simulator/simulator.ts';
import { freePort } from '../fakes/free-port.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';
import { asOpenAi, type Ended, openWorkplace, type Started } from './run-easel.ts';

const SLOW = 60_000;
const PATIENT = { timeout: 20_000, interval: 50 };

const urlOf = ({ stdout, stderr }: Started): Promise<string> =>
  vi.waitFor(() => /http:\/\/127\.0\.0\.1:\d+/.exec(stdout())?.[0] ?? Promise.reject(stderr()), PATIENT);

const start = (env: Readonly<Record<string, string>>, ...flags: readonly string[]): Promise<Ended> =>
  openWorkplace({ PORT: '0', LOG_LEVEL: 'silent', ...env }).easel('start', ...flags);

/** `docs/deployment.md` has the table of exit codes; a port in use is in `server.test.ts`. */
describe('easel start ends', () => {
  it.each([
    [{ PORT: 'many' }, [], 'PORT'],
    [{ EASEL_CONFIG: 'absent.json' }, [], 'absent.json'],
    [{}, ['--role', 'worker'], 'REDIS_URL is missing'],
  ])('with 2 for %j %j, which nobody mends by trying again', async (env, flags, says) => {
    const ended = await start(env, ...flags);
    expect(ended).toMatchObject({ code: 2, signal: null, stdout: '' });
    expect(ended.stderr).toContain(says);
    expect(ended.stderr).not.toMatch(/^ +at /m);
  });

  it(
    'with 1 where the store is no database, or is not there',
    async () => {
      const folder = scratchFolder();
      const file = join(folder, 'notes.db');
      writeFileSync(file, 'These are my notes, and no database at all. '.repeat(100));
      const redis = `redis://127.0.0.1:${await freePort()}`;
      for (const DATABASE_URL of [`sqlite://${file}`, redis]) {
        const ended = await start({ DATABASE_URL });
        expect(ended, DATABASE_URL).toMatchObject({ code: 1, signal: null, stdout: '' });
        expect(ended.stderr).toContain("Easel's store cannot be used");
        expect(ended.stderr).not.toMatch(/^ +at /m);
      }
    },
    SLOW,
  );

  it('with 2 where the data folder is a file', async () => {
    const file = join(scratchFolder(), 'data');
    writeFileSync(file, '');
    const ended = await start({ EASEL_DATA_DIR: file });
    expect(ended).toMatchObject({ code: 2, signal: null });
    expect(ended.stderr).toContain(file);
  });

  it(
    'with 0 on a signal while it waits for a queue that is not there',
    async () => {
      const REDIS_URL = `redis://127.0.0.1:${await freePort()}`;
      const started = openWorkplace({ PORT: '0', REDIS_URL }).start('start');
      await expect.poll(started.stderr, PATIENT).toContain('The queue cannot reach Redis');
      started.child.kill('SIGTERM');
      const ended = await started.ended;
      expect(ended).toMatchObject({ code: 0, signal: null });
      expect(ended.stdout).toContain('Stopped before Easel was ready');
    },
    SLOW,
  );

  describe('on a signal, while a picture is made,', () => {
    let simulator: Simulator;
    beforeEach(async () => {
      simulator = await startSimulator({ paceMs: 0 });
    });
    afterEach(() => simulator.close());

    async function making(fault: Parameters<Simulator['fail']>[0]) {
      const started = openWorkplace({ ...asOpenAi(simulator.url), PORT: '0', LOG_LEVEL: 'silent' }).start('start');
      const url = await urlOf(started);
      simulator.fail(fault);
      const answer = fetch(`${url}/v1/images/generations`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ prompt: 'a fox' }),
      }).then(
        async (response) => ({ status: response.status, said: await response.text() }),
        () => ({ status: 0, said: '' }),
      );
      await expect.poll(() => simulator.requests.length, PATIENT).toBe(1);
      return { ...started, answer };
    }

    it(
      'with 0 once that is done and given to whoever asked',
      async () => {
        const { child, ended, answer } = await making({ kind: 'slow', ms: 1500 });
        child.kill('SIGTERM');
        expect(await answer).toMatchObject({ status: 200, said: expect.stringContaining('b64_json') });
        expect(await ended).toMatchObject({ code: 0, stderr: '' });
      },
      SLOW,
    );

    it.each([
      ['SIGTERM', 'SIGTERM'],
      ['SIGINT', 'SIGTERM'],
    ] as const)(
      'with 1 at once after %s by %s',
      async (first, second) => {
        const { child, ended, stdout, answer } = await making({ kind: 'hang_before_headers' });
        child.kill(first);
        await vi.waitFor(() => expect(stdout()).toContain('Stopping: 1 running'), PATIENT);
        const asked = Date.now();
        child.kill(second);
        expect((await ended).code).toBe(1);
        // Far from the 25 s that running jobs get.
        expect(Date.now() - asked).toBeLessThan(8000);
        await answer;
      },
      SLOW,
    );
  });
});
