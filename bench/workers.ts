import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type StartedEasel, startProcess } from '../test/crash/easel-process.ts';
import { openSides } from '../test/crash/played-sides.ts';
import { realRedis } from '../test/fakes/real-stores.ts';
import { LEAN } from './easel-process.ts';
import { median } from './statistics.ts';
import { report } from './table.ts';

/**
 * Pictures a second of 1, 2, 3 and 4 workers behind one gateway, all over one Redis: people on a played Discord and a played Slack ask
 * for one picture each, all at once, and it counts when the last of them sees theirs.
 *
 * `node bench/workers.ts --jobs 200 --workers 1,2,3,4 --rounds 1`
 */
const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: '200' },
    workers: { type: 'string', default: '1,2,3,4' },
    rounds: { type: 'string', default: '1' },
  },
});
const JOBS = Number(values.jobs);
const ROUNDS = Number(values.rounds);
const COUNTS = values.workers.split(',').map(Number);
/** A provider's time for one picture. */
const DRAW_MS = 1000;
const SETTINGS = {
  credits: { allowance: 1000, confirmAbove: 1000 },
  concurrency: { perPerson: 2, defaultPerProvider: JOBS },
  models: [{ id: 'replicate/qwen-image-2', delivery: { typicalMs: 2000, pollCeilingMs: 500 } }],
};
const PATIENCE_MS = 60_000 + JOBS * 1000;

interface Round {
  readonly perSecond: number;
  readonly pictures: number;
  /** Gateway and workers together, for a picture. */
  readonly cpuMs: number;
}

if (realRedis.missing !== undefined) {
  console.log(realRedis.missing);
  process.exit();
}
const played = new Map<number, Round[]>(COUNTS.map((count) => [count, []]));
for (let round = 0; round < ROUNDS; round++)
  for (const [count, rounds] of played) {
    rounds.push(await play(count));
    process.stderr.write(`${count} workers: ${rounds.at(-1)?.perSecond.toFixed(2)} pictures a second\n`);
  }
const perSecondOf = (count: number) => median((played.get(count) ?? []).map(({ perSecond }) => perSecond));
const [fewest = 1] = COUNTS;

report({
  title: `${JOBS} people who ask at once, on ${cpus().length} cores`,
  columns: ['workers', 'pictures/s', `x ${fewest}`, 'ms of CPU each', 'without picture'],
  rows: [...played].map(([count, rounds]) => ({
    cells: [
      String(count),
      perSecondOf(count).toFixed(2),
      (perSecondOf(count) / perSecondOf(fewest)).toFixed(2),
      median(rounds.map(({ cpuMs }) => cpuMs)).toFixed(0),
      String(rounds.reduce((sum, { pictures }) => sum + JOBS - pictures, 0)),
    ],
    isMet: rounds.every(({ pictures }) => pictures === JOBS),
  })),
  notes: [
    `Medians of ${ROUNDS} on Node ${process.versions.node}; goal: a picture for everybody. The played provider takes ${DRAW_MS} ms for one.`,
    "Easel's bounds hold for all workers together; here they are so wide that only the processors end the growth.",
    'People, platforms, providers, gateway and Redis are on the same cores.',
  ],
});
process.exit();

async function play(workers: number): Promise<Round> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-workers-'));
  const sides = await openSides(JOBS, DRAW_MS);
  const corner = realRedis.corner();
  const started: StartedEasel[] = [];
  try {
    const settings = join(folder, 'easel.json');
    await writeFile(settings, JSON.stringify(SETTINGS));
    const variables = {
      ...sides.variables,
      ...LEAN,
      EASEL_DATA_DIR: join(folder, 'data'),
      EASEL_CONFIG: settings,
      REDIS_URL: corner,
      DATABASE_URL: corner,
    };
    const roles = ['gateway', ...Array.from({ length: workers }, () => 'worker')];
    for (const role of roles) started.push(await startProcess(folder, variables, ['--role', role]));
    await sides.connected();
    const before = await cpuOf(started);
    const startedAt = performance.now();
    const asked = sides.askers.map((asker) => asker.ask());
    while (sides.askers.some((asker) => asker.end() === undefined) && performance.now() < startedAt + PATIENCE_MS)
      await sleep(100);
    const seconds = (performance.now() - startedAt) / 1000;
    await Promise.all(asked);
    const pictures = sides.askers.filter((asker) => asker.end() === 'picture').length;
    return { perSecond: pictures / seconds, pictures, cpuMs: ((await cpuOf(started)) - before) / JOBS };
  } finally {
    await Promise.all(started.map((one) => one.kill()));
    await sides.close();
    await realRedis.forget(corner);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Of all of them so far, in milliseconds: the 14th and 15th figure of Linux's books, in hundredths of a second. */
async function cpuOf(started: readonly StartedEasel[]): Promise<number> {
  const figures = await Promise.all(started.map(async ({ pid }) => readFile(`/proc/${pid}/stat`, 'utf8')));
  return figures.reduce((sum, text) => {
    const [user = 0, system = 0] = (text.split(') ')[1]?.split(' ') ?? []).slice(11, 13).map(Number);
    return sum + (user + system) * 10;
  }, 0);
}
