import { fork } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { createSystemClock } from '#src/app/system-clock.ts';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import { openLedger } from '../test/store/ledgers.ts';
import type { Decided } from './decision-process.ts';
import { accountName, fillStore } from './decision-store.ts';
import { LONGEST_MS, scratchFolder } from './easel-process.ts';
import { median, quantile } from './statistics.ts';
import { report } from './table.ts';

/**
 * What somebody waits for before their request is in the queue: where they stand, whether they may, and the hold at their own purse,
 * their channel's, their tenant's and both budgets. On a small store and on one with 10,000 accounts and 1,000,000 entries; the floor
 * is one compare-and-set of 2,000 bytes on the same file, between two of them.
 */
const GOAL_MS = 3;
/** A hundredth of the journal must not be seen in the process that works over it. */
const GOAL_MB = 15;
const STORES = [
  { name: '100 accounts, 10,000 entries', accounts: 100, entriesEach: 100 },
  { name: '10,000 accounts, 1,000,000 entries', accounts: 10_000, entriesEach: 100 },
];

const { folder, remove } = await scratchFolder();
const measured = [];
for (const [place, store] of STORES.entries()) {
  const file = join(folder, `${place}.sqlite`);
  await fillStore(file, store.accounts, store.entriesEach);
  const decided = await decideIn(file, store.accounts);
  measured.push({ ...store, ...decided, fileMb: megabytes(statSync(file).size), agrees: await agrees(file) });
}
await remove();
const [small] = measured;

report({
  title: 'A policy decision and a hold at five purses, on SQLite with synchronous=FULL',
  columns: [
    'store',
    'file MB',
    'p50 ms',
    'p99 ms',
    'floor p50',
    'floor p99',
    'x floor',
    'kept MB',
    'books agree',
    'to reach',
  ],
  rows: measured.map((one) => {
    const [p50, p99] = [median(one.decisionMs), quantile(one.decisionMs, 0.99)];
    const [floor50, floor99] = [median(one.floorMs), quantile(one.floorMs, 0.99)];
    const moreMb = megabytes(one.residentBytes - (small?.residentBytes ?? 0));
    return {
      cells: [
        one.name,
        one.fileMb.toFixed(0),
        ...[p50, p99, floor50, floor99, p50 / floor50].map((figure) => figure.toFixed(2)),
        megabytes(one.keptBytes).toFixed(1),
        one.agrees ? 'yes' : 'NO',
        `p99 <= ${GOAL_MS}, + ${GOAL_MB} MB`,
      ],
      isMet: p99 <= GOAL_MS && moreMb <= GOAL_MB && one.agrees,
    };
  }),
  notes: [
    `2,000 decisions one after the other, after 200 to warm up, each of another person, on Node ${process.versions.node}.`,
    'A hold is two waits for the disk: the job says first who may have something on hold, then all purses at once.',
    'Each is settled between two measurements. Kept is what the 2,000 left on the heap.',
    `At the end of the large store the process is ${megabytes((measured[1]?.residentBytes ?? 0) - (small?.residentBytes ?? 0)).toFixed(1)} MB larger than of the small one.`,
  ],
});

async function decideIn(file: string, accounts: number): Promise<Decided> {
  const program = new URL('./decision-process.ts', import.meta.url);
  const child = fork(program, [file, String(accounts)], { timeout: LONGEST_MS, execArgv: ['--expose-gc'] });
  await once(child, 'message');
  child.send('go');
  // Only decision-process.ts answers here.
  return (await once(child, 'message', { signal: AbortSignal.timeout(LONGEST_MS) }))[0] as Decided;
}

/** Whether the books of what was most in use still agree. */
async function agrees(file: string): Promise<boolean> {
  const storage = createSqliteStorage(file);
  const { ledger } = openLedger(storage, createSystemClock());
  const names = ['#money', '#money:guild-0', accountName(0), accountName(7919 % 100)];
  const audits = await Promise.all(names.map((name) => ledger.audit(name)));
  await storage.disconnect();
  return audits.every(({ ok }) => ok);
}

function megabytes(bytes: number): number {
  return bytes / 1_048_576;
}
