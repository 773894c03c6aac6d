import { z } from 'zod';
import { PERIODS } from '#src/domain/period.ts';
import { DEFAULT_CREDIT_POLICY, DEFAULT_LIMITS } from '#src/domain/policy.ts';
import { mustBe } from './wording.ts';

const MAX_CREDITS = 1_000_000_000;

const whole = (min: number, max: number) => {
  const error = mustBe(`a whole number from ${min} to ${max}`);
  return z.int({ error }).min(min, { error }).max(max, { error });
};

const words = (max: number) => {
  const error = mustBe(`a text of 1 to ${max} characters`);
  return z.string({ error }).trim().min(1, { error }).max(max, { error });
};

const listOf = <T extends z.ZodType>(item: T) => z.array(item, { error: mustBe('a list') });

const section = <T extends z.core.$ZodLooseShape>(shape: T) => z.strictObject(shape, { error: mustBe('an object') });

const byName = <T extends z.core.SomeType>(value: T) => z.record(z.string(), value, { error: mustBe('an object') });

const weight = z.number({ error: mustBe('a number above 0') }).positive({ error: mustBe('a number above 0') });

const costs = section({
  textToImage: whole(0, MAX_CREDITS).default(DEFAULT_CREDIT_POLICY.costs.textToImage),
  imageToImage: whole(0, MAX_CREDITS).default(DEFAULT_CREDIT_POLICY.costs.imageToImage),
});

const credits = section({
  allowance: whole(0, MAX_CREDITS).default(DEFAULT_CREDIT_POLICY.allowance),
  period: z.enum(PERIODS, { error: mustBe(`one of ${PERIODS.join(', ')}`) }).default(DEFAULT_CREDIT_POLICY.period),
  costs: costs.prefault({}),
  weights: byName(weight).default(DEFAULT_CREDIT_POLICY.weights),
});

const limits = section({
  promptLength: whole(1, 1_000_000).default(DEFAULT_LIMITS.promptLength),
  referenceBytes: whole(1, 1_073_741_824).default(DEFAULT_LIMITS.referenceBytes),
  referencePixels: whole(1, 268_435_456).default(DEFAULT_LIMITS.referencePixels),
  waitingPerPerson: whole(1, 10_000).default(DEFAULT_LIMITS.waitingPerPerson),
});

const concurrency = section({
  perPerson: whole(1, 1000).default(2),
  perProvider: byName(whole(1, 1000)).default({}),
  defaultPerProvider: whole(1, 1000).default(4),
});

/** What the file at EASEL_CONFIG may hold; what it leaves out has the default. */
export const FILE_SCHEMA = section({
  models: listOf(byName(z.unknown())).default([]),
  credits: credits.prefault({}),
  limits: limits.prefault({}),
  concurrency: concurrency.prefault({}),
  defaultModel: words(200).optional(),
  retentionDays: whole(1, 36_500).default(90),
  instructions: words(4000).optional(),
  drainSeconds: whole(0, 3600).default(25),
  moderators: listOf(words(100)).default([]),
});

export type FileSettings = z.infer<typeof FILE_SCHEMA>;

/** The names each section knows, by the section's path. */
export const KNOWN_NAMES: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(FILE_SCHEMA.shape),
  credits: Object.keys(credits.shape),
  'credits.costs': Object.keys(costs.shape),
  limits: Object.keys(limits.shape),
  concurrency: Object.keys(concurrency.shape),
};
