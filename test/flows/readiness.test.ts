import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '#src/config/load-config.ts';
import { startEasel } from '#src/start.ts';
import { startS3Server } from '../fakes/s3/s3-server.ts';

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
