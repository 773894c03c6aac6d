import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { LONGEST_MS, NODE, scratchFolder, spawnEasel, startEasel } from './easel-process.ts';
import { median, p95 } from './statistics.ts';
import { report } from './table.ts';

/**
 * How long the keyless start takes until it is ready, and `easel models` until it has ended, each with Node's compile cache warm
 * and cold. Beside them `node -e 0`, which no program on this Node can undercut.
 */
const ROUNDS = 9;

interface Case {
  readonly name: string;
  /** A cold cache is an empty folder, new every time. */
  readonly cache: 'warm' | 'cold' | 'none';
  /** For the median. */
  readonly goalMs?: number;
  /** Does it once and says how many milliseconds it took. */
  measure(cacheFolder: string): Promise<number>;
}

const FLOOR: Case = { name: 'node -e 0', cache: 'none', measure: bareNode };

const CASES: readonly Case[] = [
  FLOOR,
  { name: 'easel start, until ready', cache: 'warm', goalMs: 1000, measure: keylessStart },
  { name: 'easel start, until ready', cache: 'cold', goalMs: 1000, measure: keylessStart },
  { name: 'easel models, until its end', cache: 'warm', goalMs: 250, measure: listModels },
  { name: 'easel models, until its end', cache: 'cold', goalMs: 250, measure: listModels },
];

const warm = await scratchFolder();
const taken = new Map<Case, number[]>(CASES.map((one) => [one, []]));
// The first round fills the caches, Node's and the disk's, and does not count.
for (let round = 0; round <= ROUNDS; round++) {
  for (const [one, all] of taken) {
    const ms = await measured(one);
    if (round > 0) all.push(ms);
  }
}
await warm.remove();

const floorMs = median(taken.get(FLOOR) ?? []);
report({
  title: 'From the start of the process',
  columns: ['what', 'compile cache', 'median ms', 'p95 ms', 'x node -e 0', 'goal ms'],
  rows: [...taken].map(([{ name, cache, goalMs }, all]) => ({
    cells: [
      name,
      cache,
      median(all).toFixed(0),
      p95(all).toFixed(0),
      (median(all) / floorMs).toFixed(1),
      goalMs === undefined ? '' : `<= ${goalMs}`,
    ],
    ...(goalMs !== undefined && { isMet: median(all) <= goalMs }),
  })),
  notes: [
    `${ROUNDS} interleaved rounds after one warm-up, on Node ${process.versions.node}. The goal is for the median.`,
    'Ready is the first 200 of /readyz, asked every 5 ms. Every start has a new data folder and no key.',
    'A compile cache is cold once after an installation; that run fills it.',
  ],
});

async function measured({ measure, cache }: Case): Promise<number> {
  if (cache !== 'cold') return measure(warm.folder);
  const cold = await scratchFolder();
  return measure(cold.folder).finally(() => cold.remove());
}

async function bareNode(): Promise<number> {
  const startedAt = performance.now();
  return untilEnd(spawn(NODE, ['-e', '0'], { stdio: 'ignore', timeout: LONGEST_MS }), startedAt);
}

async function listModels(cacheFolder: string): Promise<number> {
  const { folder, remove } = await scratchFolder();
  const startedAt = performance.now();
  return untilEnd(spawnEasel(['models'], folder, { NODE_COMPILE_CACHE: cacheFolder }), startedAt).finally(remove);
}

async function keylessStart(cacheFolder: string): Promise<number> {
  const { folder, remove } = await scratchFolder();
  const easel = await startEasel(folder, { NODE_COMPILE_CACHE: cacheFolder });
  // Ended in peace, for that is when Node writes its compile cache.
  await easel.stop();
  await remove();
  return easel.readyMs;
}

async function untilEnd(child: ChildProcess, startedAt: number): Promise<number> {
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${child.spawnargs.join(' ')} ended with ${code}.`);
  return performance.now() - startedAt;
}
