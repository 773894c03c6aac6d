import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { breakOffInTime } from './easel-process.ts';
import { startFakeSlack } from './fake-slack.ts';
import { createGatewayClient, type Streamed } from './gateway-client.ts';
import { openTargets, type Target } from './gateway-targets.ts';
import { median, quantile } from './statistics.ts';
import { report } from './table.ts';

/**
 * Streams of pictures through Easel: how much later the first event comes than without it; 200 streams at once, none of whose events
 * may be missing or in another place; what a stream of four events of 2 MB costs of the processor; and how long a chat command waits
 * for its acknowledgement in the same process meanwhile.
 */
const PACE_MS = 100;
const FIRSTS = 20;
const AT_ONCE = 200;
const COSTLY = 20;
const ACK_EVERY_MS = 40;
const GOAL = { firstMs: 6, ackMs: 25, cpuMs: 20 };
const EVENTS = '0,1,2,completed';

const slack = await startFakeSlack();
const targets = await openTargets({
  paceMs: PACE_MS,
  alone: true,
  variables: { SLACK_BOT_TOKEN: 'xoxb-bench', SLACK_SIGNING_SECRET: slack.signingSecret, SLACK_API_URL: slack.apiUrl },
});
breakOffInTime();
const { direct, pipe, easel, easelProcess } = targets;
const large = { quality: 'high' } as const;

const firsts = await firstEvents([direct, pipe, easel]);
const crowd = await crowded();
const cpuMs = await cpuOf(easel, COSTLY);
await targets.close();
await slack.close();

const floor = median(firsts.get(direct.name) ?? []);
const laterOf = ({ name }: Target) => median(firsts.get(name) ?? []) - floor;

report({
  title: 'Streams of pictures through Easel',
  columns: ['what', 'figure', 'goal'],
  rows: [
    { cells: ['first event of 2 MB directly, p50', `${floor.toFixed(1)} ms`, ''] },
    { cells: ['later through a pipe of 60 lines, p50', `${laterOf(pipe).toFixed(1)} ms`, ''] },
    {
      cells: ['later through Easel, p50', `${laterOf(easel).toFixed(1)} ms`, `<= ${GOAL.firstMs} ms`],
      isMet: laterOf(easel) <= GOAL.firstMs,
    },
    {
      cells: [`${AT_ONCE} streams at once, whole and in order`, `${crowd.whole}`, `${AT_ONCE}`],
      isMet: crowd.whole === AT_ONCE,
    },
    { cells: ['all of them ended after', `${crowd.ms.toFixed(0)} ms`, ''] },
    { cells: ['acknowledgement of a chat command meanwhile, p50', `${median(crowd.acks).toFixed(1)} ms`, ''] },
    {
      cells: ['the same, p99', `${quantile(crowd.acks, 0.99).toFixed(1)} ms`, `<= ${GOAL.ackMs} ms`],
      isMet: quantile(crowd.acks, 0.99) <= GOAL.ackMs,
    },
    {
      cells: ['CPU of a stream of 4 x 2 MB', `${cpuMs.toFixed(1)} ms`, `<= ${GOAL.cpuMs} ms`],
      isMet: cpuMs <= GOAL.cpuMs,
    },
  ],
  notes: [
    `Previews ${PACE_MS} ms apart, on Node ${process.versions.node}. First events in ${FIRSTS} interleaved rounds, one stream at a time.`,
    `The ${AT_ONCE} streams have small pictures; a signed slash command of Slack each ${ACK_EVERY_MS} ms. CPU is all of Easel's process, over ${COSTLY} streams in turn.`,
  ],
});

async function firstEvents(all: readonly Target[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const clients = all.map((target) => createGatewayClient(target, 1));
  const found = new Map<string, number[]>(all.map(({ name }) => [name, []]));
  for (let round = -3; round < FIRSTS; round++)
    for (const client of clients) {
      const { firstMs } = whole(await client.stream(large));
      if (round >= 0) found.get(client.name)?.push(firstMs);
    }
  await Promise.all(clients.map((client) => client.close()));
  return found;
}

async function crowded() {
  const client = createGatewayClient(easel, AT_ONCE);
  const acks: number[] = [];
  const startedAt = performance.now();
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      acks.push(await slack.ask(`${easel.url}/slack/events`, '/help', ''));
      await sleep(ACK_EVERY_MS);
    }
  })();
  const streams = await Promise.allSettled(Array.from({ length: AT_ONCE }, () => client.stream({ quality: 'low' })));
  isOver = true;
  const ms = performance.now() - startedAt;
  await asking;
  await client.close();
  const isWhole = (stream: (typeof streams)[number]) =>
    stream.status === 'fulfilled' && stream.value.events.join() === EVENTS;
  return { acks, ms, whole: streams.filter(isWhole).length };
}

async function cpuOf(target: Target, count: number): Promise<number> {
  const client = createGatewayClient(target, 1);
  const before = cpuMsOf(easelProcess.pid);
  for (let asked = 0; asked < count; asked++) whole(await client.stream(large));
  const used = cpuMsOf(easelProcess.pid) - before;
  await client.close();
  return used / count;
}

function whole(streamed: Streamed): Streamed {
  if (streamed.events.join() !== EVENTS) throw new Error(`A stream had the events ${streamed.events.join()}.`);
  return streamed;
}

/** Of all threads of a process. Linux counts in hundredths of a second: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
