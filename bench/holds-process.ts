import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import { HOLD_WAYS, holdAtOnce, namesOf, type WayName } from './hold-ways.ts';

/** A process of its own that spends from a SQLite file, to be forked: FILE NAME. Each message asks for holds at once. */
export interface Order {
  readonly way: WayName;
  readonly account: string;
  readonly holds: number;
}

const [file = '', name = ''] = process.argv.slice(2);
const storage = createSqliteStorage(file);
const ways = { ledger: HOLD_WAYS.ledger(storage), 'get-then-set': HOLD_WAYS['get-then-set'](storage) };

async function carryOut({ way, account, holds }: Order): Promise<void> {
  process.send?.({ granted: await holdAtOnce(ways[way], account, namesOf(name, holds)) });
}

// Only bench/holds.ts forks this, and it sends orders alone.
process.on('message', (order) => void carryOut(order as Order));
process.send?.('ready');
