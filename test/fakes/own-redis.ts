import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';

/** Why a test that stops or kills its own Redis is skipped; nothing where there is one to start. */
export const ownRedisMissing: string | undefined =
  spawnSync('redis-server', ['--version']).status === 0 ? undefined : 'skipped: redis-server is not installed';

/** A Redis that a test may stop, kill and start again; it keeps what it was told, as an operator is told to have it. */
export async function openOwnRedis() {
  const folder = await mkdtemp(join(tmpdir(), 'easel-redis-'));
  const port = await freePort();
  let server = await begin();

  async function begin(): Promise<ChildProcess> {
    const flags = [
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
      '--save',
      '',
    ];
    const child = spawn('redis-server', ['--port', String(port), ...flags, '--maxmemory-policy', 'noeviction']);
    for await (const chunk of child.stdout) if (String(chunk).includes('Ready to accept connections')) break;
    return child;
  }

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => void server.kill('SIGSTOP'),
    goOn: () => void server.kill('SIGCONT'),
    kill,
    async startAgain(): Promise<void> {
      server = await begin();
    },
    async close(): Promise<void> {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
