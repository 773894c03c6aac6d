import type { SqliteFailure } from './sqlite-order.ts';

/** SQLite's primary result codes, the low byte of what it answers: https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;

/** Another process is writing. Nothing of the work was done. */
export const isBusy = (error: unknown): boolean => resultCode(error) === SQLITE_BUSY;

export function failureOf(error: unknown): SqliteFailure {
  const cause = error instanceof Error ? error : new Error(String(error));
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return { cause, isFull: resultCode(error) === SQLITE_FULL, code };
}

function resultCode(error: unknown): number | undefined {
  const found = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof found === 'number' ? found & 0xff : undefined;
}
