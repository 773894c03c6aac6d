import { ROOT_CONTEXT, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { TracesConfig } from '#src/config/config.ts';
import project from '../package.json' with { type: 'json' };
import type { EndedSpan, SpanSink } from './tracing.ts';

export interface OtelSpans {
  readonly sink: SpanSink;
  /** Sends what is left, for a few seconds at most. */
  close(): Promise<void>;
}

const LAST_MS = 3000;

/**
 * Hands ended steps to OpenTelemetry's own exporter, OTLP over HTTP. A collector that is away costs the steps and nothing else. The
 * exporter reads its further standard variables (time-out, compression, certificates) from the process itself.
 */
export function createOtelSpans({ endpoint, headers, serviceName }: TracesConfig): OtelSpans {
  const naming: Naming = { traceId: '', spanId: '' };
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers: { ...headers } });
  const processor = new BatchSpanProcessor({ exporter });
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({ 'service.name': serviceName, 'service.version': project.version }),
    ),
    // Steps have their names before they are told here, so that their children know them.
    idGenerator: { generateTraceId: () => naming.traceId, generateSpanId: () => naming.spanId },
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer(project.name, project.version);
  return {
    sink: (span) => tell(tracer, naming, span),
    close: async () => {
      const late = new Promise<void>((resolve) => setTimeout(resolve, LAST_MS).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}

interface Naming {
  traceId: string;
  spanId: string;
}

function tell(tracer: ReturnType<TracerProvider['getTracer']>, naming: Naming, span: EndedSpan): void {
  const { traceId, spanId, parentSpanId, sampled, name, startMs, endMs, traits, errorCode } = span;
  if (!sampled) return;
  Object.assign(naming, { traceId, spanId });
  const parent = { traceId, spanId: parentSpanId ?? '', traceFlags: TraceFlags.SAMPLED, isRemote: true };
  const around = parentSpanId === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
  const told = tracer.startSpan(name, { startTime: startMs, attributes: { ...traits } }, around);
  // The code alone: the sentence may hold what somebody wrote.
  if (errorCode !== undefined) told.setStatus({ code: SpanStatusCode.ERROR, message: errorCode });
  told.end(endMs);
}
