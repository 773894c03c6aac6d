import { EaselError } from '#src/domain/errors.ts';
import { openPictures } from '#src/net/open-pictures.ts';
import type { Watch } from '#src/net/watch.ts';
import type { Generated, Run } from '#src/ports/image-model.ts';
import { endError, lookError } from './errors.ts';
import { followPrediction } from './follow-prediction.ts';
import { cancelPrediction, contextOf, type ReplicateModelParts, usualMsOf } from './model-parts.ts';
import { addressesOf } from './outputs.ts';
import { type Prediction, readPrediction, seedIn } from './prediction.ts';
import { tellProgress } from './tell.ts';

export interface Unfinished {
  readonly id: string;
  /** Its state as just told; `undefined` where an earlier process made it. */
  readonly known?: Prediction;
  readonly isCalled: boolean;
  readonly run: Run;
  readonly watch: Watch;
}

/** One question after a prediction's state. */
const LOOK_MS = 15_000;
/** Where the provider puts what its models make, beside its own address. */
const RESULT_HOSTS = ['replicate.delivery', '*.replicate.delivery'];
/** Enlarged eight times, a picture of a chat still has less. */
const MAX_PICTURE_BYTES = 64 * 1_048_576;

/** Waits for a prediction's end and fetches what it made. Where the waiting is ended, the prediction is canceled. */
export async function finishPrediction(parts: ReplicateModelParts, unfinished: Unfinished): Promise<Generated> {
  const { id, known, isCalled, run, watch } = unfinished;
  const { signal } = watch;
  const sleeper = parts.wakeUps.sleeper(id);
  try {
    const prediction = await followPrediction(known, {
      look: () => look(parts, id, signal),
      failure: (thrown) => lookError(thrown, known === undefined, contextOf(parts)),
      onLook: (seen) => tellProgress(run, parts.connection.label, seen),
      sleeper,
      usualMs: usualMsOf(parts),
      ceilingMs: parts.entry.delivery.pollCeilingMs,
      isCalled,
      clock: parts.clock,
      signal,
    });
    return await resultOf(parts, prediction, signal);
  } catch (thrown) {
    if (signal.aborted) cancelPrediction(parts.client, id, signal.reason);
    throw thrown;
  } finally {
    sleeper.stop();
  }
}

async function look({ client, clock }: ReplicateModelParts, id: string, signal: AbortSignal): Promise<Prediction> {
  const cut = new AbortController();
  const late = clock.after(LOOK_MS, () => cut.abort());
  try {
    return readPrediction(await client.predictions.get(id, { signal: AbortSignal.any([signal, cut.signal]) }));
  } finally {
    late.stop();
  }
}

async function resultOf(parts: ReplicateModelParts, prediction: Prediction, signal: AbortSignal): Promise<Generated> {
  const { entry, connection, durations } = parts;
  const { id, state, tookMs, isRemoved, output, logs } = prediction;
  const provider = connection.label;
  if (state !== 'succeeded') throw endError(prediction, entry.delivery.timeoutMs, contextOf(parts));
  if (tookMs !== undefined) durations.add(entry.vendorId, tookMs);
  if (isRemoved) {
    const cause = Object.assign(new Error('The provider has deleted the output already.'), { predictionId: id });
    throw new EaselError('no-image', { provider }, { cause });
  }
  const allowed = { baseUrl: connection.baseUrl, hosts: [...RESULT_HOSTS, ...connection.resultHosts] };
  const seed = entry.seed === 'none' ? undefined : seedIn(logs);
  return {
    // At once, for the provider deletes them after an hour.
    pictures: await openPictures(addressesOf(output), { provider, allowed, signal, maxBytes: MAX_PICTURE_BYTES }),
    warnings: [],
    providerRequestId: id,
    ...(seed !== undefined && { seed }),
  };
}
