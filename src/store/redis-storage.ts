import { randomUUID } from 'node:crypto';
import { createAtomicStorage } from './atomic-storage.ts';
import { redisAddress } from './redis-address.ts';
import { createRedisConnect } from './redis-connection.ts';
import { createRedisLook } from './redis-remarks.ts';
import { createRemoteLine } from './remote-line.ts';
import { type RemoteOptions, type RemoteStorage, TIMEOUT_MS } from './remote-storage.ts';
import { createSeenChanges } from './seen-changes.ts';
import type { StorageEngine } from './storage-engine.ts';

/** Redis carries out what one connection sends in the order it comes, so nobody has to wait for the answers. */
const AT_ONCE = 16;

/** A storage in one Redis database, for any number of processes on any number of machines. */
export function createRedisStorage(url: string, options: RemoteOptions = {}): RemoteStorage {
  const { now = () => Date.now(), timeoutMs = TIMEOUT_MS } = options;
  const address = redisAddress(url);
  const connect = createRedisConnect({ ...address, timeoutMs, processId: randomUUID(), seen: createSeenChanges() });
  const line = createRemoteLine({ connect, atOnce: AT_ONCE, timeoutMs });
  const engine: StorageEngine = {
    read: async (keys) => (keys.length === 0 ? [] : line.ask<'read'>({ kind: 'read', keys }, now())),
    write: (entries) => line.ask<'write'>({ kind: 'write', entries }, now()),
    remove: (keys) => line.ask<'remove'>({ kind: 'remove', keys }, now()),
    compareAndSet: (key, expected, next) =>
      line.ask<'compareAndSet'>({ kind: 'compareAndSet', key, expected, next }, now()),
    page: (from, limit) => line.ask<'page'>({ kind: 'page', from, limit }, now()),
    close: line.close,
  };
  return { storage: createAtomicStorage(engine), look: createRedisLook({ ...address, timeoutMs }) };
}
