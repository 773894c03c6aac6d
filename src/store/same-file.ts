import { type BigIntStats, statSync } from 'node:fs';

/** A database's file is not what was opened any more: what is written would be lost, and nobody would know. */
export interface LostFile extends Error {
  readonly isLostFile: true;
}

export const isLostFile = (error: unknown): error is LostFile => error instanceof Error && 'isLostFile' in error;

/**
 * Looks whether the files that were opened are still those that lie there: SQLite goes on working on one that was deleted, and
 * says nothing. A file that was put back is the same again.
 * @param bytes how large the database takes itself to be; asked only where its file became smaller, as after a VACUUM.
 */
export function createSameFile(file: string, bytes: () => number): { check(): void } {
  const journal = `${file}-wal`;
  let opened = { ...idsOf(file), size: 0n };
  /** Made by the first change, and there for as long as anybody has the file open. */
  let openedJournal: Ids | undefined;

  function check(): void {
    const now = lookAt(file);
    if (!now || !isSame(now, opened)) throw lostFile(`${file} was taken away or replaced while Easel worked on it`);
    if (now.size < opened.size && BigInt(bytes()) >= opened.size) throw lostFile(`${file} was cut off`);
    opened = { ...opened, size: now.size };
    const written = lookAt(journal);
    if (openedJournal && !(written && isSame(written, openedJournal)))
      throw lostFile(`${journal} was taken away or replaced while Easel worked on it`);
    openedJournal ??= written;
  }

  return { check };
}

type Ids = Pick<BigIntStats, 'dev' | 'ino'>;

const isSame = (one: Ids, other: Ids): boolean => one.dev === other.dev && one.ino === other.ino;

const lookAt = (file: string): BigIntStats | undefined => statSync(file, { bigint: true, throwIfNoEntry: false });

function idsOf(file: string): Ids {
  const { dev, ino } = statSync(file, { bigint: true });
  return { dev, ino };
}

const lostFile = (what: string): LostFile =>
  Object.assign(new Error(`${what}. Put it back, or stop Easel and restore a back-up`), { isLostFile: true as const });
