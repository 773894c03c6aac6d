import type { Clock } from '#src/ports/clock.ts';
import { lookEvery } from './poll-schedule.ts';
import type { Prediction } from './prediction.ts';
import type { Sleeper } from './wake-ups.ts';

export interface Following {
  /** Asks for the prediction's state. @throws what `failure` judges. */
  look(): Promise<Prediction>;
  /** The error to give up with, or `undefined` where the next look may succeed. */
  readonly failure: (thrown: unknown) => Error | undefined;
  readonly onLook: (prediction: Prediction) => void;
  readonly sleeper: Sleeper;
  /** What a prediction of the model takes in the middle, in milliseconds. */
  readonly usualMs: number;
  readonly ceilingMs: number;
  /** Whether the provider calls when something happened, so that looking is only there for calls that get lost. */
  readonly isCalled: boolean;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** So many times as seldom where the provider calls. */
const SELDOM_WHERE_CALLED = 5;
/** Each look that fails makes the next wait this much longer, up to the ceiling. */
const AFTER_FAILURE_MS = 500;

/**
 * Looks at a prediction until it is over. Looks that fail in passing are repeated: they cost nothing.
 * @param known its state just now; `undefined` where an earlier process made it.
 * @throws what ends the looking, or the signal's reason.
 */
export async function followPrediction(known: Prediction | undefined, following: Following): Promise<Prediction> {
  const { sleeper, clock, signal, onLook, failure } = following;
  const madeAt = clock.now();
  let prediction = known;
  let lookedAt = madeAt;
  let failures = 0;
  if (known) onLook(known);
  while (prediction === undefined || prediction.state === 'running') {
    const dueAt = lookedAt + pauseAfter(prediction, failures, clock.now() - madeAt, following);
    if (prediction || failures > 0) await sleeper.sleep(Math.max(0, dueAt - clock.now()), clock, signal);
    lookedAt = clock.now();
    try {
      prediction = await following.look();
      failures = 0;
      onLook(prediction);
    } catch (thrown) {
      signal.throwIfAborted();
      const final = failure(thrown);
      if (final) throw final;
      failures += 1;
    }
  }
  return prediction;
}

function pauseAfter(prediction: Prediction | undefined, failures: number, sinceMadeMs: number, following: Following) {
  const { usualMs, ceilingMs, isCalled } = following;
  const beganAfterMs = prediction?.beganAfterMs;
  const every = lookEvery({
    elapsedMs: Math.max(0, sinceMadeMs - (beganAfterMs ?? 0)),
    hasBegun: beganAfterMs !== undefined,
    usualMs,
    ceilingMs,
  });
  const patient = isCalled ? every * SELDOM_WHERE_CALLED : every;
  return Math.min(Math.max(patient, failures * AFTER_FAILURE_MS), ceilingMs);
}
