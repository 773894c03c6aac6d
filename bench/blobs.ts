import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSystemClock } from '#src/app/system-clock.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import { createDiskBlobs } from '#src/store/disk-blobs.ts';
import { createS3Blobs } from '#src/store/s3-blobs.ts';
import { scratchFolder } from './easel-process.ts';
import { median, p95 } from './statistics.ts';
import { report } from './table.ts';

/**
 * Pictures of 3 MB into and out of the blob store, whole and streamed, on disk and on an S3 server of another process; and how much
 * memory a process needs to pass on pictures far larger than that.
 */
const ROUNDS = 30;
const PICTURE = new Uint8Array(3_000_000).map((_, at) => (at * 7) % 251);
/** As a socket gives them. */
const CHUNK = 65_536;
const LARGE = 10_000_000;
const AT_ONCE = 10;
const GOAL_MIB = 40;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');
const { folder, remove } = await scratchFolder();
const child = spawn(process.execPath, [new URL('s3-process.ts', import.meta.url).pathname], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [port] = await once(child.stdout, 'data');
const settings = {
  endpoint: `http://127.0.0.1:${Number(String(port))}`,
  region: 'us-east-1',
  accessKey: 'bench',
  secretKey: 'bench',
  bucket: 'bench',
};
const stores: readonly (readonly [string, BlobStore])[] = [
  ['disk', createDiskBlobs({ folder: `${folder}/disk` })],
  ['S3', createS3Blobs({ settings, folder: `${folder}/s3`, clock: createSystemClock() })],
];
const works: readonly (readonly [string, (blobs: BlobStore) => Promise<unknown>])[] = [
  ['put', (blobs) => blobs.put('jobs/1/0.png', PICTURE)],
  ['put, streamed', (blobs) => blobs.putFrom('jobs/1/1.png', pieces(PICTURE.byteLength), limits())],
  ['get', (blobs) => blobs.get('jobs/1/0.png')],
  ['get, streamed', (blobs) => passOn(blobs, 'jobs/1/0.png')],
];

const measured = new Map<string, number[]>();
// The first round compiles and connects, and does not count.
for (let round = 0; round <= ROUNDS; round++)
  for (const [place, blobs] of stores)
    for (const [name, work] of works) {
      const startedAt = performance.now();
      await work(blobs);
      const all = measured.get(`${place}: ${name}`) ?? [];
      if (round > 0) all.push(performance.now() - startedAt);
      measured.set(`${place}: ${name}`, all);
    }
const grown = new Map<string, number>();
for (const [place, blobs] of stores) grown.set(place, await memoryOf(blobs));
child.kill('SIGTERM');
await remove();

report({
  title: `Pictures of 3 MB into and out of the blob store, and ${AT_ONCE} of ${LARGE / 1_000_000} MB streamed at once`,
  columns: ['work', 'p50 ms', 'p95 ms', 'memory MiB', 'to reach'],
  rows: [
    ...[...measured].map(([name, ms]) => ({ cells: [name, median(ms).toFixed(1), p95(ms).toFixed(1), '', ''] })),
    ...[...grown].map(([place, mib]) => ({
      cells: [`${place}: ${AT_ONCE} in, ${AT_ONCE} out`, '', '', mib.toFixed(0), `<= ${GOAL_MIB} MiB`],
      isMet: mib <= GOAL_MIB,
    })),
  ],
  notes: [
    `${ROUNDS} interleaved rounds after one warm-up, on Node ${process.versions.node}; the disk's puts wait until it has the bytes.`,
    'Memory is what was alive at most while they were passed on; the pictures together have 100 MB.',
    'The S3 server is a test server in JavaScript, so its times say what Easel adds at most.',
  ],
});

async function* pieces(byteLength: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < byteLength; at += CHUNK) yield new Uint8Array(Math.min(CHUNK, byteLength - at)).fill(at % 251);
}

function limits() {
  return { maxBytes: 1_000_000_000, signal: new AbortController().signal };
}

/** Reads a picture as a server sends it on: piece by piece. */
async function passOn(blobs: BlobStore, key: string): Promise<void> {
  const opened = await blobs.open(key);
  for await (const _piece of opened?.body ?? []) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** What is alive at most, garbage left out: collected and looked at again and again while pictures are passed on. */
async function memoryOf(blobs: BlobStore): Promise<number> {
  const keys = Array.from({ length: AT_ONCE }, (_, index) => `large/${index}`);
  const before = alive();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, alive());
  }, 20);
  await Promise.all(keys.map((key) => blobs.putFrom(key, pieces(LARGE), limits())));
  await Promise.all(keys.map((key) => passOn(blobs, key)));
  clearInterval(timer);
  return (most - before) / 1_048_576;
}

function alive(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
