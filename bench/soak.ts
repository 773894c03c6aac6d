import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { checkCredits } from '#src/cli/doctor-credits.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { openEasel } from '#src/main.ts';
import { diceOf } from '../test/fixtures/mutations.ts';
import { pngOf } from '../test/fixtures/pictures.ts';
import { LEAN, scratchFolder, startEasel } from './easel-process.ts';
import { startFaultyOpenAi } from './faulty-openai.ts';
import { openPage } from './playground-page.ts';
import { residentMib } from './resident.ts';
import { quantile } from './statistics.ts';
import { report } from './table.ts';

/**
 * A long busy day in short: people ask at a steady pace, one call in fifty goes wrong, and in the end nothing is stuck, memory has
 * not grown, and the last are answered as quickly as the first. What happens within the first minutes, while code is compiled and
 * caches fill, can be left out of what is compared: `--warm`.
 *
 * `node bench/soak.ts --minutes 30 --warm 2 --people 200 --rate 5 --seed 1`
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    warm: { type: 'string', default: '0' },
    people: { type: 'string', default: '200' },
    rate: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
});
const [MINUTES, PEOPLE, RATE] = [Number(values.minutes), Number(values.people), Number(values.rate)];
/** The measured minutes come after the warm ones. */
const WARM_MS = Number(values.warm) * 60_000;
const DURATION_MS = MINUTES * 60_000 + WARM_MS;
/** What is under way at the end may take so long. */
const TAIL_MS = 90_000;
const SAMPLE_MS = 5000;
/** First and last minutes that are compared: five of thirty. */
const COMPARED_MS = (DURATION_MS - WARM_MS) / 6;

interface Sample {
  readonly atMs: number;
  readonly value: number;
}

const dice = diceOf(Number(values.seed));
const { folder, remove } = await scratchFolder();
const picture = await pngOf({ width: 512, height: 512, noise: true });
const provider = await startFaultyOpenAi({ picture, tookMs: 400, oneIn: 50, dice });
const settings = join(folder, 'easel.json');
await writeFile(settings, JSON.stringify({ credits: { allowance: 100_000 } }));
const variables = {
  OPENAI_API_KEY: 'bench',
  OPENAI_BASE_URL: provider.url,
  EASEL_CONFIG: settings,
  LOG_LEVEL: 'silent',
  ...LEAN,
};
const easel = await startEasel(folder, variables, DURATION_MS + 2 * TAIL_MS + 60_000);
easel.log.resume();
const page = await openPage(easel.url, 'person-0');

const startedAt = performance.now();
const now = (): number => performance.now() - startedAt;
const [memory, acknowledged]: [Sample[], Sample[]] = [[], []];
const ends: Promise<void>[] = [];
/** How they ended, those that did. */
const kinds: string[] = [];
let refused = 0;
const sampling = setInterval(async () => memory.push({ atMs: now(), value: await residentMib(easel.pid) }), SAMPLE_MS);
const telling = setInterval(tell, 60_000);

const asking: Promise<void>[] = [];
for (let nth = 0; now() < DURATION_MS; nth++) {
  await sleep(Math.max(0, (nth * 1000) / RATE - now()));
  asking.push(ask(dice(PEOPLE)));
}
await Promise.all(asking);
const stuck = await unendedAfter(TAIL_MS);
clearInterval(sampling);
clearInterval(telling);
page.close();
await easel.stop();
await provider.close();
const books = await lookIntoBooks();
await remove();

const grewMib = slopeOf(memory.filter(({ atMs }) => atMs > (WARM_MS + DURATION_MS) / 2 && atMs < DURATION_MS));
const [first, last] = [p99Of(WARM_MS, WARM_MS + COMPARED_MS), p99Of(DURATION_MS - COMPARED_MS, DURATION_MS)];
const highest = Math.max(...memory.map(({ value }) => value));
const results = kinds.filter((kind) => kind === 'result').length;

