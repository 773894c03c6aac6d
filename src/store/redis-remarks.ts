import { plainError } from './plain-error.ts';
import { connectClient, type RedisAddress, redisClient } from './redis-address.ts';
import { refusalOf } from './refusals.ts';
import type { StoreLook } from './remote-storage.ts';
import { storeUnavailable } from './store-errors.ts';

/** Asks Redis how it keeps what it is given, over a connection of its own. */
export function createRedisLook(parts: RedisAddress & { readonly timeoutMs: number }) {
  const { secrets, timeoutMs } = parts;
  return async function look(): Promise<StoreLook> {
    const client = await redisClient(parts, timeoutMs);
    const timer = setTimeout(() => client.disconnect(), timeoutMs);
    try {
      await connectClient(client, parts);
      const info = await client.info();
      const fsync = await fsyncOf(() => client.config('GET', 'appendfsync'));
      return { unfit: redisUnfit(info), remarks: redisRemarks(info, fsync) };
    } catch (error) {
      throw storeUnavailable(refusalOf(plainError(error, secrets)));
    } finally {
      clearTimeout(timer);
      client.disconnect();
    }
  };
}

/** Hosted servers often do not tell. */
async function fsyncOf(ask: () => Promise<unknown>): Promise<string | undefined> {
  const answer = await ask().catch(() => undefined);
  return JSON.stringify(answer ?? '').match(/"(always|everysec|no)"/)?.[1];
}

const told = (info: string, name: string): string | undefined => new RegExp(`^${name}:(\\S*)`, 'm').exec(info)?.[1];

/** Why Easel cannot work with this Redis. @param info what `INFO` answers. */
export function redisUnfit(info: string): readonly string[] {
  const [major = 0, minor = 0] = (told(info, 'redis_version') ?? '7.0').split('.').map(Number);
  const policy = told(info, 'maxmemory_policy') ?? 'noeviction';
  const unfit = [];
  if (told(info, 'role') === 'slave')
    unfit.push('This Redis is a copy of another and cannot be written to. Name the other one');
  if (policy.startsWith('allkeys-') && Number(told(info, 'maxmemory') ?? 0) > 0)
    unfit.push(
      `This Redis throws away credits and jobs when memory is short (${policy}). Set "maxmemory-policy noeviction"`,
    );
  if (told(info, 'cluster_enabled') === '1') unfit.push('This Redis is part of a cluster. Name a single one');
  if (major < 6 || (major === 6 && minor < 2)) unfit.push(`This Redis is ${major}.${minor}. Easel needs 6.2 or newer`);
  return unfit;
}

/** Where it could lose credits. @param info what `INFO` answers. */
export function redisRemarks(info: string, appendFsync: string | undefined): readonly string[] {
  const policy = told(info, 'maxmemory_policy') ?? 'noeviction';
  const remarks = [];
  if (told(info, 'aof_enabled') === '0')
    remarks.push('Redis writes no append-only file: credits and jobs are lost when it restarts. Set "appendonly yes"');
  else if (appendFsync === 'no' || appendFsync === 'everysec')
    remarks.push('Redis may lose the last second when its machine stops. "appendfsync always" loses nothing');
  if (policy !== 'noeviction' && redisUnfit(info).every((why) => !why.includes(policy)))
    remarks.push(
      `Redis may throw away credits and jobs when memory is short (${policy}). Set "maxmemory-policy noeviction"`,
    );
  return remarks;
}
