import { z } from 'zod';
import { MODES, type Mode } from '#src/domain/mode.ts';
import { PERIODS } from '#src/domain/period.ts';
import { DEFAULT_CREDIT_POLICY, DEFAULT_LIMITS } from '#src/domain/policy.ts';
import { CONNECTION_NAMES, CONNECTION_SCHEMA, FLAG_NAMES } from './connection-schema.ts';
import { hosts } from './host-names.ts';
import {
  ASSUMED_USD_SCHEMA,
  BUDGET_SCHEMA,
  INSTALLATION_NAMES,
  OPERATOR_SCHEMA,
  TENANTS_SCHEMA,
  TIME_ZONE_SCHEMA,
} from './installation.ts';
import { byName, listOf, oneOf, section, whole, words } from './shapes.ts';
import { mustBe } from './wording.ts';

const MAX_CREDITS = 1_000_000_000;

const weight = z.number({ error: mustBe('a number above 0') }).positive({ error: mustBe('a number above 0') });

const costs = section({
  textToImage: whole(0, MAX_CREDITS).default(DEFAULT_CREDIT_POLICY.costs.textToImage),
  imageToImage: whole(0, MAX_CREDITS).default(DEFAULT_CREDIT_POLICY.costs.imageToImage),
});

const credits = section({
  allowance: whole(0, MAX_CREDITS).default(DEFAULT_CREDIT_POLICY.allowance),
  period: oneOf(PERIODS).default(DEFAULT_CREDIT_POLICY.period),
  costs: costs.prefault({}),
  weights: byName(weight).default(DEFAULT_CREDIT_POLICY.weights),
  confirmAbove: whole(0, MAX_CREDITS).default(DEFAULT_CREDIT_POLICY.confirmAbove),
  linked: z.boolean({ error: mustBe('true or false') }).default(true),
  linkedTenants: z.exactOptional(listOf(words(100))),
});

const limits = section({
  promptLength: whole(1, 1_000_000).default(DEFAULT_LIMITS.promptLength),
  referenceBytes: whole(1, 1_073_741_824).default(DEFAULT_LIMITS.referenceBytes),
  referencePixels: whole(1, 268_435_456).default(DEFAULT_LIMITS.referencePixels),
  waitingPerPerson: whole(1, 10_000).default(DEFAULT_LIMITS.waitingPerPerson),
  waitingPerKey: whole(1, 100_000).default(DEFAULT_LIMITS.waitingPerKey),
  runningPerKey: whole(1, 1000).default(DEFAULT_LIMITS.runningPerKey),
  pictures: whole(1, 1000).default(DEFAULT_LIMITS.pictures),
});

const concurrency = section({
  perPerson: whole(1, 1000).default(2),
  perProvider: byName(whole(1, 1000)).default({}),
  defaultPerProvider: whole(1, 1000).default(4),
});

const modelName = words(200);

const ofEachMode = (): Record<Mode, z.ZodExactOptional<typeof modelName>> => {
  const one = z.exactOptional(modelName);
  const modes = MODES.map((mode) => [mode, one] as const);
  // Every mode has its line: the list is that of all modes.
  return Object.fromEntries(modes) as Record<Mode, typeof one>;
};

const defaultModels = section(ofEachMode());

const textModel = section({ provider: words(40), model: modelName });

const yesOrNo = z.boolean({ error: mustBe('true or false') }).default(false);

const discord = section({ messageContent: yesOrNo });

const slack = section({
  moderatorGroup: z.exactOptional(words(100)),
  plainReplies: yesOrNo,
  previews: yesOrNo,
});

/** What the file at EASEL_CONFIG may hold; what it leaves out has the default. `docs/configuration.md` explains each. */
export const FILE_SCHEMA = section({
  models: listOf(byName(z.unknown())).default([]),
  connections: listOf(CONNECTION_SCHEMA).default([]),
  defaultModel: z.exactOptional(modelName),
  defaultModels: defaultModels.default({}),
  textModel: z.exactOptional(textModel),
  resultHosts: hosts.default([]),
  credits: credits.prefault({}),
  timeZone: z.exactOptional(TIME_ZONE_SCHEMA),
  budget: z.exactOptional(BUDGET_SCHEMA),
  assumedUsdPerCredit: ASSUMED_USD_SCHEMA,
  tenants: z.exactOptional(TENANTS_SCHEMA),
  operator: z.exactOptional(OPERATOR_SCHEMA),
  limits: limits.prefault({}),
  concurrency: concurrency.prefault({}),
  retentionDays: whole(1, 36_500).default(90),
  instructions: z.exactOptional(words(4000)),
  drainSeconds: whole(0, 3600).default(25),
  moderators: listOf(words(100)).default([]),
  discord: discord.prefault({}),
  slack: slack.prefault({}),
});

export type FileSettings = z.infer<typeof FILE_SCHEMA>;

/** The names each section knows, by the section's path; places in lists are left out of it. */
export const KNOWN_NAMES: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(FILE_SCHEMA.shape),
  connections: CONNECTION_NAMES,
  'connections.flags': FLAG_NAMES,
  defaultModels: Object.keys(defaultModels.shape),
  textModel: Object.keys(textModel.shape),
  credits: Object.keys(credits.shape),
  'credits.costs': Object.keys(costs.shape),
  ...INSTALLATION_NAMES,
  limits: Object.keys(limits.shape),
  concurrency: Object.keys(concurrency.shape),
  discord: Object.keys(discord.shape),
  slack: Object.keys(slack.shape),
};
