import { breakOffInTime } from './easel-process.ts';
import { createGatewayClient, type GatewayClient, type Wish } from './gateway-client.ts';
import { openTargets, type Target } from './gateway-targets.ts';
import { PORTKEY_VERSION } from './portkey.ts';
import { median, quantile } from './statistics.ts';
import { type Row, report } from './table.ts';

/**
 * What a gateway adds to a picture of OpenAI's API: asked for directly, through a pipe of 60 lines, through Easel with its key, its
 * hold, its settlement and its picture kept, all on the disk with `synchronous=FULL`, and through npm's `@portkey-ai/gateway`, which
 * does none of that. All of them in turn, in the same rounds.
 */
interface Size {
  readonly wish: Wish;
  /** Of each round. */
  readonly each: number;
  readonly crowdMs: number;
  readonly warmUp: number;
  /** What may be added at most, times the other gateway's. */
  readonly added: number;
}

const ROUNDS = 7;
const AT_ONCE = 16;
const SIZES = {
  small: { wish: { quality: 'low' }, each: 30, crowdMs: 1200, warmUp: 20, added: 0.7 },
  '2.8 MB': { wish: { quality: 'high' }, each: 5, crowdMs: 1500, warmUp: 5, added: 0.25 },
} as const satisfies Record<string, Size>;
const GOAL_RATE = 2;

// The other gateway may have to be fetched first, which is not measured.
const targets = await openTargets();
breakOffInTime();
const { direct, pipe, easel, portkey } = targets;
const all: readonly Target[] = [direct, pipe, easel, ...(portkey ? [portkey] : [])];

interface Figures {
  readonly ms: number[];
  readonly perSecond: number[];
  failed: number;
}

const rows: Row[] = [];
for (const [size, about] of Object.entries(SIZES)) rows.push(...rowsOf(size, await measure(about), about.added));
await targets.close();

report({
  title: 'A picture through a gateway, in milliseconds, and pictures a second',
  columns: [
    'picture',
    'by',
    'p50',
    'p99',
    'added p50',
    'x Portkey',
    `a second, ${AT_ONCE} at once`,
    'x Portkey',
    'failed',
    'goal',
  ],
  rows,
  notes: [
    `One after the other in ${ROUNDS} interleaved rounds, then ${AT_ONCE} at once, in turn too, on Node ${process.versions.node}.`,
    'Every server is a process of its own; so is who asks. They share the machine, so only figures of one run compare.',
    `Easel: key, plan, hold, picture kept, settlement, all on the disk. ${portkey ? `Portkey ${PORTKEY_VERSION} keeps nothing.` : `Portkey ${PORTKEY_VERSION} cannot be had here: ${targets.withoutPortkey}`}`,
  ],
});

async function measure({ wish, each, crowdMs, warmUp }: Size): Promise<ReadonlyMap<string, Figures>> {
  const clients = all.map((target) => createGatewayClient(target, AT_ONCE));
  const measured = new Map(all.map(({ name }) => [name, { ms: [], perSecond: [], failed: 0 } as Figures]));
  for (const client of clients) for (let asked = 0; asked < warmUp; asked++) await client.ask(wish);
  for (let round = 0; round < ROUNDS; round++)
    for (const client of clients)
      for (let asked = 0; asked < each; asked++) measured.get(client.name)?.ms.push((await client.ask(wish)).ms);
  for (const _ of [1, 2])
    for (const client of clients) {
      const { perSecond, failed } = await crowd(client, wish, crowdMs);
      const figures = measured.get(client.name);
      figures?.perSecond.push(perSecond);
      if (figures) figures.failed += failed;
    }
  await Promise.all(clients.map((client) => client.close()));
  return measured;
}

/** As many as there can be in that time, always so many at once. */
async function crowd(client: GatewayClient, wish: Wish, forMs: number) {
  const until = performance.now() + forMs;
  const startedAt = performance.now();
  let [done, failed] = [0, 0];
  const lane = async () => {
    while (performance.now() < until) {
      await client.ask(wish).then(
        () => done++,
        () => failed++,
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { perSecond: done / ((performance.now() - startedAt) / 1000), failed };
}

function rowsOf(size: string, measured: ReadonlyMap<string, Figures>, goal: number): readonly Row[] {
  const figuresOf = ({ name }: Target): Figures => measured.get(name) ?? { ms: [], perSecond: [], failed: 0 };
  const floor = median(figuresOf(direct).ms);
  const other = portkey && figuresOf(portkey);
  return all.map((target) => {
    const { ms, perSecond, failed } = figuresOf(target);
    const added = median(ms) - floor;
    const rate = Math.max(...perSecond);
    const addedTimes = other ? added / (median(other.ms) - floor) : Number.NaN;
    const rateTimes = other ? rate / Math.max(...other.perSecond) : Number.NaN;
    const isEasel = target === easel;
    return {
      cells: [
        size,
        target.name,
        ...[median(ms), quantile(ms, 0.99), added].map((figure) => figure.toFixed(2)),
        written(addedTimes),
        rate.toFixed(rate < 100 ? 1 : 0),
        written(rateTimes),
        String(failed),
        isEasel ? `added <= ${goal} x, rate >= ${GOAL_RATE} x` : '',
      ],
      ...(isEasel && other && { isMet: addedTimes <= goal && rateTimes >= GOAL_RATE && failed === 0 }),
    };
  });
}

function written(times: number): string {
  return Number.isFinite(times) ? times.toFixed(2) : '-';
}
