import { expect, it } from 'vitest';
import { postgresRemarks } from '#src/store/postgres-remarks.ts';
import { redisRemarks } from '#src/store/redis-remarks.ts';

const INFO = ['role:master', 'aof_enabled:1', 'maxmemory_policy:noeviction'].join('\r\n');

it('has nothing to say of a Redis that keeps all it answered', () => {
  expect(redisRemarks(INFO, 'always')).toEqual([]);
});

it.each([
  [INFO.replace('aof_enabled:1', 'aof_enabled:0'), 'always', 'append-only'],
  [INFO, 'everysec', 'last second'],
  [INFO.replace('noeviction', 'allkeys-lru'), 'always', 'allkeys-lru'],
  [INFO.replace('master', 'slave'), 'always', 'copy'],
])('says where a Redis could lose credits', (info, fsync, says) => {
  expect(redisRemarks(info, fsync)).toEqual([expect.stringContaining(says)]);
});

it('says where a Postgres could', () => {
  expect(postgresRemarks({ fsync: 'on', pages: 'on', copy: false })).toEqual([]);
  expect(postgresRemarks({ fsync: 'off', pages: 'on', copy: false })).toEqual([expect.stringContaining('fsync')]);
  expect(postgresRemarks({ fsync: 'on', pages: 'off', copy: true })).toHaveLength(2);
});
