import { askWhileBusy } from '#src/net/ask-while-busy.ts';
import type { Watch } from '#src/net/watch.ts';
import type { FittedRequest, Run } from '#src/ports/image-model.ts';
import { type Attachment, attachPictures } from './attach-pictures.ts';
import { createPrediction } from './create-prediction.ts';
import { creationError, uploadError } from './errors.ts';
import { cancelPrediction, contextOf, type ReplicateModelParts, TIDY_MS, usualMsOf } from './model-parts.ts';
import { longAfter, orAborted } from './or-aborted.ts';
import { holdSeconds } from './poll-schedule.ts';
import type { Prediction } from './prediction.ts';
import { inputOf } from './request.ts';

export interface Started {
  readonly prediction: Prediction;
  /** Whether the provider was told where to call. */
  readonly isCalled: boolean;
}

/** Brings a request's pictures to the provider, to be removed again by the caller. */
export function attach(
  parts: ReplicateModelParts,
  request: FittedRequest,
  run: Run,
  watch: Watch,
): Promise<Attachment> {
  return patiently(parts, request, run, watch, () =>
    attachPictures(parts.client, request, watch.signal).catch((thrown: unknown) => {
      throw uploadError(thrown, contextOf(parts));
    }),
  );
}

/** Makes the prediction, with one paid call. */
export async function startPrediction(
  parts: ReplicateModelParts,
  request: FittedRequest,
  attachment: Attachment,
  run: Run,
  watch: Watch,
): Promise<Started> {
  const webhook = await orAborted(parts.webhook(), watch.signal);
  const prediction = await patiently(parts, request, run, watch, () => ask(parts, request, attachment, webhook, watch));
  return { prediction, isCalled: webhook !== undefined };
}

/** Whoever cancels does not wait for the answer of the call, but that is still waited for, to cancel what it names. */
async function ask(
  parts: ReplicateModelParts,
  request: FittedRequest,
  attachment: Attachment,
  webhook: string | undefined,
  { signal }: Watch,
): Promise<Prediction> {
  const { entry, client } = parts;
  signal.throwIfAborted();
  const answer = createPrediction(client, {
    entry,
    input: inputOf(entry, request, attachment),
    holdSeconds: holdSeconds(usualMsOf(parts)),
    cancelAfterMs: request.options.timeoutMs,
    webhook,
    signal: longAfter(signal, TIDY_MS),
  });
  try {
    return await orAborted(answer, signal);
  } catch (thrown) {
    if (!signal.aborted) throw creationError(thrown, contextOf(parts));
    answer
      .then(({ id, state }) => (state === 'running' ? cancelPrediction(client, id, signal.reason) : undefined))
      .catch(() => undefined);
    throw signal.reason;
  }
}

function patiently<T>(
  { entry, clock, connection }: ReplicateModelParts,
  { options }: FittedRequest,
  { onProgress }: Run,
  { signal }: Watch,
  call: () => Promise<T>,
): Promise<T> {
  const { timeoutMs } = options;
  const { typicalMs } = entry.delivery;
  return askWhileBusy(call, { provider: connection.label, clock, signal, timeoutMs, typicalMs, onProgress });
}
