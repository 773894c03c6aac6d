import { DatabaseSync, type StatementSync } from 'node:sqlite';

/** A view of an open SQLite file that reads single entries at once, in the thread that asks. */
export interface SqliteReads {
  /**
   * The values under these keys as they are on the disk at one moment; `undefined` where they cannot be read just now, for whoever
   * asked has another way to find out why.
   * @param now epoch milliseconds; what had expired by then is absent.
   */
  read(keys: readonly string[], now: number): readonly (string | undefined)[] | undefined;
  close(): void;
}

/**
 * Readers wait for no writer in WAL mode, and an entry is found in some 10 microseconds: the way to another thread and back takes
 * thirty times as long, and more of this one. Never waits: a locked file is left to the thread.
 */
export function createSqliteReads(file: string): SqliteReads {
  let opened: ReturnType<typeof open> | undefined;

  function close(): void {
    const { database } = opened ?? {};
    opened = undefined;
    database?.close();
  }

  return {
    read(keys, now) {
      try {
        opened ??= open(file);
        const { one, database } = opened;
        const [only] = keys;
        if (keys.length === 1 && only !== undefined) return [textOf(one.get(only, now))];
        return atOnce(database, () => keys.map((key) => textOf(one.get(key, now))));
      } catch {
        close();
        return undefined;
      }
    },
    close,
  };
}

function open(file: string) {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 0 });
  const one = database.prepare('SELECT value FROM entries WHERE key = ? AND (expires IS NULL OR expires > ?)');
  return { database, one };
}

function atOnce<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN');
  try {
    return work();
  } finally {
    database.exec('COMMIT');
  }
}

const textOf = (row: ReturnType<StatementSync['get']>): string | undefined =>
  row === undefined ? undefined : String(row.value);
