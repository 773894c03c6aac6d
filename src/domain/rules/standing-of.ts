import { periodAt } from '#src/domain/period.ts';
import type { CreditPolicy } from '#src/domain/policy.ts';
import type { Purse, RuleNote, Standing, Whereabouts } from './standing.ts';
import { ALL_MONEY, channelPurse, tenantMoney, tenantPurse } from './standing.ts';
import type { Block, InstallationPolicy, MoneyBudget, TenantPolicy } from './tenant-policy.ts';

export interface Layers {
  /** What holds for everybody, by whoever runs Easel. */
  readonly credits: CreditPolicy;
  readonly installation: InstallationPolicy;
  readonly tenant: TenantPolicy;
}

/** Puts every layer together: whoever runs Easel, the tenant, roles, the person, the channel. */
export function standingOf(layers: Layers, where: Whereabouts, now: number): Standing {
  const { credits, tenant } = layers;
  const { allowance, by } = allowanceOf(layers, where);
  const channel = tenant.channels?.[where.channelId] ?? {};
  const blocked = inForce(tenant.people?.[where.personId]?.blocked, now);
  return {
    where,
    credits: {
      ...credits,
      allowance,
      period: tenant.period ?? credits.period,
      weights: { ...credits.weights, ...tenant.weights },
      confirmAbove: tenant.confirmAbove ?? credits.confirmAbove,
    },
    qualityWeights: tenant.qualityWeights ?? {},
    place: { ...tenant.everywhere, ...channel },
    quiet: channel.quiet === true,
    ...(blocked && { blocked }),
    running: tenant.running ?? {},
    perMinute: tenant.perMinute ?? {},
    purses: pursesOf(layers, where, allowance, now),
    because: [{ what: 'allowance', value: String(allowance), by }],
  };
}

function allowanceOf({ credits, tenant }: Layers, { personId, roles }: Whereabouts) {
  const own = tenant.people?.[personId]?.allowance;
  if (own !== undefined) return { allowance: own, by: 'the rule for this person' };
  const [best] = roles
    .flatMap((role) => tenant.roles?.[role] ?? [])
    .toSorted((one, other) => other.allowance - one.allowance);
  if (best) return { allowance: best.allowance, by: `the role ${best.name}` };
  if (tenant.allowance !== undefined) return { allowance: tenant.allowance, by: 'the rule for everybody here' };
  return { allowance: credits.allowance, by: 'the installation' } satisfies Partial<RuleNote> & { allowance: number };
}

function pursesOf(
  { credits, installation, tenant }: Layers,
  { tenantId, personId, channelId }: Whereabouts,
  allowance: number,
  now: number,
): readonly Purse[] {
  const { key: period, endsAt } = periodAt(tenant.period ?? credits.period, now);
  const inCredits = { unit: 'credits' as const, period, endsAt };
  const channel = tenant.channels?.[channelId]?.allowance;
  return [
    { accountId: `${tenantId}:${personId}`, of: 'person', ...inCredits, allowance },
    ...(channel === undefined
      ? []
      : [
          {
            accountId: channelPurse(tenantId, channelId),
            of: 'channel' as const,
            ...inCredits,
            allowance: channel,
          },
        ]),
    ...(tenant.tenantAllowance === undefined
      ? []
      : [{ accountId: tenantPurse(tenantId), of: 'tenant' as const, ...inCredits, allowance: tenant.tenantAllowance }]),
    money(tenantMoney(tenantId), 'tenant-money', tenant.budget, now),
    money(ALL_MONEY, 'all-money', installation.budget, now),
  ];
}

/** What no budget bounds is counted all the same, so that a budget set in the middle of a month knows what was spent: a billion dollars. */
const UNBOUNDED_USD_MICROS = 1e15;

function money(accountId: string, of: Purse['of'], budget: MoneyBudget | undefined, now: number): Purse {
  const { key: period, endsAt } = periodAt('month', now);
  return {
    accountId,
    of,
    unit: 'usd-micros',
    allowance: budget?.usdMicros ?? UNBOUNDED_USD_MICROS,
    period,
    endsAt,
    ...(budget && { warnAt: budget.warnAt }),
  };
}

const inForce = (block: Block | undefined, now: number): Block | undefined =>
  block && (block.until === undefined || block.until > now) ? block : undefined;
