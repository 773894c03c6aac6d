import type { Fault } from '../faults.ts';
import type { Order } from './order.ts';

/** Everything about one prediction; `told` writes it as the service tells it. */
export interface Prediction {
  readonly id: string;
  readonly order: Order;
  readonly origin: string;
  readonly createdAt: number;
  readonly deadline: number | undefined;
  readonly webhook: { readonly address: string; readonly events: readonly string[] } | undefined;
  status: 'starting' | 'processing' | 'succeeded' | 'failed' | 'canceled' | 'aborted';
  startedAt?: number;
  completedAt?: number;
  output: unknown;
  error: string | null;
  logs: string;
  /** Ends its work. */
  readonly stop: AbortController;
  /** Resolves when it is over, however. */
  readonly over: PromiseWithResolvers<void>;
}

/** What a prediction is begun with. */
export interface Began extends Pick<Prediction, 'order' | 'origin' | 'webhook'> {
  readonly fault: Fault | undefined;
  /** In milliseconds. */
  readonly cancelAfterMs: number | undefined;
  /** Why a content filter stops it, where it does. */
  readonly blocked: string | undefined;
}

/** A prediction that has just been created. */
export function opened({ order, origin, webhook, cancelAfterMs }: Began, id: string, createdAt: number): Prediction {
  return {
    id,
    order,
    origin,
    webhook,
    createdAt,
    deadline: cancelAfterMs === undefined ? undefined : createdAt + cancelAfterMs,
    status: 'starting',
    output: null,
    error: null,
    logs: '',
    stop: new AbortController(),
    over: Promise.withResolvers<void>(),
  };
}

/** As the service tells it. */
export function told(prediction: Prediction): object {
  const { id, order, origin, createdAt, startedAt, completedAt, deadline, output, error, logs, status } = prediction;
  const urls = `${origin}/replicate/v1/predictions/${id}`;
  return {
    id,
    model: order.model.name,
    version: order.model.version ?? 'hidden',
    input: shortened(order.input),
    output,
    logs,
    error,
    status,
    source: 'api',
    data_removed: false,
    created_at: iso(createdAt),
    ...(startedAt !== undefined && { started_at: iso(startedAt) }),
    ...(completedAt !== undefined && { completed_at: iso(completedAt) }),
    ...(deadline !== undefined && { deadline: iso(deadline) }),
    ...(completedAt !== undefined && { metrics: { total_time: (completedAt - createdAt) / 1000 } }),
    urls: { get: urls, cancel: `${urls}/cancel`, web: `https://replicate.com/p/${id}` },
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** Pictures written out are cut to their type: nobody wants them back. */
export function shortened(value: unknown): unknown {
  if (typeof value === 'string') return /^data:[\w/+.-]{1,100};base64,/.exec(value.slice(0, 120))?.[0] ?? value;
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shortened(inner)]));
}
