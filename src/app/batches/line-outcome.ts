import { planOf } from '#src/app/run-job.ts';
import type { BatchItem, BatchTrouble } from '#src/domain/batches/batch.ts';
import type { ErrorCode } from '#src/domain/error-details.ts';
import type { Failure } from '#src/domain/errors.ts';
import { isFinal, type Job } from '#src/domain/job.ts';

/** What a job means for the line it was made for. */
export type LineOutcome =
  | { readonly kind: 'item'; readonly item: Omit<BatchItem, 'attempt'> }
  /** It is proven that nobody made anything: asked for once more, not before that time where one is known. */
  | { readonly kind: 'again'; readonly notBefore?: number; readonly trouble: BatchTrouble }
  /** So will all others end. */
  | { readonly kind: 'stop'; readonly trouble: BatchTrouble };

/** Passes by itself, and proves that nothing was made. */
const AGAIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...(['too-fast', 'too-many-jobs', 'rate-limited', 'unavailable', 'interrupted', 'shutting-down'] as const),
]);

/** Holds for every line, until somebody does something about it. */
const STOP: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  ...([
    'not-enough-credits',
    'budget-spent',
    'price-changed',
    'needs-confirmation',
    'paused',
    'blocked-person',
  ] as const),
  ...([
    'place-quiet',
    'canceled',
    'auth',
    'quota',
    'no-models',
    'no-model-allowed',
    'store-unavailable',
    'store-full',
  ] as const),
]);

/** Whether it is known what became of a job, as far as a batch waits for it. */
export const isSettled = ({ state, result }: Job): boolean =>
  result !== undefined || isFinal(state) || state === 'reviewing';

export function outcomeOf(job: Job): LineOutcome {
  const about = { jobId: job.id, ...planned(job) };
  if (job.result) {
    const { charged: credits, pictures } = job.result;
    return { kind: 'item', item: { ...about, state: 'made', credits, pictures } };
  }
  if (job.state === 'reviewing') return { kind: 'item', item: { ...about, state: 'waiting' } };
  const { failure } = job;
  const trouble = troubleOf(failure);
  if (job.state === 'outcome-unknown') return { kind: 'item', item: { ...about, state: 'unknown', error: trouble } };
  if (failure && AGAIN.has(failure.code)) return { kind: 'again', trouble, ...timeIn(failure) };
  if (failure && STOP.has(failure.code)) return { kind: 'stop', trouble };
  return { kind: 'item', item: { ...about, state: 'failed', error: trouble } };
}

const planned = (job: Job): Pick<BatchItem, 'model' | 'mode'> => {
  if (!job.plan) return {};
  const { modelId, mode } = job.result?.plan ?? planOf(job);
  return { model: modelId, mode };
};

const troubleOf = (failure: Failure | undefined): BatchTrouble => ({
  code: failure?.code ?? 'internal',
  message: ofTheLine(failure?.message ?? 'It ended without a reason.'),
});

/** That nothing was charged is true of the line, and not of its batch. */
export const ofTheLine = (message: string): string => message.replace(/ Nothing was charged\.$/, '');

/** Its sentence names the time from which it can be asked for again. */
function timeIn({ text }: Failure): { readonly notBefore?: number } {
  const times = text.flatMap((part) => ('time' in part ? [part.time] : []));
  return times[0] === undefined ? {} : { notBefore: times[0] };
}
