import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pngOf } from '../test/fixtures/pictures.ts';
import { LEAN, LONGEST_MS, scratchFolder, startEasel } from './easel-process.ts';
import { startFakeOpenAi } from './fake-openai.ts';
import { openPage } from './playground-page.ts';
import { residentMib } from './resident.ts';
import { median } from './statistics.ts';
import { report } from './table.ts';

/**
 * What 200 jobs, or `--jobs 1000`, take of the server's memory while they wait, each with a picture of 3 MB as reference, and what is left of it when
 * they have ended. The provider takes the first calls and does not answer, so all others wait in the queue.
 *
 * The server has a heap of 512 MB. Beside it the floor of a program that keeps them in memory: a bare process with as many Buffers
 * of the size.
 */
const { values } = parseArgs({ options: { jobs: { type: 'string', default: '200' } } });
const JOBS_EACH = 8;
const PEOPLE = Math.ceil(Number(values.jobs) / JOBS_EACH);
const JOBS = PEOPLE * JOBS_EACH;
/** How many people press the button at the same moment. */
const AT_ONCE = 4;
/** Of everything that is resident. */
const GOAL_MIB = JOBS > 200 ? 400 : 250;
/** How long the process may take to give memory back after the last job. */
const BACK_MS = 10_000;
/** How long it is looked at while they wait. */
const WAITING_MS = 20_000;
const MIB = 1_048_576;
/** For all of it: a crowded machine takes in one in four seconds. */
const PATIENCE_MS = Math.max(LONGEST_MS, JOBS * 4000);

const { folder, remove } = await scratchFolder();
// Noise does not compress: 1024 x 1024 pixels of 3 bytes are 3 MiB.
const reference = new Blob([await pngOf({ width: 1024, height: 1024, noise: true })], { type: 'image/png' });
const gate = Promise.withResolvers<void>();
const provider = await startFakeOpenAi({ picture: await pngOf({ width: 64, height: 64 }), opened: gate.promise });
const settings = join(folder, 'easel.json');
// The first calls are held back for as long as the others take to come in.
const models = [{ id: 'openai/gpt-image-2.6-flare', delivery: { timeoutMs: Math.min(PATIENCE_MS, 600_000) } }];
await writeFile(settings, JSON.stringify({ credits: { allowance: 1000 }, models }));
const variables = {
  OPENAI_API_KEY: 'bench',
  OPENAI_BASE_URL: provider.url,
  EASEL_CONFIG: settings,
  LOG_LEVEL: 'silent',
  ...LEAN,
};
const easel = await startEasel(folder, variables, PATIENCE_MS);
easel.log.resume();

const page = await openPage(easel.url, 'person-0');
const idle = await residentMib(easel.pid, 'now');

const messages = await sendAll();
await Promise.race([until(async () => (await jobsInQueue()) === JOBS), noneEnds()]);
const peakOfIntake = await residentMib(easel.pid, 'highest');
const takenIn = await residentMib(easel.pid, 'now');
const holding = await whileWaiting();

gate.resolve();
const ends = await Promise.all(messages.map((id) => page.ended(id)));
const failed = ends.filter(({ kind }) => kind !== 'result').length;
if (failed > 0) throw new Error(`${failed} of ${JOBS} jobs brought no picture.`);
await until(async () => (await jobsInQueue()) === 0);
const ended = await residentMib(easel.pid, 'now');
const { mib: afterwards, seconds } = await settled();
page.close();
await easel.stop();
await provider.close();
await remove();
const floor = await buffersInBareProcess();

