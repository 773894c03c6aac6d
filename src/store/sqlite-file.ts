import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { createSameFile } from './same-file.ts';
import type { Order, SqliteSettings } from './sqlite-order.ts';
import type { EngineEntry, PageEntry } from './storage-engine.ts';
import type { Kind, Results } from './storage-steps.ts';

/** An open SQLite file. Everything is synchronous and throws SQLite's own errors, so it belongs into a thread. */
export interface SqliteFile {
  /** One step, in the transaction that is open, or in one of its own. Its result is good once that is committed. */
  run(order: Pick<Order, 'step' | 'now'>): Results[Kind];
  /** A statement that answers nothing: the beginnings and ends of transactions. */
  exec(sql: string): void;
  /** @throws a `LostFile` where the file that was opened is not the one that lies there. */
  check(): void;
  /** A transaction is open. A full disk may end one by itself. */
  isWithin(): boolean;
  close(): void;
}

/** How long one try waits inside SQLite for another process that is writing: no longer, for reads may come in meanwhile. */
const BUSY_INSIDE_MS = 20;

/** Opens the file and its table. The folder is made, readable by its owner alone. */
export function openSqliteFile({ file, maxPages, openedAt }: Omit<SqliteSettings, 'busyMs'>): SqliteFile {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(file, { timeout: BUSY_INSIDE_MS });
  try {
    // Writers and readers do not wait for each other in WAL mode; the first process to come makes the table.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    makeTable(database, openedAt);
    if (maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${maxPages};`);
    return fileOver(file, database);
  } catch (error) {
    database.close();
    throw error;
  }
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL, expires INTEGER) STRICT;
  CREATE INDEX IF NOT EXISTS expiring ON entries (expires) WHERE expires IS NOT NULL;
`;

function makeTable(database: DatabaseSync, now: number): void {
  database.exec('BEGIN IMMEDIATE');
  database.exec(SCHEMA);
  database.prepare('DELETE FROM entries WHERE expires <= ?').run(now);
  database.exec('COMMIT');
}

function fileOver(file: string, database: DatabaseSync): SqliteFile {
  const { read, page, write, remove, insert, replace, removeExact, size } = prepared(database);

  const { check } = createSameFile(file, () => Number(size.get()?.bytes));

  const one = (key: string, now: number): string | undefined => textOf(read.get(key, now));

  function put({ key, value, expires }: EngineEntry): void {
    write.run(key, value, expires === undefined ? null : Math.ceil(expires));
  }

  function drop(key: string, now: number): boolean {
    const was = one(key, now) !== undefined;
    remove.run(key);
    return was;
  }

  function compareAndSet(key: string, expected: string | undefined, next: string | undefined, now: number): boolean {
    if (expected === undefined) {
      return next === undefined ? one(key, now) === undefined : insert.run(key, next, now).changes === 1;
    }
    const done = next === undefined ? removeExact.run(key, expected, now) : replace.run(next, key, expected, now);
    return done.changes === 1;
  }

  return {
    run({ step, now }) {
      switch (step.kind) {
        case 'read':
          return step.keys.map((key) => one(key, now));
        case 'page':
          return page.all(step.from, now, step.limit).map(entryOf);
        case 'write':
          return void step.entries.forEach(put);
        case 'remove':
          return step.keys.map((key) => drop(key, now));
        case 'compareAndSet':
          return compareAndSet(step.key, step.expected, step.next, now);
      }
    },
    exec: (sql) => database.exec(sql),
    check,
    isWithin: () => database.isTransaction,
    close: () => database.close(),
  };
}

const LIVE = '(expires IS NULL OR expires > ?)';

function prepared(database: DatabaseSync) {
  const statement = (sql: string): StatementSync => database.prepare(sql);
  return {
    read: statement(`SELECT value FROM entries WHERE key = ? AND ${LIVE}`),
    page: statement(`SELECT key, value, expires FROM entries WHERE key >= ? AND ${LIVE} ORDER BY key LIMIT ?`),
    write: statement('INSERT OR REPLACE INTO entries (key, value, expires) VALUES (?, ?, ?)'),
    remove: statement('DELETE FROM entries WHERE key = ?'),
    // An expired entry is absent, so it may be overwritten.
    insert: statement(
      `INSERT INTO entries (key, value) VALUES (?, ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = NULL WHERE expires <= ?`,
    ),
    replace: statement(`UPDATE entries SET value = ?, expires = NULL WHERE key = ? AND value = ? AND ${LIVE}`),
    size: statement('SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()'),
    removeExact: statement(`DELETE FROM entries WHERE key = ? AND value = ? AND ${LIVE}`),
  };
}

const textOf = (row: ReturnType<StatementSync['get']>): string | undefined =>
  row === undefined ? undefined : String(row.value);

const entryOf = ({ key, value, expires }: ReturnType<StatementSync['all']>[number]): PageEntry =>
  expires == null ? [String(key), String(value)] : [String(key), String(value), Number(expires)];
