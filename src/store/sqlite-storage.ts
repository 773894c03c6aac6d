import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { type AtomicStorage, createAtomicStorage } from './atomic-storage.ts';
import { patiently } from './sqlite-patience.ts';
import type { EngineEntry, EngineOptions, StorageEngine } from './storage-engine.ts';
import { storeUnavailable } from './store-errors.ts';

export interface SqliteOptions extends EngineOptions {
  /** The most the file may grow to, in pages of 4096 bytes; then writing fails with `store-full`. The disk unless given. */
  readonly maxPages?: number;
  /** How long a call waits for another process that is writing, in milliseconds. */
  readonly busyMs?: number;
}

const BUSY_MS = 5000;

/** How long a call waits inside SQLite itself. The whole process stands still meanwhile, so the rest is waited outside. */
const BUSY_INSIDE_MS = 20;

/**
 * A storage in one SQLite file, for one process or several on one machine. The folder is made, readable by its owner alone.
 *
 * Every write is on the disk when its promise resolves (`synchronous = FULL`): money and the mark that a provider was called must
 * survive not only a crash but a power cut.
 *
 * @throws {EaselError} `store-unavailable` with the cause, where the file cannot be opened or is no database.
 */
export const createSqliteStorage = (file: string, options: SqliteOptions = {}): AtomicStorage =>
  createAtomicStorage(createSqliteEngine(file, options));

function createSqliteEngine(file: string, { now = () => Date.now(), busyMs = BUSY_MS, maxPages }: SqliteOptions) {
  const database = open(file, busyMs);
  const statements = prepare(database, maxPages, now());
  const { read, write, remove, page, insert, replace, removeExact } = statements;

  const one = (key: string): string | undefined => textOf(read.get(key, now()));

  function put({ key, value, expires }: EngineEntry): void {
    write.run(key, value, expires === undefined ? null : Math.ceil(expires));
  }

  function drop(key: string): boolean {
    const was = one(key) !== undefined;
    remove.run(key);
    return was;
  }

  function compareAndSet(key: string, expected: string | undefined, next: string | undefined): boolean {
    if (expected === undefined) {
      return next === undefined ? one(key) === undefined : insert.run(key, next, now()).changes === 1;
    }
    const done = next === undefined ? removeExact.run(key, expected, now()) : replace.run(next, key, expected, now());
    return done.changes === 1;
  }

  const engine: StorageEngine = {
    read: (keys) => patiently(busyMs, () => keys.map(one)),
    write: (entries) => patiently(busyMs, () => together(database, () => entries.forEach(put))),
    remove: (keys) => patiently(busyMs, () => together(database, () => keys.map(drop))),
    compareAndSet: (...step) => patiently(busyMs, () => compareAndSet(...step)),
    page: (from, limit) =>
      patiently(busyMs, () =>
        page.all(from, now(), limit).map(({ key, value }) => [String(key), String(value)] as const),
      ),
    close: async () => {
      if (database.isOpen) database.close();
    },
  };
  return engine;
}

function open(file: string, busyMs: number): DatabaseSync {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    return new DatabaseSync(file, { timeout: busyMs });
  } catch (error) {
    throw storeUnavailable(error);
  }
}

function prepare(database: DatabaseSync, maxPages: number | undefined, now: number) {
  try {
    // Writers and readers do not wait for each other in WAL mode; the first process to come makes the table.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    database.exec(`BEGIN IMMEDIATE; ${SCHEMA} COMMIT;`);
    database.prepare('DELETE FROM entries WHERE expires <= ?').run(now);
    database.exec(`PRAGMA busy_timeout = ${BUSY_INSIDE_MS};`);
    if (maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${maxPages};`);
    return prepared(database);
  } catch (error) {
    database.close();
    throw storeUnavailable(error);
  }
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL, expires INTEGER) STRICT;
  CREATE INDEX IF NOT EXISTS expiring ON entries (expires) WHERE expires IS NOT NULL;
`;

const LIVE = '(expires IS NULL OR expires > ?)';

function prepared(database: DatabaseSync) {
  const statement = (sql: string): StatementSync => database.prepare(sql);
  return {
    read: statement(`SELECT value FROM entries WHERE key = ? AND ${LIVE}`),
    page: statement(`SELECT key, value FROM entries WHERE key >= ? AND ${LIVE} ORDER BY key LIMIT ?`),
    write: statement('INSERT OR REPLACE INTO entries (key, value, expires) VALUES (?, ?, ?)'),
    remove: statement('DELETE FROM entries WHERE key = ?'),
    // An expired entry is absent, so it may be overwritten.
    insert: statement(
      `INSERT INTO entries (key, value) VALUES (?, ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = NULL WHERE expires <= ?`,
    ),
    replace: statement(`UPDATE entries SET value = ?, expires = NULL WHERE key = ? AND value = ? AND ${LIVE}`),
    removeExact: statement(`DELETE FROM entries WHERE key = ? AND value = ? AND ${LIVE}`),
  };
}

/** All or nothing. The write lock is taken at the start: taken in the middle, a busy database would fail without waiting. */
function together<R>(database: DatabaseSync, work: () => R): R {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk may have rolled back by itself.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

const textOf = (row: ReturnType<StatementSync['get']>): string | undefined =>
  row === undefined ? undefined : String(row.value);
