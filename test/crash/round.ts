import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Asker } from './askers.ts';
import { BLOWS, type Blow, setTrap } from './blows.ts';
import { startProcess } from './easel-process.ts';
import { ALLOWANCE, type Faults, judge } from './judge.ts';
import { openSides } from './played-sides.ts';
import { readEasel } from './read-easel.ts';
import { startParts, type Victim } from './start-parts.ts';
import { openStoreFile, type StoreFile } from './store-file.ts';

export interface RoundWish {
  /** Decides where the blow falls; the same seed gives the same round, as far as the machine's own timing allows. */
  readonly seed: number;
  readonly jobs: number;
  /** The blow; by the seed unless told. */
  readonly blow?: Blow;
  /** Whom it falls upon; a gateway and workers share a Redis. */
  readonly victim?: Victim;
  readonly redisUrl?: string;
}

/** What a round came to, all of it seen from outside of the process that was killed, or read from its store in the end. */
export interface Round {
  readonly seed: number;
  readonly blow: Blow;
  readonly victim: Victim;
  readonly count: number;
  /** Whether the blow fell where it was meant to; otherwise everything was over before, and it fell at the end. */
  readonly hit: boolean;
  /** Requests that became a record, and those of them that were open when the process died. */
  readonly jobs: number;
  readonly open: number;
  /** Of the open ones, from the restart's readiness: the last first sign, and the last end, in milliseconds. */
  readonly firstWordMs: number;
  readonly toldMs: number;
  readonly unknown: number;
  readonly faults: Faults;
}

/** A provider takes its time; long enough that every state is met, short enough for many rounds. */
const DRAW_MS = 250;
const PATIENCE_MS = 30_000;
/** Reading what fifty people see takes the machine some milliseconds too. */
const LOOK_EVERY_MS = 50;
const RECORDLESS_MS = 1000;
/** What an operator writes for them: room for all jobs, and predictions that are looked at soon. */
export const CONFIG = {
  credits: { allowance: ALLOWANCE, confirmAbove: 100 },
  concurrency: { perPerson: 2, defaultPerProvider: 8 },
  models: [{ id: 'replicate/qwen-image-2', delivery: { typicalMs: 2000, pollCeilingMs: 200 } }],
};

/** People ask, the process dies in the middle, another one starts. */
export async function playRound({
  seed,
  jobs,
  blow = BLOWS[seed % BLOWS.length] ?? 'sent',
  victim = 'everything',
  redisUrl,
}: RoundWish): Promise<Round> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-round-'));
  const sides = await openSides(jobs, DRAW_MS);
  const killing: (() => Promise<void>)[] = [];
  try {
    const dataDir = join(folder, 'data');
    await writeFile(join(folder, 'easel.json'), JSON.stringify(CONFIG));
    const variables = {
      ...sides.variables,
      EASEL_DATA_DIR: dataDir,
      EASEL_CONFIG: join(folder, 'easel.json'),
      ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
    };
    const parts = await startParts(victim, (...args) => startProcess(folder, variables, args));
    const first = parts.victim;
    killing.push(parts.kill);
    await sides.connected();
    const count = 1 + Math.floor(chance(seed) * jobs * sharesAt(blow));
    const takeAway = setTrap({ blow, count, pid: first.pid, dataDir, sides });
    const asked = sides.askers.map(async (asker) => ({ asker, answered: await asker.ask() }));
    const hit = await Promise.race([first.exited.then(() => true), allOver(sides.askers).then(() => false)]);
    await first.kill();
    await takeAway();

    const open = sides.askers.filter((asker) => asker.end() === undefined);
    const store = openStoreFile(join(dataDir, 'easel.db'));
    killing.push(async () => store.close());
    const left = store.jobs().open;
    const second = await parts.again();
    const times = await told(open, second.readyAt, store);
    const answers = await Promise.all(asked);
    await parts.kill();
    const found = await readEasel(dataDir, (easel) => judge(easel, answers, sides));
    return { seed, blow, victim, count, hit, open: left, ...times, ...found };
  } finally {
    await Promise.all(killing.map((kill) => kill()));
    await sides.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Up to which share of the jobs the blow is waited for: a third of them are predictions, the others are answered in one. */
const sharesAt = (blow: Blow): number =>
  blow === 'task known' ? 0.2 : blow === 'half an answer' || blow === 'answered' ? 0.5 : 0.8;

/** Between 0 and 1, by the seed alone. */
function chance(seed: number): number {
  const mixed = Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) ^ 0x297a2d39;
  return ((Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39) ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

async function allOver(askers: readonly Asker[]): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until && askers.some((asker) => asker.end() === undefined)) await sleep(LOOK_EVERY_MS);
}

/** Waits until everybody is told, and nothing is left to do. */
async function told(open: readonly Asker[], readyAt: number, store: StoreFile) {
  const before = new Map(open.map((asker) => [asker, asker.view()]));
  const times = { firstWordMs: 0, toldMs: 0 };
  const ended = new Set<Asker>();
  while (Date.now() < readyAt + PATIENCE_MS && ended.size < open.length) {
    await sleep(LOOK_EVERY_MS);
    for (const asker of open) {
      if (before.has(asker) && asker.view() !== before.get(asker)) {
        before.delete(asker);
        times.firstWordMs = Date.now() - readyAt;
      }
      if (ended.has(asker) || asker.end() === undefined) continue;
      ended.add(asker);
      times.toldMs = Date.now() - readyAt;
    }
    // Of a request without a record nothing will come.
    if (store.jobs().open === 0 && Date.now() > readyAt + RECORDLESS_MS) break;
  }
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until && store.jobs().open > 0) await sleep(LOOK_EVERY_MS);
  return times;
}
