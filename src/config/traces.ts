import { z } from 'zod';
import type { TracesConfig } from './config.ts';
import { hiddenMustBe } from './wording.ts';

const HEADERS_RULE = hiddenMustBe(
  'name=value pairs with commas, values percent-encoded, such as authorization=Bearer%20KEY',
);
const PAIR = /^\s*([A-Za-z0-9!#$%&'*+.^_`|~-]+)\s*=\s*([\x21-\x2b\x2d-\x7e]*)\s*$/;

/** What goes with every batch of traces, as OpenTelemetry writes it in one variable. */
export const TRACE_HEADERS = z.string().transform((text, context) => {
  const pairs = text.split(',').map((pair) => PAIR.exec(pair));
  const read = pairs.flatMap((pair) => (pair ? [[pair[1] ?? '', decoded(pair[2] ?? '')] as const] : []));
  const entries = read.flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), value] as const]));
  if (entries.length === pairs.length) return Object.fromEntries(entries);
  context.addIssue({ code: 'custom', message: HEADERS_RULE() });
  return z.NEVER;
});

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

interface Variables {
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly OTEL_EXPORTER_OTLP_HEADERS?: Readonly<Record<string, string>> | undefined;
  readonly OTEL_SERVICE_NAME?: string | undefined;
}

/** Where traces are sent; nowhere without an address. */
export function tracesOf(variables: Variables): TracesConfig | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = variables;
  if (endpoint === undefined) return undefined;
  const { OTEL_EXPORTER_OTLP_HEADERS: headers = {}, OTEL_SERVICE_NAME: serviceName = 'easel' } = variables;
  return { endpoint, headers, serviceName };
}
