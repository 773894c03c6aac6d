import { createAdmit } from '#src/app/rules/admit.ts';
import { createRates } from '#src/app/rules/rates.ts';
import { createSwitches } from '#src/app/rules/switches.ts';
import { whereOfJob } from '#src/app/rules/whereabouts.ts';
import { createSystemClock } from '#src/app/system-clock.ts';
import type { Job } from '#src/domain/job.ts';
import type { Plan } from '#src/domain/plan.ts';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import { openPurses } from '../test/app/rules/purse-kit.ts';
import { accountName } from './decision-store.ts';

/** A process of its own that decides about requests and holds for them, to be forked: FILE ACCOUNTS. Answers what it measured. */
export interface Decided {
  readonly decisionMs: readonly number[];
  readonly floorMs: readonly number[];
  /** What it holds on to at the end more than at the begin, garbage not counted. */
  readonly keptBytes: number;
  readonly residentBytes: number;
}

const DECISIONS = 2000;
const WARM_UP = 200;

const [file = '', accounts = '0'] = process.argv.slice(2);
const clock = createSystemClock();
const storage = createSqliteStorage(file);
const kit = openPurses({ storage, clock, allowance: 1000 });
const admit = createAdmit({ switches: createSwitches(kit), rates: createRates(kit) });
const plain = storage.inNamespace('floor');
const PLAN = {
  mode: 'generate',
  modelId: 'simulator/sketch',
  price: { each: 2, total: 2, estimateUsdMicros: 9000 },
  options: { count: 1 },
  // What a decision looks at of a plan; the rest is for those who make it.
} as unknown as Plan;

/** As a job is prepared: where somebody stands, whether they may, and what it costs them and everybody on hold. */
async function decide(job: Job): Promise<void> {
  const standing = await kit.standings.of(whereOfJob(job));
  await admit.enter(job.id, standing);
  await admit.admit(PLAN, standing);
  await kit.purses.hold(job, PLAN.price, standing);
}

const value = (round: number): string => `${round}`.padEnd(2000, 'x');

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** Of a process that was started with the collector in reach. */
function kept(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

async function measure(): Promise<Decided> {
  const [decisionMs, floorMs]: [number[], number[]] = [[], []];
  await plain.compareAndSet('key', undefined, value(0));
  let before = 0;
  for (let round = 0; round < WARM_UP + DECISIONS; round++) {
    if (round === WARM_UP) before = kept();
    const job = await kit.accept(`job-${process.pid}-${round}`, accountName((round * 7919) % Number(accounts)));
    const floor = await timed(() => plain.compareAndSet('key', value(round), value(round + 1)));
    const decision = await timed(() => decide(job));
    await kit.settle(job, 2, 9000);
    if (round < WARM_UP) continue;
    decisionMs.push(decision);
    floorMs.push(floor);
  }
  return { decisionMs, floorMs, keptBytes: kept() - before, residentBytes: process.memoryUsage().rss };
}

process.once('message', async () => {
  process.send?.(await measure());
  await storage.disconnect();
  process.disconnect();
});
process.send?.('ready');