report({
  title: `${JOBS} jobs that wait, each with a reference of ${(reference.size / MIB).toFixed(1)} MiB: resident memory`,
  columns: ['when', 'MiB', 'over idle', 'x floor', 'goal in all'],
  rows: [
    { cells: ['floor: bare process, idle', whole(floor.idle), '', '', ''] },
    { cells: [`floor: it holds ${JOBS} Buffers`, whole(floor.holding), over(floor.holding, floor.idle), '1.00', ''] },
    { cells: ['Easel idle, nothing asked yet', whole(idle), '', '', ''] },
    row('Easel, highest while it took them in', peakOfIntake),
    row('  right after the last', takenIn),
    row(`  ${JOBS} jobs in the queue`, holding, GOAL_MIB),
    row('Easel, all ended', ended),
    row(`  ${seconds.toFixed(0)} s later`, afterwards),
  ],
  notes: [
    `${PEOPLE} people with ${JOBS_EACH} jobs each, ${AT_ONCE} requests at a time, on Node ${process.versions.node}; no garbage collection was asked for.`,
    'The provider holds back its answers, so 4 jobs are at it and the others wait. Resident memory is VmRSS of Linux.',
    `In the queue is the median of ${WAITING_MS / 1000} s, with what the intake left to be collected.`,
    `Afterwards is the lowest within ${BACK_MS / 1000} s of the last delivery; it is shown, not judged.`,
  ],
});

function row(when: string, mib: number, goalMib?: number) {
  const share = ((mib - idle) / (floor.holding - floor.idle)).toFixed(2);
  return {
    cells: [when, whole(mib), over(mib, idle), share, goalMib === undefined ? '' : `<= ${whole(goalMib)}`],
    ...(goalMib !== undefined && { isMet: mib <= goalMib }),
  };
}

function whole(mib: number): string {
  return mib.toFixed(0);
}

function over(mib: number, before: number): string {
  return `${mib < before ? '-' : '+'}${whole(Math.abs(mib - before))}`;
}

/** Sends every person's requests, a few at a time; answers the messages in which they will end. */
async function sendAll(): Promise<readonly string[]> {
  const people = Array.from({ length: JOBS }, (_, index) => `person-${index % PEOPLE}`).values();
  const sent: string[] = [];
  const sendNext = async () => {
    for (const name of people) {
      const options = { prompt: 'warmer light', partials: 0 };
      sent.push(await page.send({ command: 'edit', name, options, image: reference }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendNext));
  return sent;
}

/** Until the provider answers no job can end well, so the first that ends is told. */
async function noneEnds(): Promise<never> {
  const { kind } = await Promise.race(messages.map((id) => page.ended(id)));
  throw new Error(`A job ended before the provider answered: ${kind}.`);
}

/** Running and waiting ones, as the server tells. */
async function jobsInQueue(): Promise<number> {
  const answer = await fetch(`${easel.url}/readyz`);
  const [, running, waiting] = /(\d+) running, (\d+) waiting/.exec(await answer.text()) ?? [];
  return Number(running) + Number(waiting);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  while (!(await isSo())) await sleep(100, undefined, { signal });
}

async function whileWaiting(): Promise<number> {
  const seen: number[] = [];
  const until = performance.now() + WAITING_MS;
  while (performance.now() < until) {
    await sleep(500);
    seen.push(await residentMib(easel.pid, 'now'));
  }
  return median(seen);
}

/** The lowest figure after the end, and how soon it was reached; asks no longer than it has to. */
async function settled(): Promise<{ readonly mib: number; readonly seconds: number }> {
  const startedAt = performance.now();
  let lowest = { mib: Number.POSITIVE_INFINITY, seconds: 0 };
  while (performance.now() - startedAt < BACK_MS) {
    await sleep(500);
    const mib = await residentMib(easel.pid, 'now');
    if (mib < lowest.mib) lowest = { mib, seconds: (performance.now() - startedAt) / 1000 };
  }
  return lowest;
}

async function buffersInBareProcess(): Promise<{ readonly idle: number; readonly holding: number }> {
  const program = new URL('./memory-floor.ts', import.meta.url);
  const child = fork(program, [String(JOBS), String(reference.size)], { timeout: LONGEST_MS });
  await once(child, 'message');
  const before = await residentMib(child.pid ?? 0, 'now');
  child.send('go');
  await once(child, 'message');
  const after = await residentMib(child.pid ?? 0, 'now');
  child.kill();
  return { idle: before, holding: after };
}
