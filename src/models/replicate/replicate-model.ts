import type Replicate from 'replicate';
import { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { retryWhileUntaken } from '#src/net/retry.ts';
import { startWatch, type Watch } from '#src/net/watch.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { FittedRequest, Generated, ImageModel, Run } from '#src/ports/image-model.ts';
import type { ProviderConnection } from '#src/ports/provider.ts';
import { attachPictures } from './attach-pictures.ts';
import { createPrediction } from './create-prediction.ts';
import type { Durations } from './durations.ts';
import { type CallContext, creationError, endError, lookError, uploadError } from './errors.ts';
import { followPrediction } from './follow-prediction.ts';
import { longAfter, orAborted } from './or-aborted.ts';
import { openPictures, RESULT_HOSTS } from './pictures.ts';
import { holdSeconds, usualOf } from './poll-schedule.ts';
import { type Prediction, readPrediction, seedIn } from './prediction.ts';
import { type Attached, inputOf } from './request.ts';
import { tellProgress, tellTask, tellWait } from './tell.ts';
import type { WakeUps } from './wake-ups.ts';

export interface ReplicateModelOptions {
  readonly entry: ModelEntry;
  readonly client: Replicate;
  readonly clock: Clock;
  readonly connection: Pick<ProviderConnection, 'label' | 'apiKey' | 'baseUrl' | 'resultHosts'>;
  readonly durations: Durations;
  readonly wakeUps: WakeUps;
  /** Where the provider may call, or `undefined` where it may not. */
  readonly webhook: () => Promise<string | undefined>;
}

/** How often a call that nobody took is sent, the first time included. */
const ATTEMPTS = 4;
/** One question after a prediction's state. */
const LOOK_MS = 15_000;
/** What tidying up after a canceled request may take. */
const TIDY_MS = 10_000;

/** One model on Replicate, or on a server that speaks as it does. */
export function createReplicateModel(options: ReplicateModelOptions): ImageModel {
  const { entry, client, clock, connection, durations, wakeUps } = options;
  const provider = connection.label;
  const { pollCeilingMs, typicalMs } = entry.delivery;
  const context: CallContext = {
    provider,
    modelId: entry.id,
    secrets: connection.apiKey ? [connection.apiKey] : [],
    now: () => clock.now(),
  };
  const allowed = { baseUrl: connection.baseUrl, hosts: [...RESULT_HOSTS, ...connection.resultHosts] };
  const usualMs = () => usualOf(durations.of(entry.vendorId), typicalMs);

  return {
    id: entry.id,
    generate: (request, run) => watched(run, request.options.timeoutMs, (watch) => make(request, run, watch)),
    resume: (taskId, run) => watched(run, entry.delivery.timeoutMs, (watch) => goOn(taskId, run, watch)),
  };

  async function watched<T>(run: Run, timeoutMs: number, work: (watch: Watch) => Promise<T>): Promise<T> {
    const watch = startWatch({ signal: run.signal, clock, provider, timeoutMs, idleTimeoutMs: timeoutMs });
    try {
      watch.signal.throwIfAborted();
      return await work(watch);
    } catch (thrown) {
      // Whatever broke because the watch ended the call is told as what ended it.
      throw watch.signal.aborted ? watch.signal.reason : thrown;
    } finally {
      watch.stop();
    }
  }

  async function make(request: FittedRequest, run: Run, watch: Watch): Promise<Generated> {
    const { timeoutMs, seed } = request.options;
    const patiently = <T>(call: () => Promise<T>) =>
      retryWhileUntaken(call, {
        attempts: ATTEMPTS,
        // A repeat that would be cut before its picture is done would be paid for nothing.
        deadlineMs: timeoutMs - Math.min(typicalMs, timeoutMs / 2),
        signal: watch.signal,
        clock,
        onWait: (ms) => tellWait(run, provider, ms),
      });
    const attachment = await patiently(() =>
      attachPictures(client, request, watch.signal).catch((thrown: unknown) => {
        throw uploadError(thrown, context);
      }),
    );
    try {
      const webhook = await options.webhook();
      const prediction = await patiently(() => ask(request, attachment, webhook, watch));
      await tellTask(run, prediction.id);
      const generated = await finish(prediction.id, prediction, { run, watch, isCalled: webhook !== undefined });
      return seed === undefined ? generated : { ...generated, seed };
    } finally {
      attachment.remove();
    }
  }

  /** The one paid call. Whoever cancels does not wait for its answer, but that is still waited for, to cancel what it names. */
  async function ask(request: FittedRequest, attached: Attached, webhook: string | undefined, { signal }: Watch) {
    const answer = createPrediction(client, {
      entry,
      input: inputOf(entry, request, attached),
      holdSeconds: holdSeconds(usualMs()),
      cancelAfterMs: request.options.timeoutMs,
      webhook,
      signal: longAfter(signal, TIDY_MS),
    });
    try {
      return await orAborted(answer, signal);
    } catch (thrown) {
      if (!signal.aborted) throw creationError(thrown, context);
      answer.then(({ id, state }) => state === 'running' && cancel(id, signal)).catch(() => undefined);
      throw signal.reason;
    }
  }

  async function goOn(taskId: string, run: Run, watch: Watch): Promise<Generated> {
    if (!/^[\w-]{1,100}$/.test(taskId)) throw new EaselError('outcome-unknown', { provider, restarted: true });
    return finish(taskId, undefined, { run, watch, isCalled: false });
  }

  async function finish(
    id: string,
    known: Prediction | undefined,
    { run, watch, isCalled }: { readonly run: Run; readonly watch: Watch; readonly isCalled: boolean },
  ): Promise<Generated> {
    const { signal } = watch;
    const sleeper = wakeUps.sleeper(id);
    try {
      const prediction = await followPrediction(known, {
        look: () => look(id, signal),
        failure: (thrown) => lookError(thrown, known === undefined, context),
        onLook: (seen) => tellProgress(run, provider, seen),
        sleeper,
        usualMs: usualMs(),
        ceilingMs: pollCeilingMs,
        isCalled,
        clock,
        signal,
      });
      return await resultOf(prediction, signal);
    } catch (thrown) {
      if (signal.aborted) cancel(id, signal);
      throw thrown;
    } finally {
      sleeper.stop();
    }
  }

  async function look(id: string, signal: AbortSignal): Promise<Prediction> {
    const cut = new AbortController();
    const late = clock.after(LOOK_MS, () => cut.abort());
    try {
      return readPrediction(await client.predictions.get(id, { signal: AbortSignal.any([signal, cut.signal]) }));
    } finally {
      late.stop();
    }
  }

  async function resultOf(prediction: Prediction, signal: AbortSignal): Promise<Generated> {
    const { id, state, tookMs, isRemoved, output, logs } = prediction;
    if (state !== 'succeeded') throw endError(prediction, entry.delivery.timeoutMs, context);
    if (tookMs !== undefined) durations.add(entry.vendorId, tookMs);
    if (isRemoved) {
      const cause = Object.assign(new Error('The provider has deleted the output already.'), { predictionId: id });
      throw new EaselError('no-image', { provider }, { cause });
    }
    const seed = entry.seed === 'none' ? undefined : seedIn(logs);
    return {
      pictures: await openPictures(output, { provider, allowed, signal }),
      warnings: [],
      providerRequestId: id,
      ...(seed !== undefined && { seed }),
    };
  }

  /** Tells the provider to stop; best effort. Not where only this process stops: another goes on with the prediction. */
  function cancel(id: string, { reason }: AbortSignal): void {
    if (reason instanceof EaselError && isShuttingDown(reason.cause)) return;
    client.predictions.cancel(id, { signal: AbortSignal.timeout(TIDY_MS) }).catch(() => undefined);
  }
}

const isShuttingDown = (reason: unknown): boolean => reason instanceof EaselError && reason.code === 'shutting-down';
