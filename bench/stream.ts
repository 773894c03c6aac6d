import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { LONGEST_MS } from './easel-process.ts';
import { median, quantile } from './statistics.ts';
import type { StreamRead } from './stream-process.ts';
import { report } from './table.ts';

/**
 * What a streamed answer takes of the processor to read, three previews and a picture of 2 MiB each, and how long the event loop
 * is held up at most meanwhile. Beside it the same stream read by OpenAI's own SDK, in the same rounds; each in a process of its own.
 */
const ROUNDS = 40;
const WARM_UP = 5;
const PACE_MS = 50;
const GOAL_CPU_MS = 20;
const GOAL_SHARE = 0.2;
const GOAL_STALL_MS = 15;

const provider = fork(new URL('./provider-process.ts', import.meta.url), [String(PACE_MS)], { timeout: LONGEST_MS });
const [url] = await once(provider, 'message');
const easel = await reader('easel');
const sdk = await reader('sdk');

const reads = { easel: [] as StreamRead[], sdk: [] as StreamRead[] };
for (let round = 0; round < WARM_UP + ROUNDS; round++) {
  const [ours, theirs] = [await readBy(easel), await readBy(sdk)];
  if (ours.bytes !== theirs.bytes) throw new Error('They did not read the same.');
  if (round < WARM_UP) continue;
  reads.easel.push(ours);
  reads.sdk.push(theirs);
}
for (const child of [provider, easel, sdk]) child.kill();

const cpu = (of: readonly StreamRead[]) => median(of.map(({ cpuMs }) => cpuMs));
const longest = (of: readonly StreamRead[]) =>
  quantile(
    of.map(({ stallMs }) => stallMs),
    1,
  );
const share = cpu(reads.easel) / cpu(reads.sdk);

report({
  title: 'A streamed answer of 4 x 2 MiB, read',
  columns: ['by', 'CPU ms p50', 'x SDK', 'stall ms p50', 'stall ms max', 'goal'],
  rows: [
    { cells: ["OpenAI's SDK", ...figures(reads.sdk), ''] },
    {
      cells: ['Easel', ...figures(reads.easel), `<= ${GOAL_CPU_MS} ms, ${GOAL_SHARE} x; stall <= ${GOAL_STALL_MS} ms`],
      isMet: cpu(reads.easel) <= GOAL_CPU_MS && share <= GOAL_SHARE && longest(reads.easel) <= GOAL_STALL_MS,
    },
  ],
  notes: [
    `${ROUNDS} streams each, in turn, after ${WARM_UP} to warm up, an event each ${PACE_MS} ms, on Node ${process.versions.node}.`,
    'CPU is all of the process, garbage collection included. The event loop is looked at every millisecond.',
  ],
});

function figures(of: readonly StreamRead[]): readonly string[] {
  const stalls = of.map(({ stallMs }) => stallMs);
  const share = cpu(of) / cpu(reads.sdk);
  return [cpu(of).toFixed(1), share.toFixed(2), median(stalls).toFixed(1), longest(of).toFixed(1)];
}

async function reader(way: string): Promise<ChildProcess> {
  const child = fork(new URL('./stream-process.ts', import.meta.url), [way, String(url)], { timeout: LONGEST_MS });
  await once(child, 'message');
  return child;
}

async function readBy(child: ChildProcess): Promise<StreamRead> {
  child.send('read');
  const [read] = await once(child, 'message');
  return read;
}
