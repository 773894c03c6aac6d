import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, vi } from 'vitest';
import { freePort } from './free-port.ts';
import type { OwnServer } from './own-server.ts';

/** Why a test that stops or kills its own Redis is skipped; nothing where there is one to start. */
export const ownRedisMissing: string | undefined =
  spawnSync('redis-server', ['--version']).status === 0 ? undefined : 'skipped: redis-server is not installed';

/** A Redis that a test may stop, kill and start again; it keeps what it was told, as an operator is told to have it. */
export const openOwnRedis = () => serve([]);

export interface OwnRedis extends OwnServer {
  /** Another one that follows it. */
  copy(): Promise<OwnRedis>;
  /** Resolves once its copy has all that it took till now. */
  copied(): Promise<void>;
  /** It follows nobody any more. */
  promote(): Promise<unknown>;
  /** @throws what the server says. */
  told<T>(command: (redis: Redis) => Promise<T>): Promise<T>;
}

async function serve(more: readonly string[]): Promise<OwnRedis> {
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
      ...more,
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

  async function told<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(url);
    return command(redis).finally(() => redis.disconnect());
  }

  const url = `redis://127.0.0.1:${port}`;
  return {
    url,
    port,
    async copy() {
      const other = await serve(['--replicaof', '127.0.0.1', String(port)]);
      await vi.waitFor(
        async () => expect(await other.told((redis) => redis.info('replication'))).toContain('link_status:up'),
        {
          timeout: 30_000,
          interval: 50,
        },
      );
      return other;
    },
    told,
    async copied() {
      const has = await told(async (redis) => {
        await redis.set('looked', Date.now());
        return redis.wait(1, 5000);
      });
      if (has !== 1) throw new Error('The copy does not follow.');
    },
    promote: () => told((redis) => redis.replicaof('NO', 'ONE')),
    stop: () => void server.kill('SIGSTOP'),
    goOn: () => void server.kill('SIGCONT'),
    kill,
    async startAgain() {
      server = await begin();
    },
    async close() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
