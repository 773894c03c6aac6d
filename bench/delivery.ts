import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pngOf } from '../test/fixtures/pictures.ts';
import { LONGEST_MS, scratchFolder, startEasel } from './easel-process.ts';
import { startFakeOpenAi } from './fake-openai.ts';
import { openPage } from './playground-page.ts';
import { median, p95, quantile } from './statistics.ts';
import { report } from './table.ts';

/**
 * How long a person waits for a finished 2 MB picture once the provider has sent its last byte: until the event with the finished
 * card reaches an open page. By then the picture is checked and on the disk, and the credits are settled in SQLite.
 *
 * Beside it the floor: another process that fetches the same answer, decodes it and writes it through to the same disk.
 */
const ROUNDS = 60;
const WARM_UP = 5;
const GOAL_MS = 50;
/** Long enough for a preview to be dealt with before the next event comes, as it is with a real provider. */
const PACE_MS = 100;
const WAYS = { streamed: 2, plain: 0 } as const;
type Way = keyof typeof WAYS;

const { folder, remove } = await scratchFolder();
// Noise does not compress: 837 x 837 pixels of 3 bytes are 2 MiB.
const picture = await pngOf({ width: 837, height: 837, noise: true });
const provider = await startFakeOpenAi({ picture, paceMs: PACE_MS });
const settings = join(folder, 'easel.json');
await writeFile(settings, JSON.stringify({ credits: { allowance: 1_000_000 } }));
const easel = await startEasel(folder, {
  OPENAI_API_KEY: 'bench',
  OPENAI_BASE_URL: provider.url,
  EASEL_CONFIG: settings,
});
const storedAt = watchStored(easel.log);
const page = await openPage(easel.url, 'ada');
const floor = fork(new URL('./delivery-floor.ts', import.meta.url), [provider.url, folder], { timeout: LONGEST_MS });
await once(floor, 'message');

const floorMs = measurements();
const easelMs = measurements();
const untilStoredMs = measurements();
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const way of ['streamed', 'plain'] as const) {
    const bare = await throughFloor(way);
    const whole = await throughEasel(way);
    if (round < 0) continue;
    floorMs[way].push(bare);
    easelMs[way].push(whole.deliveredMs);
    untilStoredMs[way].push(whole.storedMs);
  }
}
floor.kill();
page.close();
await easel.stop();
await provider.close();
await remove();

report({
  title: `From the provider's last byte of a ${(picture.byteLength / 1_048_576).toFixed(1)} MiB picture`,
  columns: ['what', 'answer', 'p50 ms', 'p95 ms', 'max ms', 'x floor', 'goal p95 ms'],
  rows: (['streamed', 'plain'] as const).flatMap((way) => [
    row('floor: fetched, decoded, on disk', way, floorMs),
    row('Easel: event with the finished card', way, easelMs, GOAL_MS),
    row('  of it until checked and on disk', way, untilStoredMs),
  ]),
  notes: [
    `${ROUNDS} interleaved rounds after ${WARM_UP} to warm up, on Node ${process.versions.node}. "x floor" compares the medians.`,
    `Streamed answers bring ${WAYS.streamed} previews of the same size first, ${PACE_MS} ms apart; plain ones are one JSON.`,
    'The provider is in the measuring process; the last byte counts as sent when the kernel has taken it.',
    'The rest, from "on disk" to the event, is 5 or 6 commits to SQLite, each of them on the disk too (synchronous = FULL).',
  ],
});

function measurements(): Record<Way, number[]> {
  return { streamed: [], plain: [] };
}

function row(what: string, way: Way, all: Record<Way, number[]>, goalMs?: number) {
  const values = all[way];
  const times = median(values) / median(floorMs[way]);
  const figures = [median(values), p95(values), quantile(values, 1)].map((ms) => ms.toFixed(1));
  return {
    cells: [what, way, ...figures, times.toFixed(1), goalMs === undefined ? '' : `<= ${goalMs}`],
    ...(goalMs !== undefined && { isMet: p95(values) <= goalMs }),
  };
}

async function throughFloor(way: Way): Promise<number> {
  const lastByte = provider.nextLastByte();
  const kept = once(floor, 'message').then(() => performance.now());
  floor.send(WAYS[way]);
  return (await kept) - (await lastByte);
}

async function throughEasel(way: Way): Promise<{ readonly deliveredMs: number; readonly storedMs: number }> {
  const lastByte = provider.nextLastByte();
  const stored = storedAt.next();
  const options = { prompt: 'a lighthouse at dusk', partials: WAYS[way] };
  const { kind, at } = await page.ended(await page.send({ command: 'imagine', name: 'ada', options }));
  if (kind !== 'result') throw new Error(`The job ended with: ${kind}.`);
  const sentAt = await lastByte;
  return { deliveredMs: at - sentAt, storedMs: (await stored) - sentAt };
}

/** The moments Easel's log says that pictures are stored, on this process's clock; the log's has whole milliseconds. */
function watchStored(log: Readable) {
  let waiting: PromiseWithResolvers<number> | undefined;
  createInterface(log).on('line', (line) => {
    const { msg, time } = JSON.parse(line);
    if (msg === 'Pictures stored') waiting?.resolve(time - performance.timeOrigin);
  });
  return {
    next() {
      waiting = Promise.withResolvers();
      return waiting.promise;
    },
  };
}
