import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '#src/config/load-config.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { type StartHow, startEasel } from '#src/start.ts';
import { freePort } from '../fakes/free-port.ts';
import { openOwnRedis, ownRedisMissing } from '../fakes/own-redis.ts';
import { startS3Server } from '../fakes/s3/s3-server.ts';
import { openAiAt } from './open-flow.ts';

const PATIENT = { timeout: 30_000, interval: 50 };
const SLOW = 90_000;

async function start(more: Readonly<Record<string, string>>, how: StartHow = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'easel-ready-'));
  const env = { EASEL_DATA_DIR: folder, LOG_LEVEL: 'silent', PORT: '0', ...more };
  const running = await startEasel(loadConfig({ env, cwd: folder }), how);
  onTestFinished(async () => {
    await running.stop(0);
    await rm(folder, { recursive: true, force: true });
  });
  const asked = async () => {
    const answer = await fetch(`${running.url}/readyz`);
    // Proof: what `/readyz` is documented to answer, and compared as a whole below.
    const { why = [] } = (await answer.json()) as { why?: readonly string[] };
    return [answer.status, ...why];
  };
  return { running, asked, isAlive: async () => (await fetch(`${running.url}/healthz`)).status === 200 };
}

it('a process is ready only while pictures can be kept, and says nothing of how to reach their place', async () => {
  const server = await startS3Server();
  const folder = await mkdtemp(join(tmpdir(), 'easel-ready-'));
  const env = { ...server.env, EASEL_DATA_DIR: folder, LOG_LEVEL: 'silent', PORT: '0' };
  const running = await startEasel(loadConfig({ env, cwd: folder }));
  onTestFinished(async () => {
    await running.stop(0);
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });
  const ask = async () => {
    const answer = await fetch(`${running.url}/readyz`);
    const said = await answer.text();
    expect(said).not.toMatch(/easel-secret|easel-access|easel-pictures/);
    return [answer.status, JSON.parse(said).parts.pictures];
  };
  expect(await ask()).toEqual([200, 'up']);
  server.breakBy(() => ({ kind: 'refuse', status: 403, code: 'AccessDenied' }));
  expect(await ask()).toEqual([503, 'down: easel doctor says why']);
  expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
  server.breakBy(() => undefined);
  expect(await ask()).toEqual([200, 'up']);
});

it.skipIf(ownRedisMissing)(
  'a process is not ready while its store and its line do not answer, says so in words, and is again once they do',
  async () => {
    const redis = await openOwnRedis();
    onTestFinished(() => redis.close());
    const { asked, isAlive } = await start({ DATABASE_URL: redis.url, REDIS_URL: redis.url });
    await expect.poll(asked, PATIENT).toEqual([200]);
    redis.stop();
    expect(await asked()).toEqual([
      503,
      'the store of records did not answer within a second',
      'the line of jobs in Redis did not answer within a second',
    ]);
    expect(await isAlive()).toBe(true);
    redis.goOn();
    await expect.poll(asked, PATIENT).toEqual([200]);
  },
  SLOW,
);

it(
  'a gateway is not ready while no platform reaches it, and everything else is',
  async () => {
    const nobody = `http://127.0.0.1:${await freePort()}/api`;
    const discord = { DISCORD_TOKEN: 'token', DISCORD_API_URL: nobody };
    const gateway = await start(discord, { role: 'gateway' });
    const [status, ...why] = await gateway.asked();
    expect({ status, why }).toEqual({
      status: 503,
      why: [expect.stringMatching(/^Discord is not connected \(connecting/)],
    });
    expect(await gateway.isAlive()).toBe(true);
    expect(await (await start(discord, { role: 'worker' })).asked()).toEqual([200]);
  },
  SLOW,
);

it(
  'a process that is being stopped is not ready, and lives until its jobs have ended',
  async () => {
    const simulator = await startSimulator({ paceMs: 0 });
    onTestFinished(() => simulator.close());
    const { running, asked, isAlive } = await start(openAiAt(simulator.url));
    simulator.fail({ kind: 'hang_before_headers' });
    const picture = fetch(`${running.url}/v1/images/generations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'a fox' }),
    }).catch(() => undefined);
    await expect.poll(() => simulator.requests.length, PATIENT).toBe(1);
    const stopped = running.stop(5000);
    await expect.poll(asked, PATIENT).toEqual([503, 'it is being stopped: running jobs end, and nothing new is taken']);
    expect(await isAlive()).toBe(true);
    await stopped;
    await (await picture)?.text().catch(() => undefined);
  },
  SLOW,
);
