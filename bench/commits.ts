import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import { scratchFolder } from './easel-process.ts';
import { median, p95, quantile } from './statistics.ts';
import { report } from './table.ts';

/**
 * 30 writers change one document each, again and again, as 30 running jobs do. How long a change takes until it is on the disk, and
 * how long everything else in the process stands still meanwhile. The rival is SQLite in the thread that asks, one commit a change.
 */
const ROUNDS = 7;
const WRITERS = 30;
const CHANGES = 20;
const VALUE = 'x'.repeat(2000);

interface Way {
  readonly name: string;
  readonly write: (key: string, value: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

interface Measured {
  readonly perSecond: number[];
  readonly ms: number[];
  readonly stallMs: number[];
}

const { folder, remove } = await scratchFolder();
const ways = [inThisThread(join(folder, 'rival.sqlite')), easel(join(folder, 'easel.sqlite'))] as const;
const measured = new Map<Way, Measured>(ways.map((way) => [way, { perSecond: [], ms: [], stallMs: [] }]));
// The first round compiles and opens, and does not count.
for (let round = 0; round <= ROUNDS; round++) {
  for (const [way, { perSecond, ms, stallMs }] of measured) {
    const each: number[] = [];
    const all = await watched(() => writeAll(way, each));
    if (round === 0) continue;
    perSecond.push((WRITERS * CHANGES * 1000) / all.ms);
    stallMs.push(all.stallMs);
    ms.push(...each);
  }
}
for (const { close } of ways) await close();
await remove();

report({
  title: `${WRITERS} writers of ${VALUE.length} bytes at once, each change on the disk before the next`,
  columns: ['way', 'changes/s', 'p50 ms', 'p95 ms', 'p99 ms', 'longest stall ms', 'to reach'],
  rows: [...measured].map(([way, all]) => row(way, all)),
  notes: [
    `${ROUNDS} interleaved rounds of ${WRITERS * CHANGES} changes after one warm-up, on Node ${process.versions.node}.`,
    'The stall is the median of the longest of each round, between two turns of a timer of one millisecond.',
    'In the same thread a change follows the other before the event loop turns, so a stall is a whole round.',
  ],
});

function row(way: Way, { perSecond, ms, stallMs }: Measured) {
  const stall = median(stallMs);
  const figures = [median(perSecond).toFixed(0), ...[median(ms), p95(ms), quantile(ms, 0.99), stall].map(twoDigits)];
  const isOurs = way === ways[1];
  return {
    cells: [way.name, ...figures, isOurs ? 'stall <= 15 ms' : ''],
    ...(isOurs && { isMet: stall <= 15 }),
  };
}

/** Runs work and says how long it took, and how long a timer of one millisecond had to wait for its turn at most. */
async function watched(work: () => Promise<unknown>): Promise<{ readonly ms: number; readonly stallMs: number }> {
  const startedAt = performance.now();
  let turnedAt = startedAt;
  let stallMs = 0;
  const turn = () => {
    stallMs = Math.max(stallMs, performance.now() - turnedAt);
    turnedAt = performance.now();
  };
  const timer = setInterval(turn, 1);
  await work();
  clearInterval(timer);
  turn();
  return { ms: turnedAt - startedAt, stallMs };
}

function twoDigits(value: number): string {
  return value.toFixed(2);
}

async function writeAll({ write }: Way, each: number[]): Promise<void> {
  await Promise.all(Array.from({ length: WRITERS }, (_, writer) => changeAgain(`job ${writer}`)));

  async function changeAgain(key: string): Promise<void> {
    for (let change = 0; change < CHANGES; change++) {
      const startedAt = performance.now();
      await write(key, `${change} ${VALUE}`);
      each.push(performance.now() - startedAt);
    }
  }
}

function easel(file: string): Way {
  const storage = createSqliteStorage(file);
  return { name: 'Easel', write: (key, value) => storage.set(key, value), close: () => storage.disconnect() };
}

function inThisThread(file: string): Way {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  database.exec('CREATE TABLE entries (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) STRICT');
  const statement = database.prepare('INSERT OR REPLACE INTO entries (key, value) VALUES (?, ?)');
  return {
    name: 'SQLite in the same thread',
    write: async (key, value) => statement.run(key, value),
    close: async () => database.close(),
  };
}
