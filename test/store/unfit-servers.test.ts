import { describe, expect, it, onTestFinished } from 'vitest';
import { openStorage, refuseUnfitStore } from '#src/store/open-storage.ts';
import { openWorkplace } from '../cli/run-easel.ts';
import { openOwnRedis, ownRedisMissing } from '../fakes/own-redis.ts';
import { realPostgres, realRedis } from '../fakes/real-stores.ts';

const BOUND = { timeout: 60_000 };

/** What somebody reads who starts Easel on it. */
async function saidOf(url: string): Promise<string> {
  await refuseUnfitStore(url);
  const storage = openStorage(url);
  onTestFinished(() => storage.close());
  await storage.set('a', 'one');
  return 'It works';
}

const refused = (says: string) => ({
  code: 'store-unavailable',
  cause: { message: expect.stringContaining(says) },
});

function changed(url: string, change: (parsed: URL) => unknown): string {
  const parsed = new URL(url);
  change(parsed);
  return parsed.href;
}

describe.skipIf(realPostgres.missing !== undefined)(`a Postgres that will not do ${realPostgres.missing ?? ''}`, () => {
  it.each([
    ['a wrong password', 'refuses this user or password', (url: URL) => Object.assign(url, { password: 'wrong' })],
    ['another database', 'has no such database', (url: URL) => Object.assign(url, { pathname: '/nowhere' })],
    ['TLS that it has not', 'speaks no TLS', (url: URL) => url.searchParams.set('sslmode', 'require')],
    [
      'nothing but reading',
      'only lets us read',
      (url: URL) => url.searchParams.set('options', '-c default_transaction_read_only=on'),
    ],
  ])('is refused in words with %s', BOUND, async (_, says, change) => {
    await expect(saidOf(changed(realPostgres.url, change))).rejects.toMatchObject(refused(says));
  });
});

describe.skipIf(realRedis.missing !== undefined)(`a Redis that will not do ${realRedis.missing ?? ''}`, () => {
  it.each([
    ['a wrong password', 'refuses this user or password', (url: URL) => Object.assign(url, { password: 'wrong' })],
    ['no password', 'wants a password', (url: URL) => Object.assign(url, { password: '', username: '' })],
    ['a database that it has not', 'has no such database', (url: URL) => Object.assign(url, { pathname: '/999' })],
  ])('is refused in words with %s', BOUND, async (_, says, change) => {
    await expect(saidOf(changed(realRedis.url, change))).rejects.toMatchObject(refused(says));
  });

  it('is refused in words with TLS that it has not', BOUND, async () => {
    await expect(saidOf(realRedis.url.replace('redis:', 'rediss:'))).rejects.toMatchObject(
      refused('whether it speaks TLS'),
    );
  });
});

describe.skipIf(ownRedisMissing !== undefined)(`a Redis of its own ${ownRedisMissing ?? ''}`.trim(), () => {
  it('is refused before anything is kept there where it throws entries away, or is a copy', BOUND, async () => {
    const server = await openOwnRedis();
    onTestFinished(() => server.close());
    const { Redis } = await import('ioredis');
    const client = new Redis(server.url);
    onTestFinished(() => client.disconnect());
    expect(await saidOf(server.url)).toBe('It works');
    await client.config('SET', 'maxmemory', '100mb');
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await expect(saidOf(server.url)).rejects.toMatchObject(refused('throws away credits'));
    const started = await openWorkplace({ DATABASE_URL: server.url }).easel('start');
    expect(started).toMatchObject({ stderr: expect.stringContaining('maxmemory-policy noeviction') });
    expect(started.code).not.toBe(0);
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    await client.call('REPLICAOF', '127.0.0.1', '1');
    await expect(saidOf(server.url)).rejects.toMatchObject(refused('copy of another'));
  });
});
