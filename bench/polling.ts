import { createDurations } from '#src/models/replicate/durations.ts';
import { holdSeconds, lookEvery, usualOf } from '#src/models/replicate/poll-schedule.ts';
import { p95 } from './statistics.ts';
import { report } from './table.ts';

/**
 * How soon the end of a Replicate prediction is seen, and for how many questions: our schedule against fixed pauses, in virtual
 * time over the same predictions. They take 6 s in the middle (lognormal, sigma 0.4); 3 % meet a cold model that first starts
 * for 10 to 60 s.
 */
const PREDICTIONS = 20_000;
const MEDIAN_MS = 6000;
const SIGMA = 0.4;
const COLD = 0.03;
const CEILING_MS = 5000;
const GOAL = { meanMs: 150, looks: 20 };

interface Prediction {
  readonly startsAt: number;
  readonly doneAt: number;
}

interface Seen {
  readonly lateMs: number;
  readonly looks: number;
}

/** Gives the pause before the next look; `startedAt` once a look has shown that the model works. */
type Schedule = (now: number, startedAt: number | undefined) => number;

interface Way {
  readonly name: string;
  /** What a question takes, there and back. */
  readonly tripMs: number;
  /** Seconds the first answer is held back. */
  readonly hold: () => number;
  readonly schedule: Schedule;
  readonly onDone: (prediction: Prediction) => void;
}

/** Numbers from 0 to 1, the same in every run. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function predictionsFrom(roll: () => number): readonly Prediction[] {
  return Array.from({ length: PREDICTIONS }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - roll())) * Math.cos(2 * Math.PI * roll());
    const startsAt = roll() < COLD ? 10_000 + 50_000 * roll() : 100 * roll();
    return { startsAt, doneAt: startsAt + MEDIAN_MS * Math.exp(SIGMA * normal) };
  });
}

/** One prediction from its creation at 0 until its end is known here. A look judges half a trip after it begins. */
function follow({ startsAt, doneAt }: Prediction, { hold, schedule, tripMs }: Way): Seen {
  const held = hold() * 1000;
  if (held > 0 && doneAt <= held) return { lateMs: tripMs / 2, looks: 0 };
  let startedAt = held > startsAt ? startsAt : undefined;
  let begun = held + tripMs / 2;
  for (let looks = 1; ; looks++) {
    begun += Math.max(schedule(begun, startedAt), tripMs);
    const judgedAt = begun + tripMs / 2;
    if (judgedAt >= doneAt) return { lateMs: judgedAt + tripMs / 2 - doneAt, looks };
    if (judgedAt >= startsAt) startedAt = startsAt;
  }
}

const fixed = (ms: number, tripMs = 0): Way => ({
  name: `every ${ms} ms`,
  tripMs,
  hold: () => 0,
  schedule: () => ms,
  onDone: () => undefined,
});

function ours(typicalMs: number, tripMs = 0): Way {
  const durations = createDurations();
  const usual = () => usualOf(durations.of('model'), typicalMs);
  return {
    name: `ours, told ${typicalMs / 1000} s at first`,
    tripMs,
    hold: () => holdSeconds(usual()),
    schedule: (now, startedAt) =>
      lookEvery({
        elapsedMs: now - (startedAt ?? 0),
        hasBegun: startedAt !== undefined,
        usualMs: usual(),
        ceilingMs: CEILING_MS,
      }),
    onDone: ({ startsAt, doneAt }) => durations.add('model', doneAt - startsAt),
  };
}

function measured(way: Way, predictions: readonly Prediction[]) {
  const seen = predictions.map((prediction) => {
    const found = follow(prediction, way);
    way.onDone(prediction);
    return found;
  });
  const meanMs = mean(seen.map(({ lateMs }) => lateMs));
  const looks = mean(seen.map((found) => found.looks));
  return { ...way, meanMs, p95Ms: p95(seen.map(({ lateMs }) => lateMs)), looks };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const predictions = predictionsFrom(dice(20_261_121));
const ways = [ours(6000), ours(20_000), fixed(500), fixed(1000), fixed(2000), ours(6000, 40), fixed(500, 40)];
const rows = ways.map((way) => measured(way, predictions));

report({
  title: `${PREDICTIONS} predictions of 6 s: from done to seen`,
  columns: ['schedule', 'trip ms', 'mean ms', 'p95 ms', 'GETs each', `mean <= ${GOAL.meanMs}, GETs <= ${GOAL.looks}`],
  rows: rows.map(({ name, tripMs, meanMs, p95Ms, looks }) => ({
    cells: [name, String(tripMs), meanMs.toFixed(0), p95Ms.toFixed(0), looks.toFixed(1), ''],
    ...(name.startsWith('ours') && { isMet: meanMs <= GOAL.meanMs && looks <= GOAL.looks }),
  })),
  notes: [
    'Virtual time, the same predictions for every row; the trip of a question, there and back, is in the delay.',
    'Lognormal with sigma 0.4; 3 % begin after 10 to 60 s. Ours learns from the predictions before it; the rivals do not hold.',
  ],
});
