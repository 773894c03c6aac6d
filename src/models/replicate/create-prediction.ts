import type Replicate from 'replicate';
import type { ModelEntry } from '#src/domain/model.ts';
import { type Prediction, readPrediction } from './prediction.ts';
import { routeOf } from './request.ts';

export interface Order {
  readonly entry: ModelEntry;
  readonly input: Readonly<Record<string, unknown>>;
  /** How long the answer may be held back, hoping for the prediction's end. */
  readonly holdSeconds: number;
  /** After this the provider itself gives the prediction up. */
  readonly cancelAfterMs: number;
  /** Where it shall call; nowhere without. */
  readonly webhook: string | undefined;
  readonly signal: AbortSignal;
}

/** What happens after our own time-out, so that a prediction nobody waits for does not run for the vendor's 30 minutes. */
const MARGIN_MS = 15_000;

/** The one paid call. Not the SDK's own `predictions.create`, for that has no way to say `Cancel-After`. */
export async function createPrediction(client: Replicate, order: Order): Promise<Prediction> {
  const { path, version } = routeOf(order.entry);
  const response = await client.request(path, {
    method: 'POST',
    headers: {
      Prefer: `wait=${order.holdSeconds}`,
      'Cancel-After': `${Math.ceil((order.cancelAfterMs + MARGIN_MS) / 1000)}s`,
    },
    data: {
      ...(version !== undefined && { version }),
      input: order.input,
      ...(order.webhook !== undefined && {
        webhook: order.webhook,
        webhook_events_filter: ['start', 'logs', 'completed'],
      }),
    },
    signal: order.signal,
  });
  return readPrediction(await response.json());
}
