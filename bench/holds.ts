import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { AtomicStorage } from '#src/store/atomic-storage.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import { LONGEST_MS, scratchFolder } from './easel-process.ts';
import { BALANCE, HOLD_WAYS, type HoldWay, holdAtOnce, namesOf, type WayName } from './hold-ways.ts';
import type { Order } from './holds-process.ts';
import { median } from './statistics.ts';
import { report } from './table.ts';

/**
 * 100 holds of one credit at once on a balance of 10: the ledger grants exactly 10, in one process on memory and in two on one
 * SQLite file. The rival is the usual way to count in Keyv, a get and then a set, over the same storages.
 */
const ROUNDS = 15;
const HOLDS = 100;
const PROCESSES = ['one', 'other'];
const WAYS = ['ledger', 'get-then-set'] as const;

interface Outcome {
  readonly granted: number;
  readonly left: number;
  readonly agrees: boolean;
  readonly perSecond: number;
}

interface Place {
  readonly name: string;
  readonly ways: Readonly<Record<WayName, HoldWay>>;
  /** Asks for all the holds at once and says how many were granted. */
  holdAll(way: WayName, account: string): Promise<number>;
  readonly outcomes: Readonly<Record<WayName, Outcome[]>>;
}

const { folder, remove } = await scratchFolder();
const file = join(folder, 'easel.sqlite');
const memory = createMemoryStorage();
const sqlite = createSqliteStorage(file);
const children = await Promise.all(PROCESSES.map(startChild));
const inMemory = waysOver(memory);
const places: readonly Place[] = [
  {
    name: 'memory, 1 process',
    ways: inMemory,
    holdAll: (way, account) => holdAtOnce(inMemory[way], account, namesOf('hold', HOLDS)),
    outcomes: { ledger: [], 'get-then-set': [] },
  },
  {
    name: `SQLite, ${PROCESSES.length} processes`,
    ways: waysOver(sqlite),
    holdAll: holdInChildren,
    outcomes: { ledger: [], 'get-then-set': [] },
  },
];

// The first round compiles and opens, and does not count.
for (let round = 0; round <= ROUNDS; round++) {
  for (const place of places) {
    for (const way of WAYS) {
      const outcome = await measured(place, way, `ada-${round}`);
      if (round > 0) place.outcomes[way].push(outcome);
    }
  }
}
for (const child of children) child.kill();
await sqlite.disconnect();
await remove();

report({
  title: `${HOLDS} holds of 1 credit at once on a balance of ${BALANCE}`,
  columns: ['store', 'way', 'granted', 'left', 'books agree', 'holds/s', 'x rival', 'to grant'],
  rows: places.flatMap((place) => WAYS.map((way) => row(place, way))),
  notes: [
    `${ROUNDS} interleaved rounds after one warm-up, each on a new account, on Node ${process.versions.node}.`,
    'The fewest and the most of all rounds; holds/s is the median, refused ones counted, with the messages to the processes.',
    'Every hold of the rival reads the balance before another has written it, so it grants what nobody has.',
  ],
});

function waysOver(storage: AtomicStorage): Record<WayName, HoldWay> {
  return { ledger: HOLD_WAYS.ledger(storage), 'get-then-set': HOLD_WAYS['get-then-set'](storage) };
}

function row({ name, outcomes }: Place, way: WayName) {
  const all = outcomes[way];
  const perSecond = median(all.map((outcome) => outcome.perSecond));
  const rival = median(outcomes['get-then-set'].map((outcome) => outcome.perSecond));
  const isRight = all.every(({ granted, left, agrees }) => granted === BALANCE && left === 0 && agrees);
  return {
    cells: [
      name,
      way,
      range(all.map(({ granted }) => granted)),
      range(all.map(({ left }) => left)),
      way === 'ledger' ? (all.every(({ agrees }) => agrees) ? 'always' : 'NO') : '',
      perSecond.toFixed(0),
      (perSecond / rival).toFixed(2),
      way === 'ledger' ? `= ${BALANCE}` : '',
    ],
    ...(way === 'ledger' && { isMet: isRight }),
  };
}

function range(values: readonly number[]): string {
  return [...new Set([Math.min(...values), Math.max(...values)])].join(' to ');
}

async function measured({ ways, holdAll }: Place, way: WayName, account: string): Promise<Outcome> {
  await ways[way].open(account);
  const startedAt = performance.now();
  const granted = await holdAll(way, account);
  const seconds = (performance.now() - startedAt) / 1000;
  const left = await ways[way].left(account);
  return { granted, left, agrees: await ways[way].agrees(account), perSecond: HOLDS / seconds };
}

async function startChild(name: string): Promise<ChildProcess> {
  const child = fork(new URL('./holds-process.ts', import.meta.url), [file, name], { timeout: LONGEST_MS });
  await once(child, 'message');
  return child;
}

async function holdInChildren(way: WayName, account: string): Promise<number> {
  const answers = children.map((child) => once(child, 'message', { signal: AbortSignal.timeout(30_000) }));
  const order: Order = { way, account, holds: HOLDS / children.length };
  for (const child of children) child.send(order);
  const granted = (await Promise.all(answers)).map(([answer]) => Number(answer.granted));
  return granted.reduce((sum, count) => sum + count, 0);
}
