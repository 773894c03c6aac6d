import { z } from 'zod';
import { QUALITY_WORDS, qualityRank } from '#src/domain/fit-quality.ts';
import { MODES } from '#src/domain/mode.ts';
import { isTimeZone } from '#src/domain/period.ts';
import {
  type InstallationPolicy,
  LINK_CHOICES,
  type MoneyBudget,
  type TenantDefaults,
} from '#src/domain/rules/tenant-policy.ts';
import type { FileSettings } from './file-schema.ts';
import { byName, listOf, oneOf, section, whole, words } from './shapes.ts';
import { mustBe } from './wording.ts';

const MAX_USD = 1_000_000;
const MAX_CREDITS = 1_000_000_000;
const MICROS = 1_000_000;

const usd = z
  .number({ error: mustBe(`a number from 0 to ${MAX_USD}`) })
  .min(0, { error: mustBe(`a number from 0 to ${MAX_USD}`) })
  .max(MAX_USD, { error: mustBe(`a number from 0 to ${MAX_USD}`) });

const share = z
  .number({ error: mustBe('a number above 0 and up to 1') })
  .gt(0, { error: mustBe('a number above 0 and up to 1') })
  .lte(1, { error: mustBe('a number above 0 and up to 1') });

const weight = z.number({ error: mustBe('a number above 0') }).positive({ error: mustBe('a number above 0') });

const quality = z
  .string({ error: mustBe(`one of ${QUALITY_WORDS.join(', ')}`) })
  .refine((word) => qualityRank(word) !== undefined, { error: mustBe(`one of ${QUALITY_WORDS.join(', ')}`) });

export const BUDGET_SCHEMA = section({ usdPerMonth: usd, warnAt: share.default(0.8) });

const bounds = section({
  perPerson: z.exactOptional(whole(1, 1000)),
  perTenant: z.exactOptional(whole(1, 1000)),
});

const someOf = <T extends z.ZodType>(item: T) => listOf(item).min(1, { error: mustBe('a list that is not empty') });

/** What holds in every tenant. */
export const TENANTS_SCHEMA = section({
  allowance: z.exactOptional(whole(0, MAX_CREDITS)),
  budget: z.exactOptional(BUDGET_SCHEMA),
  models: z.exactOptional(someOf(words(200))),
  modes: z.exactOptional(someOf(oneOf(MODES))),
  maxCount: z.exactOptional(whole(1, 1000)),
  maxQuality: z.exactOptional(quality),
  qualityWeights: z.exactOptional(byName(weight)),
  running: z.exactOptional(bounds),
  perMinute: z.exactOptional(bounds),
  links: z.exactOptional(oneOf(LINK_CHOICES)),
});

export const TIME_ZONE_SCHEMA = z
  .string({ error: mustBe('a time zone such as Europe/Berlin') })
  .refine(isTimeZone, { error: mustBe('a time zone such as Europe/Berlin') });

export const ASSUMED_USD_SCHEMA = usd.default(0.02);

const PLATFORMS = ['discord', 'slack', 'playground'] as const;
const ONE_PLACE = 'needs either channel or person, and only one of the two.';

/** Where whoever runs Easel is told. */
const operator = section({
  platform: oneOf(PLATFORMS),
  tenant: words(100),
  channel: z.exactOptional(words(100)),
  person: z.exactOptional(words(100)),
});

export const OPERATOR_SCHEMA = operator.refine(
  ({ channel, person }) => (channel === undefined) !== (person === undefined),
  { error: ONE_PLACE },
);

/** The names each section knows. */
export const INSTALLATION_NAMES = {
  budget: Object.keys(BUDGET_SCHEMA.shape),
  tenants: Object.keys(TENANTS_SCHEMA.shape),
  'tenants.budget': Object.keys(BUDGET_SCHEMA.shape),
  'tenants.running': Object.keys(bounds.shape),
  'tenants.perMinute': Object.keys(bounds.shape),
  operator: Object.keys(operator.shape),
};

type Settings = Pick<FileSettings, 'budget' | 'tenants' | 'timeZone' | 'assumedUsdPerCredit' | 'credits'>;

/** What whoever runs Easel decided for all tenants, as the rules take it. */
export function installationOf(settings: Settings): InstallationPolicy {
  const { budget, tenants, timeZone, assumedUsdPerCredit, credits } = settings;
  const { linked, linkedTenants } = credits;
  return {
    assumedUsdMicrosPerCredit: Math.round(assumedUsdPerCredit * MICROS),
    ...(budget && { budget: inMicros(budget) }),
    ...(timeZone !== undefined && { timeZone }),
    ...(tenants && { tenants: tenantsOf(tenants) }),
    ...(!linked && { linked }),
    ...(linkedTenants && { linkedTenants }),
  };
}

function tenantsOf({
  allowance,
  budget,
  models,
  modes,
  maxCount,
  maxQuality,
  ...rest
}: z.infer<typeof TENANTS_SCHEMA>): TenantDefaults {
  const everywhere = {
    ...(models && { models }),
    ...(modes && { modes }),
    ...(maxCount !== undefined && { maxCount }),
    ...(maxQuality !== undefined && { maxQuality }),
  };
  return {
    ...rest,
    ...(allowance !== undefined && { tenantAllowance: allowance }),
    ...(budget && { budget: inMicros(budget) }),
    ...(Object.keys(everywhere).length > 0 && { everywhere }),
  };
}

const inMicros = ({ usdPerMonth, warnAt }: z.infer<typeof BUDGET_SCHEMA>): MoneyBudget => ({
  usdMicros: Math.round(usdPerMonth * MICROS),
  warnAt,
});

/** A channel or a person of a tenant, in the words of the app. */
export interface OperatorConfig {
  readonly platform: (typeof PLATFORMS)[number];
  readonly tenantId: string;
  readonly channelId?: string;
  readonly personId?: string;
}

/** Tenants of Discord and Slack are named after their platform too; people only know the platform's own id. */
export function operatorOf({ operator }: Pick<FileSettings, 'operator'>): OperatorConfig | undefined {
  if (!operator) return undefined;
  const { platform, tenant, channel, person } = operator;
  const isWhole = platform === 'playground' || tenant.startsWith(`${platform}:`);
  return {
    platform,
    tenantId: isWhole ? tenant : `${platform}:${tenant}`,
    ...(channel !== undefined && { channelId: channel }),
    ...(person !== undefined && { personId: person }),
  };
}
