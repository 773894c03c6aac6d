import type { Worker } from 'node:worker_threads';
import { type AtomicStorage, createAtomicStorage } from './atomic-storage.ts';
import type { SqliteSettings } from './sqlite-order.ts';
import { createSqliteReads } from './sqlite-reads.ts';
import { type SqliteThread, speakWith, startSqliteThread } from './sqlite-thread.ts';
import type { EngineOptions, StorageEngine } from './storage-engine.ts';
import type { Kind, Step } from './storage-steps.ts';
import { storeUnavailable } from './store-errors.ts';

export interface SqliteOptions extends EngineOptions {
  /** The most the file may grow to, in pages of 4096 bytes; then writing fails with `store-full`. The disk unless given. */
  readonly maxPages?: number;
  /** How long a call waits for another process that is writing, in milliseconds. */
  readonly busyMs?: number;
  /** Starts the thread that works on the file; lets a test hold it. */
  readonly startThread?: (settings: SqliteSettings) => Worker;
}

const BUSY_MS = 5000;

/**
 * A storage in one SQLite file, for one process or several on one machine. The folder is made, readable by its owner alone.
 *
 * Every write is on the disk when its promise resolves (`synchronous = FULL`): money and the mark that a provider was called must
 * survive not only a crash but a power cut. A thread of its own waits for the disk, so this one never does; single entries, which
 * no writer holds up, are read here.
 *
 * It opens in the background. Where the file cannot be opened or is no database, every call rejects with `store-unavailable` and
 * the cause, and tries again. Where the thread dies, what it was asked rejects likewise, and the next call starts another.
 */
export const createSqliteStorage = (file: string, options: SqliteOptions = {}): AtomicStorage =>
  createAtomicStorage(createSqliteEngine(file, options));

function createSqliteEngine(
  file: string,
  { now = () => Date.now(), busyMs = BUSY_MS, maxPages, startThread = startSqliteThread }: SqliteOptions,
): StorageEngine {
  let thread: SqliteThread | undefined;
  let closing: Promise<void> | undefined;
  const reads = createSqliteReads(file);
  /** The thread makes the file and its table; until it has answered there may be none. */
  let isMade = false;

  /** A system may refuse another thread. */
  function start(): SqliteThread {
    try {
      const started = speakWith(startThread({ file, busyMs, maxPages, openedAt: now() }), () => {
        if (thread === started) thread = undefined;
      });
      return started;
    } catch (error) {
      throw storeUnavailable(error);
    }
  }

  async function ask<K extends Kind>(step: Extract<Step, { kind: K }>) {
    if (closing) throw storeUnavailable(new Error('database is not open'));
    thread ??= start();
    const answer = await thread.ask<K>(step, now());
    isMade = true;
    return answer;
  }

  /** What was answered before is seen by both ways. */
  async function read(keys: readonly string[]) {
    return (isMade && !closing && reads.read(keys, now())) || ask<'read'>({ kind: 'read', keys });
  }

  thread = start();
  return {
    read,
    write: (entries) => ask<'write'>({ kind: 'write', entries }),
    remove: (keys) => ask<'remove'>({ kind: 'remove', keys }),
    compareAndSet: (key, expected, next) => ask<'compareAndSet'>({ kind: 'compareAndSet', key, expected, next }),
    page: (from, limit) => ask<'page'>({ kind: 'page', from, limit }),
    close() {
      reads.close();
      closing ??= thread?.close() ?? Promise.resolve();
      return closing;
    },
  };
}
