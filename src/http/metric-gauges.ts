import { Gauge, type Registry } from 'prom-client';

/** What is asked for at every scrape. */
export interface MetricSources {
  readonly queueCounts: () => QueueCounts | Promise<QueueCounts>;
  /** What the whole installation has under way, over all processes. */
  readonly underWay?: () => Promise<UnderWay>;
  /** Whether everything is paused. */
  readonly isPaused?: () => Promise<boolean>;
  /** Whether each platform that this process listens to reaches it; none of the others are told. */
  readonly connected?: () => Readonly<Record<string, boolean>>;
  /** Of the disk with the data folder. */
  readonly disk?: () => Promise<{ readonly freeBytes: number; readonly totalBytes: number }>;
  /** What all of Easel spent at providers this month, in dollars, over all processes. */
  readonly spentUsd?: () => Promise<number>;
  /** How much that may be; absent where nothing bounds it. */
  readonly budgetUsd?: number;
}

interface QueueCounts {
  readonly waiting: number;
  readonly running: number;
}

export interface UnderWay {
  /** Unfinished jobs by state; a state that has none is 0. */
  readonly states: Readonly<Record<string, number>>;
  /** Jobs that credits are on hold for, and how many credits. */
  readonly holds: number;
  readonly credits: number;
  /** How long the oldest one has been under way without waiting for a person, in milliseconds. */
  readonly oldestMs: number;
}

export function createMetricGauges(registers: Registry[], sources: MetricSources): void {
  const { queueCounts, underWay, isPaused, connected, disk } = sources;
  new Gauge({
    name: 'easel_queue_depth',
    help: 'Jobs that wait and jobs that run; NaN while the queue cannot be asked.',
    labelNames: ['state'],
    registers,
    async collect() {
      const { waiting, running } = (await patient(queueCounts)) ?? { waiting: Number.NaN, running: Number.NaN };
      this.set({ state: 'waiting' }, waiting);
      this.set({ state: 'running' }, running);
    },
  });
  if (isPaused) {
    const help = '1 while everything is paused; NaN while the store cannot be asked.';
    askedGauge(registers, 'easel_paused', help, async () => Number(await isPaused()));
  }
  if (connected) connectedGauge(registers, connected);
  if (disk) diskGauges(registers, disk);
  moneyGauges(registers, sources);
  if (underWay) underWayGauges(registers, underWay);
}

/** One figure that is asked for at every scrape, and `NaN` where it cannot be had in time. */
function askedGauge(registers: Registry[], name: string, help: string, ask: () => Promise<number | undefined>): void {
  new Gauge({
    name,
    help,
    registers,
    async collect() {
      this.set((await patient(ask)) ?? Number.NaN);
    },
  });
}

function connectedGauge(registers: Registry[], connected: NonNullable<MetricSources['connected']>): void {
  new Gauge({
    name: 'easel_connected',
    help: '1 while a platform that this process listens to reaches it, else 0.',
    labelNames: ['platform'],
    registers,
    collect() {
      this.reset();
      for (const [platform, isConnected] of Object.entries(connected())) this.set({ platform }, Number(isConnected));
    },
  });
}

function diskGauges(registers: Registry[], disk: NonNullable<MetricSources['disk']>): void {
  const look = together(() => patient(disk));
  const [free, total] = ['Free space on the disk with the data folder.', 'Size of the disk with the data folder.'];
  askedGauge(registers, 'easel_disk_free_bytes', free, async () => (await look())?.freeBytes);
  askedGauge(registers, 'easel_disk_bytes', total, async () => (await look())?.totalBytes);
}

function moneyGauges(registers: Registry[], { spentUsd, budgetUsd }: MetricSources): void {
  const spent = 'Dollars spent at providers this month, over all processes.';
  const budget = 'Dollars that may be spent at providers in a month.';
  if (spentUsd) askedGauge(registers, 'easel_spent_usd', spent, spentUsd);
  if (budgetUsd !== undefined) askedGauge(registers, 'easel_budget_usd', budget, async () => budgetUsd);
}

/** One look at the store for all of them. */
function underWayGauges(registers: Registry[], underWay: () => Promise<UnderWay>): void {
  const look = together(() => patient(underWay));
  const gauge = (name: string, help: string, read: (seen: UnderWay) => number) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        const seen = await look();
        this.set(seen ? read(seen) : Number.NaN);
      },
    });
  gauge('easel_holds_open', 'Jobs that credits are on hold for, over all processes.', ({ holds }) => holds);
  gauge('easel_credits_held', 'Credits on hold, over all processes.', ({ credits }) => credits);
  gauge(
    'easel_job_oldest_seconds',
    'Age of the oldest job that waits for no person.',
    ({ oldestMs }) => oldestMs / 1000,
  );
  new Gauge({
    name: 'easel_jobs_unfinished',
    help: 'Unfinished jobs by state, over all processes; none are told while the store cannot be asked.',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset();
      for (const [state, count] of Object.entries((await look())?.states ?? {})) this.set({ state }, count);
    },
  });
}

/** Whoever asks while an answer is on its way gets that one. */
function together<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask().finally(() => {
      asked = undefined;
    });
    return asked;
  };
}

/** A store that is away costs its own figures, and never those of everything else. */
const PATIENCE_MS = 2000;

async function patient<T>(ask: () => T | Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), PATIENCE_MS);
  try {
    return await Promise.race([ask(), late.promise]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
