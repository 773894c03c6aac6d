import { EVERYWHERE } from '#src/app/rules/switches.ts';
import { underWay } from '#src/app/under-way.ts';
import type { Config, TracesConfig } from '#src/config/config.ts';
import type { MetricSources } from '#src/http/metric-gauges.ts';
import { createPrometheusMetrics, type PrometheusMetrics } from '#src/http/prometheus-metrics.ts';
import type { Log } from '#src/ports/log.ts';
import type { Tracing } from '#src/ports/tracing.ts';
import type { Easel } from './main.ts';
import { createPinoLog } from './pino-log.ts';
import { createTracing } from './tracing.ts';

/** What a process that serves others tells about itself. */
export interface Watching {
  readonly log: Log;
  readonly metrics: PrometheusMetrics;
  readonly tracing: Tracing;
  /** Sends the last traces. */
  close(): Promise<void>;
}

/** @param easel asked once it is there. */
export async function openWatching({ logLevel, traces }: Config, easel: () => Easel): Promise<Watching> {
  const { tracing, close } = await openTracing(traces);
  const metrics = createPrometheusMetrics(sourcesOf(easel));
  return { log: createPinoLog(logLevel, tracing.traceId), metrics, tracing, close };
}

/** OpenTelemetry is loaded only where somebody collects traces. */
async function openTracing(traces: TracesConfig | undefined) {
  if (!traces) return { tracing: createTracing(), close: async () => undefined };
  const { createOtelSpans } = await import('./otel-spans.ts');
  const spans = createOtelSpans(traces);
  return { tracing: createTracing(spans.sink), close: spans.close };
}

/** What Prometheus asks of the wired product at every scrape. */
const sourcesOf = (easel: () => Easel): MetricSources => ({
  queueCounts: () => easel().queue.counts(),
  isPaused: async () => (await easel().switches.isPaused(EVERYWHERE)) !== undefined,
  async underWay() {
    const { jobs, clock } = easel();
    return underWay(await jobs.unfinished(), clock.now());
  },
});
