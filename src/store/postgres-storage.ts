import { randomUUID } from 'node:crypto';
import { createAtomicStorage } from './atomic-storage.ts';
import { postgresAddress } from './postgres-address.ts';
import { createPostgresReads, createPostgresWrites } from './postgres-connection.ts';
import { createPostgresLook } from './postgres-remarks.ts';
import { createRemoteLine } from './remote-line.ts';
import { type RemoteOptions, type RemoteStorage, TIMEOUT_MS } from './remote-storage.ts';
import { createSeenChanges } from './seen-changes.ts';
import type { StorageEngine } from './storage-engine.ts';

/**
 * A storage in one Postgres database, for any number of processes on any number of machines. Each has two connections: one for changes,
 * where all that waits goes together, and one for reading.
 */
export function createPostgresStorage(url: string, options: RemoteOptions = {}): RemoteStorage {
  const { now = () => Date.now(), timeoutMs = TIMEOUT_MS } = options;
  const parts = { ...postgresAddress(url), timeoutMs };
  const connect = createPostgresWrites({ ...parts, processId: randomUUID(), seen: createSeenChanges() });
  const writes = createRemoteLine({ connect, atOnce: 1, timeoutMs });
  const reads = createRemoteLine({ connect: createPostgresReads(parts), atOnce: 1, timeoutMs });
  const engine: StorageEngine = {
    read: (keys) => reads.ask<'read'>({ kind: 'read', keys }, now()),
    write: (entries) => writes.ask<'write'>({ kind: 'write', entries }, now()),
    remove: (keys) => writes.ask<'remove'>({ kind: 'remove', keys }, now()),
    compareAndSet: (key, expected, next) =>
      writes.ask<'compareAndSet'>({ kind: 'compareAndSet', key, expected, next }, now()),
    page: (from, limit) => reads.ask<'page'>({ kind: 'page', from, limit }, now()),
    async close() {
      await Promise.all([writes.close(), reads.close()]);
    },
  };
  return { storage: createAtomicStorage(engine), look: createPostgresLook(parts) };
}
