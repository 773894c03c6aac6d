import { isLostFile } from './same-file.ts';
import { failureOf, isBusy } from './sqlite-codes.ts';
import type { SqliteFile } from './sqlite-file.ts';
import type { Answer, Order } from './sqlite-order.ts';

/** What became of some orders. Nothing at all was done of an order without an answer: another process was `busy` writing. */
export interface Done {
  readonly answers: readonly Answer[];
  readonly busy?: unknown;
}

/**
 * Carries out orders in their order and writes them through to the disk once. Each has its own outcome: one that fails changes
 * nothing, and its neighbours are as if it had not been there. No answer may be given before this returns.
 *
 * The write lock is taken at the start: taken in the middle, a busy database would fail without waiting.
 */
export function commitTogether(file: SqliteFile, orders: readonly Order[]): Done {
  try {
    file.check();
    const done = together(file, 'BEGIN IMMEDIATE', orders);
    // On the disk, and on the one that somebody will find.
    file.check();
    return done;
  } catch (error) {
    if (!isLostFile(error)) throw error;
    return { answers: orders.map((order) => failed(order, error)) };
  }
}

/** Carries out orders that only read. They see the file as it is on the disk at one moment, and take no lock. */
export const readTogether = (file: SqliteFile, orders: readonly Order[]): Done => together(file, 'BEGIN', orders);

function together(file: SqliteFile, begin: string, orders: readonly Order[]): Done {
  try {
    return { answers: inTransaction(file, begin, () => orders.map((order) => carryOut(file, order))) };
  } catch (error) {
    if (isBusy(error)) return { answers: [], busy: error };
    // The transaction fell as a whole, as on a full disk. Who of them is to blame shows when each has one of its own.
    const [only, ...others] = orders;
    return only && others.length === 0 ? { answers: [failed(only, error)] } : oneByOne(file, begin, orders);
  }
}

function oneByOne(file: SqliteFile, begin: string, orders: readonly Order[]): Done {
  const answers: Answer[] = [];
  for (const order of orders) {
    const done = together(file, begin, [order]);
    answers.push(...done.answers);
    if (done.busy !== undefined) return { answers, busy: done.busy };
  }
  return { answers };
}

export const failed = ({ id }: Order, error: unknown): Answer => ({ id, failure: failureOf(error) });

function inTransaction<R>(file: SqliteFile, begin: string, work: () => R): R {
  file.exec(begin);
  try {
    const result = work();
    file.exec('COMMIT');
    return result;
  } catch (error) {
    // A full disk may have rolled back by itself.
    if (file.isWithin()) file.exec('ROLLBACK');
    throw error;
  }
}

/** All or nothing of one order, inside the transaction. */
function carryOut(file: SqliteFile, order: Order): Answer {
  file.exec('SAVEPOINT step');
  try {
    const result = file.run(order);
    file.exec('RELEASE step');
    return { id: order.id, result };
  } catch (error) {
    if (isBusy(error) || !file.isWithin()) throw error;
    file.exec('ROLLBACK TO step; RELEASE step');
    return failed(order, error);
  }
}
