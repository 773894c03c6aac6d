import type { UsageTotals } from '#src/ports/moderation.ts';

/** Stands for people who were forgotten: no platform calls anybody so. */
export const NOBODY = 'forgotten';

/** One request that came to its end: paid for, or refused by a rule. Kept for weeks, in the order of time. */
export interface UsageLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly jobId: string;
  readonly personId: string;
  /** A thread's channel. */
  readonly channelId: string;
  readonly modelId?: string;
  readonly mode?: string;
  readonly quality?: string;
  readonly pictures: number;
  /** What was paid; of a refusal what it would have cost, where that was known. */
  readonly credits: number;
  /** Millionths of a US dollar. */
  readonly usdMicros: number;
  /** The code of the refusal. */
  readonly refused?: string;
}

/** Requests, pictures, credits, millionths of a dollar and refusals, as short as it can be stored. */
export type Sum = readonly [requests: number, pictures: number, credits: number, usdMicros: number, refused: number];

/** What a number of lines come to, as it is stored. */
export interface StoredTally {
  readonly all: Sum;
  readonly models: readonly (readonly [modelId: string, Sum])[];
  readonly people: readonly (readonly [personId: string, Sum])[];
}

/** The same while it grows. */
export interface Tally {
  all: Sum;
  readonly models: Map<string, Sum>;
  readonly people: Map<string, Sum>;
}

const NOTHING: Sum = [0, 0, 0, 0, 0];

export const newTally = (): Tally => ({ all: NOTHING, models: new Map(), people: new Map() });

/** Adds one line. */
export function addLine(tally: Tally, { personId, modelId, refused, pictures, credits, usdMicros }: UsageLine): void {
  const sum: Sum = refused === undefined ? [1, pictures, credits, usdMicros, 0] : [0, 0, 0, 0, 1];
  tally.all = plus(tally.all, sum);
  if (modelId !== undefined) grow(tally.models, modelId, sum);
  if (personId !== NOBODY) grow(tally.people, personId, sum);
}

/** Adds what was stored. */
export function addTally(tally: Tally, { all, models, people }: StoredTally): void {
  tally.all = plus(tally.all, all);
  for (const [modelId, sum] of models) grow(tally.models, modelId, sum);
  for (const [personId, sum] of people) grow(tally.people, personId, sum);
}

/** As it is stored. @param people no more than so many, those with the most; the rest is only in the sum of all. */
export const stored = ({ all, models, people }: Tally, most = Number.POSITIVE_INFINITY): StoredTally => ({
  all,
  models: [...models],
  people: people.size <= most ? [...people] : ranked(people).slice(0, most),
});

/** Those with the most credits first, then by refusals. */
export const ranked = (sums: ReadonlyMap<string, Sum>): readonly (readonly [string, Sum])[] =>
  [...sums].toSorted(([, one], [, other]) => other[2] - one[2] || other[4] - one[4]);

export const totalsOf = ([requests, pictures, credits, usdMicros, refused]: Sum = NOTHING): UsageTotals => ({
  requests,
  pictures,
  credits,
  usdMicros,
  refused,
});

const plus = (one: Sum, other: Sum): Sum => [
  one[0] + other[0],
  one[1] + other[1],
  one[2] + other[2],
  one[3] + other[3],
  one[4] + other[4],
];

const grow = (sums: Map<string, Sum>, name: string, sum: Sum): void => {
  const known = sums.get(name);
  sums.set(name, known ? plus(known, sum) : sum);
};
