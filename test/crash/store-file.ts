import { DatabaseSync } from 'node:sqlite';

/** A look into a store that processes work on, from outside of them. */
export interface StoreFile {
  /** How many jobs are recorded, and how many of them are not at their end, or not shown yet. */
  jobs(): { readonly all: number; readonly open: number };
  close(): void;
}

/** Every job's record, as SQL. */
export const JOBS = "(SELECT value -> '$.value' AS job FROM entries WHERE key >= 'jobs:' AND key < 'jobs;')";

const BUSY_MS = 1000;

export function openStoreFile(file: string): StoreFile {
  const database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS });
  const look = database.prepare(
    `SELECT count(*) AS everything, count(*) FILTER (WHERE job ->> '$.deliveredAt' IS NULL) AS unfinished FROM ${JOBS}`,
  );
  return {
    jobs() {
      const { everything, unfinished } = look.get() ?? {};
      return { all: Number(everything), open: Number(unfinished) };
    },
    close: () => database.close(),
  };
}
