import { commitTogether, type Done, failed, readTogether } from './group-commit.ts';
import { isBusy } from './sqlite-codes.ts';
import { openSqliteFile, type SqliteFile } from './sqlite-file.ts';
import type { Answer, Order, SqliteSettings } from './sqlite-order.ts';

/** The work on one SQLite file. It stands still while it works, so it belongs into a thread. */
export interface SqliteWork {
  /** Opens the file, so that the first order finds it open. Where that fails, the first order tries again and is told. */
  open(): void;
  take(orders: readonly Order[]): void;
  /** Does what can be done now. Orders that another process holds up go on waiting, each for as long as it may. */
  round(): void;
  isWaiting(): boolean;
  close(): void;
}

/** An order with the end of its patience, by `performance.now()`. */
interface Waiting extends Order {
  readonly until: number;
}

/** The most orders that are committed together: the file is locked to other processes meanwhile. */
const MOST_TOGETHER = 256;

/** SQLite itself has waited already, but not in every case; and by chance, so that two processes do not wake together for ever. */
const PAUSE_MS = 5;
const SLEEPER = new Int32Array(new SharedArrayBuffer(4));

/**
 * Reads come first and wait for nobody: whoever asks while a change is under way may see the file without it. Changes are made in
 * the order they came in, all that wait together.
 */
export function createSqliteWork(
  { busyMs, ...settings }: SqliteSettings,
  tell: (answers: readonly Answer[]) => void,
): SqliteWork {
  const waiting = new Map<number, Waiting>();
  let file: SqliteFile | undefined;

  function opened(): SqliteFile {
    file ??= openSqliteFile(settings);
    return file;
  }

  function attempt(orders: readonly Waiting[], carryOut: (file: SqliteFile, orders: readonly Order[]) => Done): void {
    if (orders.length === 0) return;
    const { answers, busy } = outcome(orders, carryOut);
    finish(answers);
    if (busy === undefined) return;
    Atomics.wait(SLEEPER, 0, 0, PAUSE_MS * Math.random());
    const overdue = orders.filter(({ id, until }) => waiting.has(id) && performance.now() >= until);
    finish(overdue.map((order) => failed(order, busy)));
  }

  function outcome(...[orders, carryOut]: Parameters<typeof attempt>): Done {
    try {
      return carryOut(opened(), orders);
    } catch (error) {
      // It could not be opened.
      return isBusy(error) ? { answers: [], busy: error } : { answers: orders.map((order) => failed(order, error)) };
    }
  }

  function finish(answers: readonly Answer[]): void {
    for (const { id } of answers) waiting.delete(id);
    if (answers.length > 0) tell(answers);
  }

  return {
    open() {
      try {
        opened();
      } catch {
        // Nobody has asked for anything yet.
      }
    },
    take(orders) {
      const until = performance.now() + busyMs;
      for (const order of orders) waiting.set(order.id, { ...order, until });
    },
    round() {
      const orders = [...waiting.values()];
      attempt(orders.filter(isReading), readTogether);
      attempt(orders.filter((order) => !isReading(order)).slice(0, MOST_TOGETHER), commitTogether);
    },
    isWaiting: () => waiting.size > 0,
    close: () => file?.close(),
  };
}

const isReading = ({ step }: Order): boolean => step.kind === 'read' || step.kind === 'page';