report({
  title: `${MINUTES} minutes with ${PEOPLE} people and ${RATE} jobs a second`,
  columns: ['what', 'measured', 'wanted'],
  rows: [
    { cells: ['jobs asked for', String(ends.length), ''] },
    { cells: ['  with a picture', String(results), ''] },
    { cells: ['  refused at the door', String(refused), '0'], isMet: refused === 0 },
    { cells: ['calls of the provider', String(provider.counts.calls), ''] },
    { cells: ['  gone wrong', String(provider.counts.faults), '2 %'] },
    { cells: ['nobody told of the end', String(stuck), '0'], isMet: stuck === 0 },
    { cells: ['jobs not ended in the store', String(books.unfinished), '0'], isMet: books.unfinished === 0 },
    { cells: ['credits on hold', String(books.held), '0'], isMet: books.held === 0 },
    { cells: ['audit', books.audit, 'ok'], isMet: books.audit === 'ok' },
    { cells: ['memory, MiB a minute in the last half', grewMib.toFixed(2), '<= 1'], isMet: grewMib <= 1 },
    { cells: ['memory, highest MiB', highest.toFixed(0), ''] },
    { cells: [`acknowledged, p99 of the first ${minutesOf(COMPARED_MS)}, ms`, first.toFixed(1), ''] },
    { cells: [`  of the last ${minutesOf(COMPARED_MS)}, ms`, last.toFixed(1), ''] },
    { cells: ['  last / first', (last / first).toFixed(2), '<= 1.2'], isMet: last / first <= 1.2 },
  ],
  notes: [
    `Seed ${values.seed}, Node ${process.versions.node}, heap of 512 MB. The playground is the platform; the provider takes 400 ms for a picture of ${(picture.length / 1024).toFixed(0)} KiB.`,
    'Memory is VmRSS, looked at every 5 s; its slope is that of the line with the least squares.',
    `Before what is measured: ${minutesOf(WARM_MS)} of the same.`,
  ],
});

async function ask(person: number): Promise<void> {
  const before = performance.now();
  try {
    const options = { prompt: `a fox, number ${dice(1e9)}`, partials: 0 };
    const id = await page.send({ command: 'imagine', name: `person-${person}`, options });
    acknowledged.push({ atMs: now(), value: performance.now() - before });
    ends.push(page.ended(id).then(({ kind }) => void kinds.push(kind)));
  } catch {
    refused += 1;
  }
}

/** How many have not been told in time. */
async function unendedAfter(ms: number): Promise<number> {
  const until = performance.now() + ms;
  while (kinds.length < ends.length && performance.now() < until) await sleep(200);
  return ends.length - kinds.length;
}

/** What the store says once the process is gone, read as the product reads it. */
async function lookIntoBooks() {
  const config = loadConfig({ env: { ...variables, EASEL_DATA_DIR: join(folder, 'data') }, cwd: folder });
  const { jobs, ledger, close } = await openEasel(config, { routes: new Map() });
  let held = 0;
  for await (const [, account] of ledger.accounts()) held += Object.keys(account.holds).length;
  const { state, says } = await checkCredits(ledger);
  const unfinished = (await jobs.unfinished()).length;
  await close();
  return { held, unfinished, audit: state === 'ok' ? 'ok' : says };
}

function p99Of(fromMs: number, toMs: number): number {
  const some = acknowledged.filter(({ atMs }) => atMs >= fromMs && atMs < toMs).map(({ value }) => value);
  return quantile(some, 0.99);
}

/** A minute. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (of: (sample: Sample) => number) => samples.reduce((sum, one) => sum + of(one), 0) / samples.length;
  const [x, y] = [mean(({ atMs }) => atMs), mean(({ value }) => value)];
  const above = samples.reduce((sum, { atMs, value }) => sum + (atMs - x) * (value - y), 0);
  return (above / samples.reduce((sum, { atMs }) => sum + (atMs - x) ** 2, 0)) * 60_000;
}

function minutesOf(ms: number): string {
  return ms >= 60_000 ? `${(ms / 60_000).toFixed(0)} min` : `${(ms / 1000).toFixed(0)} s`;
}

function tell(): void {
  const { value = 0 } = memory.at(-1) ?? {};
  process.stderr.write(`${minutesOf(now())}: ${ends.length} asked, ${value.toFixed(0)} MiB\n`);
}
