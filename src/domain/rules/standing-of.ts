import { isTimeZone } from '#src/domain/period.ts';
import type { CreditPolicy } from '#src/domain/policy.ts';
import { own } from './own.ts';
import { type PlaceLayer, placeOf } from './place-of.ts';
import { pursesOf } from './purses-of.ts';
import { BY_CHANNEL, BY_INSTALLATION, BY_PERSON, BY_TENANT } from './rule-names.ts';
import type { Standing, Whereabouts } from './standing.ts';
import { notesOf } from './standing-notes.ts';
import type { Block, ChannelRule, InstallationPolicy, MoneyBudget, TenantPolicy } from './tenant-policy.ts';

export interface Layers {
  /** What holds for everybody, by whoever runs Easel. */
  readonly credits: CreditPolicy;
  readonly installation: InstallationPolicy;
  readonly tenant: TenantPolicy;
}

/**
 * Puts every layer together: whoever runs Easel, the tenant, roles, the person, the channel. Never throws: what is stored and makes
 * no sense, such as a time zone nobody knows or a negative allowance, counts as the strictest thing it can mean.
 */
export function standingOf(layers: Layers, where: Whereabouts, now: number): Standing {
  const { credits, installation, tenant } = layers;
  const { tenants = {} } = installation;
  const channel = own(tenant.channels, where.channelId) ?? {};
  const blocked = inForce(own(tenant.people, where.personId)?.blocked, now);
  const allowance = allowanceOf(layers, where);
  const { place, notes } = placeOf(placeLayers(layers, channel));
  const timeZone = zoneOf(tenant.timeZone) ?? zoneOf(installation.timeZone) ?? 'UTC';
  const period = tenant.period ?? credits.period;
  const budget = smaller(tenants.budget, tenant.budget);
  const tenantAllowance = tenant.tenantAllowance ?? tenants.tenantAllowance;
  const paying = { period, timeZone, installation, budget, tenantAllowance: whole(tenantAllowance) };
  const decided = {
    credits: {
      ...credits,
      allowance: allowance.value,
      period,
      weights: { ...credits.weights, ...tenant.weights },
      confirmAbove: tenant.confirmAbove ?? credits.confirmAbove,
    },
    asksEvery: tenant.confirmAbove !== undefined,
    timeZone,
    qualityWeights: { ...tenants.qualityWeights, ...tenant.qualityWeights },
    quiet: channel.quiet === true,
    ...(blocked && { blocked }),
    running: { ...tenants.running, ...tenant.running },
    perMinute: { ...tenants.perMinute, ...tenant.perMinute },
    lenders: lendersOf(layers, where),
  };
  return {
    ...decided,
    where,
    place,
    purses: pursesOf({ ...paying, allowance: allowance.value, channelAllowance: whole(channel.allowance) }, where, now),
    because: notesOf(layers, { ...decided, allowanceBy: allowance.by, channel, budget, tenantAllowance }, notes),
  };
}

/** Whoever lends can be spent empty by its own moderators, so a tenant takes nothing from those it does not trust. */
function lendersOf({ installation, tenant }: Layers, { tenantId }: Whereabouts): Standing['lenders'] {
  const { linked = true, linkedTenants } = installation;
  if (!(tenant.linked ?? linked)) return [];
  if (!linkedTenants) return 'any';
  return linkedTenants.includes(tenantId) ? linkedTenants : [];
}

const placeLayers = ({ installation, tenant }: Layers, channel: ChannelRule): readonly PlaceLayer[] => [
  { rule: installation.tenants?.everywhere, by: BY_INSTALLATION },
  { rule: tenant.everywhere, by: BY_TENANT },
  { rule: channel, by: BY_CHANNEL },
];

function allowanceOf({ credits, tenant }: Layers, { personId, roles }: Whereabouts): { value: number; by: string } {
  const ofPerson = own(tenant.people, personId)?.allowance;
  if (ofPerson !== undefined) return { value: atLeastNone(ofPerson), by: BY_PERSON };
  // A role that no longer exists is nobody's; one somebody has without a rule says nothing.
  const [best] = [...new Set(roles)]
    .flatMap((role) => own(tenant.roles, role) ?? [])
    .toSorted((one, other) => atLeastNone(other.allowance) - atLeastNone(one.allowance));
  if (best) return { value: atLeastNone(best.allowance), by: `the rule for the role ${best.name}` };
  if (tenant.allowance !== undefined) return { value: atLeastNone(tenant.allowance), by: BY_TENANT };
  return { value: credits.allowance, by: BY_INSTALLATION };
}

/** What whoever runs Easel lets a tenant spend is a bound that its moderators can only lower. */
const smaller = (one: MoneyBudget | undefined, other: MoneyBudget | undefined): MoneyBudget | undefined =>
  one && other ? (other.usdMicros <= one.usdMicros ? other : one) : (one ?? other);

const MOST = 1e12;

const atLeastNone = (amount: number): number =>
  Number.isFinite(amount) ? Math.min(MOST, Math.max(0, Math.floor(amount))) : 0;

const whole = (amount: number | undefined): number | undefined =>
  amount === undefined ? undefined : atLeastNone(amount);

const zoneOf = (name: string | undefined): string | undefined =>
  name !== undefined && isTimeZone(name) ? name : undefined;

const inForce = (block: Block | undefined, now: number): Block | undefined =>
  block && (block.until === undefined || block.until > now) ? block : undefined;
