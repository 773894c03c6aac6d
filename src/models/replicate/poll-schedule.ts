/** What is known when the next look at a running prediction is planned. All times in milliseconds. */
export interface Waiting {
  /** Since the model began to work, or since the prediction was made while it is not known to have begun. */
  readonly elapsedMs: number;
  readonly hasBegun: boolean;
  /** What a prediction of the model takes in the middle. */
  readonly usualMs: number;
  readonly ceilingMs: number;
}

const SHORTEST_MS = 180;
/** Near their usual end predictions are looked at so often. */
const SHARE = 1 / 31;
/** So many times as seldom where hardly any prediction is done: at the very beginning, and while a cold model starts. */
const SELDOM = 5;

/**
 * How long after the beginning of one look the next shall begin. The best spacing goes with the root of the risk that a prediction ends just now (least
 * delay for a number of looks): that risk grows until the usual time, stays about the same until twice of it, and is small for
 * those that are later still. Measured by `bench/polling.ts`.
 */
export function lookEvery({ elapsedMs, hasBegun, usualMs, ceilingMs }: Waiting): number {
  const often = Math.max(SHORTEST_MS, usualMs * SHARE);
  const early = Math.min(SELDOM, usualMs / Math.max(1, elapsedMs));
  const late = elapsedMs / Math.max(1, usualMs * 2);
  const cold = !hasBegun && elapsedMs > usualMs ? SELDOM : 1;
  return Math.min(often * Math.max(1, early, late, cold), Math.max(SHORTEST_MS, ceilingMs));
}

/** Too few durations say less about the next than the catalogue does. */
const ENOUGH = 5;

/** What a prediction takes in the middle, or what the catalogue says while few are known. */
export function usualOf(durations: readonly number[], typicalMs: number): number {
  if (durations.length < ENOUGH) return typicalMs;
  return durations.toSorted((a, b) => a - b)[Math.floor(durations.length / 2)] ?? typicalMs;
}

/** Seconds; the provider allows 60. */
const LONG_HOLD = 5;
const SHORT_HOLD = 1;

/**
 * How long the server shall hold the answer to a new prediction back, hoping to answer with its end. Only where the end is
 * near: until that answer nobody knows the prediction's id, so it can neither be canceled nor be found after a restart.
 */
export const holdSeconds = (usualMs: number): number => (usualMs < LONG_HOLD * 1000 ? LONG_HOLD : SHORT_HOLD);
