import { z } from 'zod';

/** A prediction as we need it. Times in milliseconds, by the provider's clock only. */
export interface Prediction {
  readonly id: string;
  readonly state: 'running' | 'succeeded' | 'failed' | 'canceled' | 'aborted';
  /** From its creation until the model began; absent while it has not. */
  readonly beganAfterMs?: number;
  /** How long the model worked, once it is done. */
  readonly tookMs?: number;
  /** Whether it ended at or after the time it had been given. */
  readonly isOverdue: boolean;
  /** Whether its output was deleted, which the provider does after an hour. */
  readonly isRemoved: boolean;
  readonly output: unknown;
  /** Why it failed, in the model's own words. */
  readonly said: string;
  readonly logs: string;
}

const time = z.string().nullish().catch(undefined);

const wire = z.object({
  // It becomes part of an address.
  id: z.string().regex(/^[\w-]{1,100}$/),
  status: z.string(),
  output: z.unknown().optional(),
  error: z.unknown().optional(),
  logs: z.string().nullish().catch(undefined),
  data_removed: z.boolean().nullish().catch(undefined),
  created_at: time,
  started_at: time,
  completed_at: time,
  deadline: time,
});

/** What every word of the provider means; one that is not here is taken for a running one. */
const STATES: Readonly<Record<string, Prediction['state']>> = {
  starting: 'running',
  processing: 'running',
  succeeded: 'succeeded',
  successful: 'succeeded',
  failed: 'failed',
  canceled: 'canceled',
  cancelled: 'canceled',
  aborted: 'aborted',
};

/** @throws where it is no prediction. */
export function readPrediction(body: unknown): Prediction {
  const { id, status, output, error, logs, data_removed: removed, ...times } = wire.parse(body);
  const [created, started, done, deadline] = [
    times.created_at,
    times.started_at,
    times.completed_at,
    times.deadline,
  ].map(msOf);
  const beganAfterMs = between(created, started);
  const tookMs = between(started ?? created, done);
  return {
    id,
    state: (Object.hasOwn(STATES, status) && STATES[status]) || 'running',
    ...(beganAfterMs !== undefined && { beganAfterMs }),
    ...(tookMs !== undefined && { tookMs }),
    isOverdue: (between(deadline, done) ?? -1) >= 0,
    isRemoved: removed ?? false,
    output,
    said: wordsOf(error),
    logs: logs ?? '',
  };
}

function msOf(words: string | null | undefined): number | undefined {
  const ms = Date.parse(words ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

const between = (from: number | undefined, to: number | undefined): number | undefined =>
  from === undefined || to === undefined ? undefined : to - from;

function wordsOf(error: unknown): string {
  if (typeof error === 'string') return error;
  return error === undefined || error === null ? '' : JSON.stringify(error);
}

/** The seed a model wrote into its logs, as those of the FLUX and Qwen families do. */
export function seedIn(logs: string): number | undefined {
  const [, digits] = /\bseed:?\s+(\d{1,16})\b/i.exec(logs) ?? [];
  const seed = digits === undefined ? Number.NaN : Number(digits);
  return Number.isSafeInteger(seed) ? seed : undefined;
}
