import { Redis } from 'ioredis';
import { expect, it, onTestFinished } from 'vitest';
import { warnOfEviction } from '#src/queue/warn-of-eviction.ts';
import { openOwnRedis, ownRedisMissing } from '../fakes/own-redis.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

it.skipIf(ownRedisMissing)(
  `says at the start where Redis would throw parts of the queue away${ownRedisMissing ? `: ${ownRedisMissing}` : ''}`,
  async () => {
    const server = await openOwnRedis();
    onTestFinished(server.close);
    const redis = new Redis(server.url);
    onTestFinished(() => redis.disconnect());
    const said = async () => {
      const log = createSilentLog();
      await warnOfEviction(redis, log);
      return log.lines.map(({ message }) => message);
    };
    expect(await said()).toEqual([]);
    for (const policy of ['volatile-lru', 'allkeys-lru']) {
      await redis.config('SET', 'maxmemory-policy', policy);
      expect(await said()).toEqual([expect.stringContaining('maxmemory-policy noeviction')]);
    }
  },
  30_000,
);

it('says nothing where Redis does not tell', async () => {
  const log = createSilentLog();
  await warnOfEviction({ info: () => Promise.reject(new Error('NOPERM')) }, log);
  expect(log.lines).toEqual([]);
});
