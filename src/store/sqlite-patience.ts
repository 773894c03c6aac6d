import { setTimeout as sleep } from 'node:timers/promises';
import type { EaselError } from '#src/domain/errors.ts';
import { storeFull, storeUnavailable } from './store-errors.ts';

/** SQLite's primary result codes, the low byte of what it answers: https://www.sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;

/** Milliseconds between two tries, and up to twice that, so that two processes do not wake together for ever. */
const PAUSE_MS = 5;

/**
 * Runs one synchronous piece of work on a database that another process may be writing to, and tries again while it is busy, for
 * at most `busyMs`. A busy database has done nothing of the work. The wait is bounded by itself and short, so it takes no signal.
 *
 * @throws {EaselError} `store-full` where there is no room, else `store-unavailable`, with the cause.
 */
export async function patiently<R>(busyMs: number, work: () => R): Promise<R> {
  const until = performance.now() + busyMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (resultCode(error) !== SQLITE_BUSY || performance.now() >= until) throw translated(error);
    }
    await sleep(PAUSE_MS * (1 + Math.random()));
  }
}

function translated(error: unknown): EaselError {
  return resultCode(error) === SQLITE_FULL ? storeFull(error) : storeUnavailable(error);
}

function resultCode(error: unknown): number | undefined {
  const found = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof found === 'number' ? found & 0xff : undefined;
}
