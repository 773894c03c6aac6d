import { EVERYWHERE } from '#src/app/rules/switches.ts';
import { underWay } from '#src/app/under-way.ts';
import type { Config, TracesConfig } from '#src/config/config.ts';
import { allMoney } from '#src/domain/rules/purses-of.ts';
import type { MetricSources } from '#src/http/metric-gauges.ts';
import { createPrometheusMetrics, type PrometheusMetrics } from '#src/http/prometheus-metrics.ts';
import type { Log } from '#src/ports/log.ts';
import type { Tracing } from '#src/ports/tracing.ts';
import { type Easel, freeSpaceOf } from './main.ts';
import type { Faces } from './open-readiness.ts';
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

/** What is watched of a process, asked once it is there. */
interface Watched {
  readonly easel: () => Easel;
  /** Of the platforms that this process listens to, whatever its role. */
  readonly faces: () => Faces;
}

export async function openWatching(config: Config, watched: Watched): Promise<Watching> {
  const { logLevel, traces } = config;
  const { tracing, close } = await openTracing(traces);
  const metrics = createPrometheusMetrics(sourcesOf(config, watched));
  return { log: createPinoLog(logLevel, tracing.traceId), metrics, tracing, close };
}

/** OpenTelemetry is loaded only where somebody collects traces. */
async function openTracing(traces: TracesConfig | undefined) {
  if (!traces) return { tracing: createTracing(), close: async () => undefined };
  const { createOtelSpans } = await import('./otel-spans.ts');
  const spans = createOtelSpans(traces);
  return { tracing: createTracing(spans.sink), close: spans.close };
}

const MICROS = 1_000_000;

/** What Prometheus asks of the wired product at every scrape. */
function sourcesOf({ dataDir, installation }: Config, { easel, faces }: Watched): MetricSources {
  const { budget } = installation;
  return {
    queueCounts: () => easel().queue.counts(),
    isPaused: async () => (await easel().switches.isPaused(EVERYWHERE)) !== undefined,
    connected: () =>
      Object.fromEntries(
        Object.entries(faces()).flatMap(([platform, state]) => (state ? [[platform, state.kind === 'connected']] : [])),
      ),
    disk: freeSpaceOf(dataDir),
    async spentUsd() {
      const { ledger, clock } = easel();
      const purse = allMoney(installation, clock.now());
      const { allowance, available, held } = await ledger.balance(purse.accountId, purse);
      return (allowance - available - held) / MICROS;
    },
    ...(budget && { budgetUsd: budget.usdMicros / MICROS }),
    async underWay() {
      const { jobs, clock } = easel();
      return underWay(await jobs.unfinished(), clock.now());
    },
  };
}
