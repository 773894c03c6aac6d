import { plainError } from './plain-error.ts';
import { type RedisAddress, redisClient } from './redis-address.ts';
import { storeUnavailable } from './store-errors.ts';

/** Asks Redis how it keeps what it is given, over a connection of its own. */
export function createRedisRemarks(parts: RedisAddress & { readonly timeoutMs: number }) {
  const { secrets, timeoutMs } = parts;
  return async function remarks(): Promise<readonly string[]> {
    const client = await redisClient(parts, timeoutMs);
    const timer = setTimeout(() => client.disconnect(), timeoutMs);
    try {
      await client.connect();
      return redisRemarks(await client.info(), await fsyncOf(() => client.config('GET', 'appendfsync')));
    } catch (error) {
      throw storeUnavailable(plainError(error, secrets));
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

/** @param info what `INFO` answers. */
export function redisRemarks(info: string, appendFsync: string | undefined): readonly string[] {
  const value = (name: string): string | undefined => new RegExp(`^${name}:(\\S*)`, 'm').exec(info)?.[1];
  const policy = value('maxmemory_policy') ?? 'noeviction';
  const remarks = [];
  if (value('aof_enabled') === '0')
    remarks.push('Redis writes no append-only file: credits and jobs are lost when it restarts. Set "appendonly yes"');
  else if (appendFsync === 'no' || appendFsync === 'everysec')
    remarks.push('Redis may lose the last second when its machine stops. "appendfsync always" loses nothing');
  if (policy !== 'noeviction')
    remarks.push(
      `Redis may throw away credits and jobs when memory is short (${policy}). Set "maxmemory-policy noeviction"`,
    );
  if (value('role') === 'slave')
    remarks.push('This Redis is a copy of another and cannot be written to. Name the other one');
  return remarks;
}
