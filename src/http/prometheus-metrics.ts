import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '#src/ports/metrics.ts';

export interface MetricSources {
  readonly queueCounts: () => { readonly waiting: number; readonly running: number };
  /** Credits on hold over all accounts; asked at every scrape. */
  readonly heldCredits?: () => Promise<number>;
}

export interface PrometheusMetrics extends Metrics {
  /** Everything counted so far and about the process, in Prometheus's text format. */
  text(): Promise<{ readonly contentType: string; readonly body: string }>;
}

/** Provider calls and jobs last from half a second to ten minutes. */
const SECONDS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600];

/**
 * Counts for Prometheus, in a registry of its own, so that several may live in one process. Counting never throws: a figure that
 * makes no sense is left out rather than that a job fails over it.
 */
export function createPrometheusMetrics(sources: MetricSources): PrometheusMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = createCounters([registry]);
  createGauges([registry], sources);
  return {
    jobState: (state, mode) => counters.jobs.inc({ state, mode }),
    providerCall(provider, outcome, durationMs) {
      counters.calls.inc({ provider, outcome });
      if (isAmount(durationMs)) counters.callSeconds.observe({ provider }, durationMs / 1000);
    },
    jobDuration(mode, durationMs) {
      if (isAmount(durationMs)) counters.jobSeconds.observe({ mode }, durationMs / 1000);
    },
    credits(kind, amount) {
      if (isAmount(amount)) counters.credits.inc({ kind }, amount);
    },
    text: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

function createCounters(registers: Registry[]) {
  const credits = new Counter({
    name: 'easel_credits_total',
    help: 'Credits that were held, settled and released.',
    labelNames: ['kind'],
    registers,
  });
  // A rate can only be taken of a series that was there before its first step.
  for (const kind of ['held', 'settled', 'released']) credits.inc({ kind }, 0);
  return {
    credits,
    jobs: new Counter({
      name: 'easel_jobs_total',
      help: 'Jobs that reached a state.',
      labelNames: ['state', 'mode'],
      registers,
    }),
    calls: new Counter({
      name: 'easel_provider_calls_total',
      help: 'Provider calls that ended, by success or error code.',
      labelNames: ['provider', 'outcome'],
      registers,
    }),
    callSeconds: new Histogram({
      name: 'easel_provider_call_seconds',
      help: 'How long provider calls took.',
      labelNames: ['provider'],
      buckets: SECONDS,
      registers,
    }),
    jobSeconds: new Histogram({
      name: 'easel_job_seconds',
      help: 'From accepting a job to telling its person.',
      labelNames: ['mode'],
      buckets: SECONDS,
      registers,
    }),
  };
}

function createGauges(registers: Registry[], { queueCounts, heldCredits }: MetricSources): void {
  new Gauge({
    name: 'easel_queue_depth',
    help: 'Jobs that wait and jobs that run.',
    labelNames: ['state'],
    registers,
    collect() {
      for (const [state, count] of Object.entries(queueCounts())) this.set({ state }, count);
    },
  });
  if (!heldCredits) return;
  new Gauge({
    name: 'easel_credits_held',
    help: 'Credits on hold now; NaN while the store cannot be asked.',
    registers,
    async collect() {
      this.set(await heldCredits().catch(() => Number.NaN));
    },
  });
}

const isAmount = (value: number): boolean => Number.isFinite(value) && value >= 0;
