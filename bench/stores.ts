import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { openStorage } from '#src/store/open-storage.ts';
import { realPostgres, realRedis } from '../test/fakes/real-stores.ts';
import { scratchFolder } from './easel-process.ts';
import { median, quantile } from './statistics.ts';
import { report } from './table.ts';

/**
 * Compare-and-set as holds and charges use it, on every store: one account that one caller changes again and again, and many accounts
 * that 50 callers change at once. The floor is the same server's own client with the least that keeps one value: SET in Redis, an UPDATE
 * in Postgres.
 */
const ROUNDS = 5;
const ONE = 100;
const MANY = { callers: 50, each: 20 };
const VALUE = 'x'.repeat(1000);

interface Way {
  readonly name: string;
  readonly change: (key: string, before: string | undefined, next: string) => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

const { folder, remove } = await scratchFolder();
const ways = [
  easel('SQLite', `sqlite://${join(folder, 'easel.db')}`),
  ...(realRedis.missing === undefined ? [rawRedis(realRedis.url), easelOn(realRedis, 'Redis')] : []),
  ...(realPostgres.missing === undefined
    ? [await rawPostgres(realPostgres.url), easelOn(realPostgres, 'Postgres')]
    : []),
];
const one = new Map(ways.map((way) => [way, measures()]));
const many = new Map(ways.map((way) => [way, measures()]));

// The first round compiles and opens, and does not count.
for (let round = 0; round <= ROUNDS; round++)
  for (const way of ways) {
    const [single, together] = [await run(way, 1, ONE), await run(way, MANY.callers, MANY.each)];
    if (round === 0) continue;
    add(one.get(way), single);
    add(many.get(way), together);
  }
for (const { close } of ways) await close();
await remove();

report({
  title: `Compare-and-set of ${VALUE.length} bytes: one account, and ${MANY.callers} at once`,
  columns: ['store', 'one/s', 'p50 ms', 'p99 ms', `${MANY.callers} at once/s`, 'p50 ms', 'p99 ms'],
  rows: ways.map((way) => ({ cells: [way.name, ...cells(one.get(way)), ...cells(many.get(way))] })),
  notes: [
    `${ROUNDS} interleaved rounds after one warm-up, medians, on Node ${process.versions.node}, everything on one machine.`,
    ...[realRedis, realPostgres].flatMap(({ missing }) => missing ?? []),
  ],
});

interface Measures {
  readonly perSecond: number[];
  readonly ms: number[];
}

function measures(): Measures {
  return { perSecond: [], ms: [] };
}

function add(to: Measures | undefined, { perSecond, ms }: Measures): void {
  to?.perSecond.push(...perSecond);
  to?.ms.push(...ms);
}

function cells(measured: Measures | undefined): readonly string[] {
  const { perSecond, ms } = measured ?? measures();
  return [median(perSecond).toFixed(0), median(ms).toFixed(2), quantile(ms, 0.99).toFixed(2)];
}

async function run(way: Way, callers: number, each: number): Promise<Measures> {
  const ms: number[] = [];
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: callers }, () => callAgain(way, each, ms)));
  return { perSecond: [(callers * each * 1000) / (performance.now() - startedAt)], ms };
}

async function callAgain({ change }: Way, times: number, ms: number[]): Promise<void> {
  const key = randomUUID();
  let before: string | undefined;
  for (let time = 0; time < times; time++) {
    const askedAt = performance.now();
    const next = `${time} ${VALUE}`;
    await change(key, before, next);
    before = next;
    ms.push(performance.now() - askedAt);
  }
}

function easel(name: string, address: string): Way {
  const storage = openStorage(address);
  return {
    name: `Easel on ${name}`,
    async change(key, before, next) {
      if (!(await storage.compareAndSet(key, before, next))) throw new Error('Somebody else changed it');
    },
    close: () => storage.close(),
  };
}

function easelOn(server: typeof realRedis, name: string): Way {
  const corner = server.corner();
  const way = easel(name, corner);
  const close = async () => {
    await way.close();
    await server.forget(corner);
  };
  return { ...way, close };
}

function rawRedis(url: string): Way {
  const client = new Redis(url);
  const name = `easel_bench_${randomUUID()}`;
  const change: Way['change'] = (key, _, next) => client.hset(name, key, next);
  return {
    name: 'floor: HSET by ioredis',
    change,
    async close() {
      await client.del(name);
      client.disconnect();
    },
  };
}

async function rawPostgres(url: string): Promise<Way> {
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  const table = `easel_bench_${randomUUID().replaceAll('-', '')}`;
  await pool.query(`CREATE TABLE ${table} (key text PRIMARY KEY, value text NOT NULL)`);
  const text = `INSERT INTO ${table} VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`;
  return {
    name: 'floor: one upsert by pg, 10 connections',
    change: (key, _, next) => pool.query({ name: 'floor', text, values: [key, next] }),
    async close() {
      await pool.query(`DROP TABLE ${table}`);
      await pool.end();
    },
  };
}
