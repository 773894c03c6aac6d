import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { breakOffInTime, LONGEST_MS, scratchFolder, startEasel } from './easel-process.ts';
import { type FakeDiscord, startFakeDiscord } from './fake-discord.ts';
import { median, p95, quantile } from './statistics.ts';
import { report } from './table.ts';

/**
 * How long Discord waits for the first answer to a command: from the gateway's event until the deferral arrives. Beside it the
 * least a bot can do, discord.js with a handler that defers, in the same rounds.
 *
 * Then the same while streams of pictures run through the process, and while the store and the provider answer late.
 */
const ROUNDS = 7;
const ASKS = 30;
const WARM_UP = 10;
const STREAMS = 30;
const STREAM_PACE_MS = 500;
const PINGS = 300;
const PING_EVERY_MS = 40;
const LATE_MS = 5000;
const LATE_ASKS = 100;
const GOAL_TIMES = 3;
const GOAL_P99_MS = 25;

breakOffInTime();
const { folder, remove } = await scratchFolder();
const settings = join(folder, 'easel.json');
await writeFile(
  settings,
  JSON.stringify({
    credits: { allowance: 1_000_000 },
    concurrency: { perPerson: 50, perProvider: { openai: STREAMS } },
  }),
);

const [bareDiscord, easelDiscord, lateDiscord] = [
  await startFakeDiscord(),
  await startFakeDiscord(),
  await startFakeDiscord(),
];
const provider = await forked('./provider-process.ts', [String(STREAM_PACE_MS)]);
const lateProvider = await forked('./provider-process.ts', [String(LATE_MS)]);

const bare = fork(new URL('./bare-discord.ts', import.meta.url), [bareDiscord.url, bareDiscord.token], {
  timeout: LONGEST_MS,
});
const easel = await startEasel(folder, variables(easelDiscord, provider.url));
easel.log.resume();
await Promise.all([bareDiscord.connected(), easelDiscord.connected()]);

const quiet = { bare: [] as number[], easel: [] as number[] };
for (let ask = 0; ask < WARM_UP; ask++) {
  await bareDiscord.ask('help');
  await easelDiscord.ask('help');
}
for (let round = 0; round < ROUNDS; round++) {
  for (let ask = 0; ask < ASKS; ask++) quiet.bare.push(await bareDiscord.ask('help'));
  for (let ask = 0; ask < ASKS; ask++) quiet.easel.push(await easelDiscord.ask('help'));
}

const streaming = new AbortController();
let made = 0;
const streams = Promise.all(Array.from({ length: STREAMS }, () => keepStreaming(easelDiscord, streaming.signal)));
await sleep(2 * STREAM_PACE_MS);
const underStreams = { bare: [] as number[], easel: [] as number[] };
for (let ping = 0; ping < PINGS; ping++) {
  underStreams.easel.push(await easelDiscord.ask('help'));
  await sleep(PING_EVERY_MS / 2);
  underStreams.bare.push(await bareDiscord.ask('help'));
  await sleep(PING_EVERY_MS / 2);
}
streaming.abort();
await streams;
bare.kill();
await easel.stop();
provider.process.kill();

const lateFolder = join(folder, 'late');
await mkdir(lateFolder);
const lateEasel = fork(new URL('./late-easel.ts', import.meta.url), [lateFolder, String(LATE_MS)], {
  env: { ...process.env, ...variables(lateDiscord, lateProvider.url), EASEL_DATA_DIR: lateFolder },
  timeout: LONGEST_MS,
});
await lateDiscord.connected();
await lateDiscord.ask('help');
const late: number[] = [];
for (let ask = 0; ask < LATE_ASKS; ask++) {
  late.push(await lateDiscord.ask('imagine', { prompt: 'a lighthouse at dusk' }));
  await sleep(PING_EVERY_MS);
}
lateEasel.kill('SIGKILL');
await once(lateEasel, 'exit');
lateProvider.process.kill();
for (const discord of [bareDiscord, easelDiscord, lateDiscord]) await discord.close();
await remove();

const times = median(quiet.easel) / median(quiet.bare);
report({
  title: 'From the gateway event of a command to its deferral at Discord, in milliseconds',
  columns: ['who', 'p50', 'p95', 'p99', 'max', 'x bare p50', 'goal'],
  rows: [
    row('bare discord.js', quiet.bare),
    { ...row('Easel', quiet.easel, `<= ${GOAL_TIMES} x`), isMet: times <= GOAL_TIMES },
    row('bare discord.js, while Easel has its streams', underStreams.bare),
    p99Row(`Easel, ${STREAMS} streams of 4 x 2 MiB run`, underStreams.easel),
    p99Row(`Easel, store and provider ${LATE_MS / 1000} s late`, late),
  ],
  notes: [
    'What bare discord.js takes while Easel has its streams is the machine: two processes cannot answer on cores that others have.',
    `${ROUNDS} interleaved rounds of ${ASKS} commands after ${WARM_UP} to warm up, on Node ${process.versions.node}.`,
    `Streams: ${STREAMS} people each make one picture after another, an event of 2 MiB each ${STREAM_PACE_MS} ms; ${made} were finished meanwhile.`,
    'Provider, Easel and Discord are processes of their own on this machine; Discord reads no picture.',
  ],
});

function row(who: string, values: readonly number[], goal = '') {
  const figures = [median(values), p95(values), quantile(values, 0.99), quantile(values, 1)].map((ms) => ms.toFixed(2));
  return { cells: [who, ...figures, (median(values) / median(quiet.bare)).toFixed(1), goal] };
}

function p99Row(who: string, values: readonly number[]) {
  return { ...row(who, values, `p99 <= ${GOAL_P99_MS}`), isMet: quantile(values, 0.99) <= GOAL_P99_MS };
}

async function keepStreaming(discord: FakeDiscord, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const shown = await discord.follow('imagine', { prompt: 'a lighthouse at dusk', partials: 3 });
    await shown.result();
    made += 1;
  }
}

function variables(discord: FakeDiscord, providerUrl: string): Readonly<Record<string, string>> {
  return {
    OPENAI_API_KEY: 'bench',
    OPENAI_BASE_URL: providerUrl,
    EASEL_CONFIG: settings,
    LOG_LEVEL: 'silent',
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.url,
  };
}

/** A helper's process and the address it sends. */
async function forked(file: string, args: readonly string[]): Promise<{ process: ChildProcess; url: string }> {
  const child = fork(new URL(file, import.meta.url), args, { timeout: LONGEST_MS });
  const [url] = await once(child, 'message');
  return { process: child, url: String(url) };
}
