import { expect, it } from 'vitest';
import { postgresRemarks, postgresUnfit } from '#src/store/postgres-remarks.ts';
import { redisRemarks, redisUnfit } from '#src/store/redis-remarks.ts';

const INFO = ['role:master', 'aof_enabled:1', 'maxmemory_policy:noeviction'].join('\r\n');

it('has nothing to say of a Redis that keeps all it answered', () => {
  expect(redisRemarks(INFO, 'always')).toEqual([]);
});

it.each([
  [INFO.replace('aof_enabled:1', 'aof_enabled:0'), 'always', 'append-only'],
  [INFO, 'everysec', 'last second'],
  [INFO.replace('noeviction', 'allkeys-lru'), 'always', 'allkeys-lru'],
])('says where a Redis could lose credits', (info, fsync, says) => {
  expect(redisRemarks(info, fsync)).toEqual([expect.stringContaining(says)]);
});

it.each([
  [INFO, undefined],
  [INFO.replace('master', 'slave'), 'copy'],
  [`${INFO.replace('noeviction', 'allkeys-lru')}\r\nmaxmemory:1000`, 'allkeys-lru'],
  [`${INFO}\r\ncluster_enabled:1`, 'cluster'],
  [`${INFO}\r\nredis_version:6.0.16`, '6.2'],
  [`${INFO}\r\nredis_version:6.2.1`, undefined],
])('says why a Redis cannot be worked with', (info, says) => {
  expect(redisUnfit(info)).toEqual(says === undefined ? [] : [expect.stringContaining(says)]);
});

const GOOD = { fsync: 'on', pages: 'on', copy: false, reading: 'off', version: 150_004 };

it('says where a Postgres could lose credits, and why it cannot be worked with', () => {
  expect(postgresRemarks(GOOD)).toEqual([]);
  expect(postgresUnfit(GOOD)).toEqual([]);
  expect(postgresRemarks({ ...GOOD, fsync: 'off' })).toEqual([expect.stringContaining('fsync')]);
  expect(postgresRemarks({ ...GOOD, pages: 'off' })).toHaveLength(1);
  expect(postgresUnfit({ ...GOOD, copy: true, reading: 'on' })).toEqual([expect.stringContaining('copy')]);
  expect(postgresUnfit({ ...GOOD, reading: 'on' })).toEqual([expect.stringContaining('only lets us read')]);
  expect(postgresUnfit({ ...GOOD, version: 130_011 })).toEqual([expect.stringContaining('14 or newer')]);
});
