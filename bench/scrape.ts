import { underWay } from '#src/app/under-way.ts';
import { ERROR_TEXTS } from '#src/domain/error-texts.ts';
import { JOB_STATES } from '#src/domain/job.ts';
import { MODES } from '#src/domain/mode.ts';
import { createPrometheusMetrics } from '#src/http/prometheus-metrics.ts';
import { median, p95 } from './statistics.ts';
import { report } from './table.ts';

/**
 * How long a scrape of /metrics takes, and how large it is, after the traffic of few and of many tenants: every mode with every
 * provider, platform, end and error that there is. What a tenant is called must not be seen in either.
 */
const ROUNDS = 50;
const REQUESTS_EACH = 100;
const GOAL_MS = 100;
const GOAL_BYTES = 1_000_000;

const PROVIDERS = ['openai', 'gemini', 'replicate', 'runware', 'airefinery', 'simulator'];
const PLATFORMS = ['discord', 'slack', 'playground', 'api'];
const ROUTES = Array.from({ length: 60 }, (_, index) => `/route-${index}/:name`);
const CODES = Object.keys(ERROR_TEXTS);
const OPERATIONS = ['read', 'write', 'remove', 'compare-and-set', 'list'];

interface Measured {
  readonly tenants: number;
  readonly ms: readonly number[];
  readonly bytes: number;
  readonly series: number;
}

const measured: Measured[] = [];
for (const tenants of [1, 100, 1000]) measured.push(await scrapes(tenants));

report({
  title: 'A scrape of /metrics, without the way over the network',
  columns: ['tenants', 'requests', 'series', 'bytes', 'median ms', 'p95 ms', 'wanted'],
  rows: measured.map(({ tenants, ms, bytes, series }) => ({
    cells: [
      String(tenants),
      String(tenants * REQUESTS_EACH),
      String(series),
      String(bytes),
      median(ms).toFixed(1),
      p95(ms).toFixed(1),
      `<= ${GOAL_MS} ms, ${GOAL_BYTES} bytes`,
    ],
    isMet: median(ms) <= GOAL_MS && bytes <= GOAL_BYTES,
  })),
  notes: [
    `${ROUNDS} scrapes each, on Node ${process.versions.node}. The goal is for the median.`,
    'One tenant more makes no series more once each mode, provider and error has come up. The store is not asked here:',
    'unfinished jobs, one for each tenant, are added up in memory.',
  ],
});

async function scrapes(tenants: number): Promise<Measured> {
  const jobs = Array.from({ length: tenants }, () => ({ state: 'queued', createdAt: 0 }) as const);
  const metrics = createPrometheusMetrics({
    queueCounts: () => ({ waiting: tenants, running: 8 }),
    isPaused: async () => false,
    connected: () => ({ discord: true, slack: true }),
    disk: async () => ({ freeBytes: 1e9, totalBytes: 1e10 }),
    spentUsd: async () => 12,
    budgetUsd: 50,
    underWay: async () => underWay(jobs, 1000),
  });
  for (let index = 0; index < tenants * REQUESTS_EACH; index++) traffic(metrics, index);
  const ms: number[] = [];
  let body = '';
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    ({ body } = await metrics.text());
    ms.push(performance.now() - startedAt);
  }
  const series = body.split('\n').filter((line) => line && !line.startsWith('#')).length;
  return { tenants, ms, bytes: Buffer.byteLength(body), series };
}

/** One request from its arrival to its end. */
function traffic(metrics: ReturnType<typeof createPrometheusMetrics>, index: number): void {
  const pick = (all: readonly string[], step: number): string => all[Math.floor(index / step) % all.length] ?? '';
  const [mode, provider, platform] = [pick(MODES, 1), pick(PROVIDERS, 3), pick(PLATFORMS, 7)];
  const [code, state] = [pick(CODES, 1), pick(JOB_STATES, 2)];
  metrics.acknowledged(platform, index % 50 !== 0, 40);
  metrics.jobState(state, mode, provider);
  metrics.queueWait(mode, 500);
  metrics.providerCall(provider, index % 10 === 0 ? code : 'success', 9000);
  metrics.jobDuration(mode, state, 10_000);
  metrics.delivered(platform, 'shown', 200);
  if (index % 10 === 0) metrics.refused(code);
  metrics.credits('held', 4);
  metrics.stored('records', pick(OPERATIONS, 1), true, 2);
  metrics.httpRequest('POST', pick(ROUTES, 1), index % 10 === 0 ? 429 : 200, 5);
}
