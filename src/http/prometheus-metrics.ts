import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Metrics } from '#src/ports/metrics.ts';
import { createBoundedLabel } from './bounded-label.ts';
import { createMetricFamilies } from './metric-families.ts';
import { createMetricGauges, type MetricSources } from './metric-gauges.ts';

export interface PrometheusMetrics extends Metrics {
  /** Everything counted so far and about the process, in Prometheus's text format. */
  text(): Promise<{ readonly contentType: string; readonly body: string }>;
}

/**
 * Counts for Prometheus, in a registry of its own, so that several may live in one process. Counting never throws: a figure that
 * makes no sense is left out rather than that a job fails over it.
 */
export function createPrometheusMetrics(sources: MetricSources): PrometheusMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  createMetricGauges([registry], sources);
  return {
    ...countersIn(registry),
    text: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

function countersIn(registry: Registry): Metrics {
  const families = createMetricFamilies([registry]);
  const label = createLabels();
  return {
    jobState: (state, mode, provider) =>
      families.jobs.inc({ state: label.state(state), mode: label.mode(mode), provider: label.provider(provider) }),
    jobDuration(mode, outcome, durationMs) {
      if (!isAmount(durationMs)) return;
      families.jobSeconds.observe({ mode: label.mode(mode), outcome: label.state(outcome) }, durationMs / 1000);
    },
    queueWait(mode, durationMs) {
      if (isAmount(durationMs)) families.waitSeconds.observe({ mode: label.mode(mode) }, durationMs / 1000);
    },
    providerCall(given, outcome, durationMs) {
      const provider = label.provider(given);
      families.calls.inc({ provider, outcome: label.code(outcome) });
      if (isAmount(durationMs)) families.callSeconds.observe({ provider }, durationMs / 1000);
    },
    acknowledged(given, isDone, durationMs) {
      const platform = label.platform(given);
      if (!isDone) families.unacknowledged.inc({ platform });
      else if (isAmount(durationMs)) families.acknowledgeSeconds.observe({ platform }, durationMs / 1000);
    },
    delivered(given, outcome, durationMs) {
      const platform = label.platform(given);
      families.deliveries.inc({ platform, outcome });
      if (isAmount(durationMs)) families.deliverySeconds.observe({ platform }, durationMs / 1000);
    },
    refused: (code) => families.refusals.inc({ code: label.code(code) }),
    credits(kind, amount) {
      if (isAmount(amount)) families.credits.inc({ kind }, amount);
    },
    stored(store, operation, isDone, durationMs) {
      const labels = { store, operation };
      if (!isDone) families.storeFailures.inc(labels);
      if (isAmount(durationMs)) families.storeSeconds.observe(labels, durationMs / 1000);
    },
    httpRequest(method, route, status, durationMs) {
      const labels = { method: label.method(method), route: label.route(route), status: label.status(String(status)) };
      families.requests.inc(labels);
      if (isAmount(durationMs)) families.requestSeconds.observe({ route: labels.route }, durationMs / 1000);
    },
  };
}

/** There are few of each in the program and in a configuration; more than these come only of a mistake, or of somebody trying. */
const createLabels = () => ({
  state: createBoundedLabel(12),
  mode: createBoundedLabel(16),
  provider: createBoundedLabel(24),
  // Every run of the command line is a platform of its own.
  platform: runsAlike(createBoundedLabel(8)),
  code: createBoundedLabel(96),
  method: createBoundedLabel(8),
  route: createBoundedLabel(96),
  status: createBoundedLabel(24),
});

const runsAlike = (bounded: (value: string) => string) => (platform: string) =>
  bounded(platform.split(':', 1)[0] ?? '');

const isAmount = (value: number): boolean => Number.isFinite(value) && value >= 0;
