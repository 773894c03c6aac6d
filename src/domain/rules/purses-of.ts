import { periodAt } from '#src/domain/period.ts';
import type { Purse, Whereabouts } from './standing.ts';
import { ALL_MONEY, channelPurse, tenantMoney, tenantPurse } from './standing.ts';
import type { InstallationPolicy, MoneyBudget } from './tenant-policy.ts';

/** What the layers decided, as far as it says who pays how much. */
export interface Paying {
  readonly allowance: number;
  readonly channelAllowance: number | undefined;
  readonly tenantAllowance: number | undefined;
  readonly budget: MoneyBudget | undefined;
  readonly period: Parameters<typeof periodAt>[0];
  readonly timeZone: string;
  readonly installation: InstallationPolicy;
}

/** Everything a request is paid from, the person's own purse first. */
export function pursesOf(paying: Paying, where: Whereabouts, now: number): readonly Purse[] {
  const { tenantId, personId, channelId } = where;
  const { key: period, endsAt } = periodAt(paying.period, now, paying.timeZone);
  const credits = (accountId: string, of: Purse['of'], allowance: number | undefined): readonly Purse[] =>
    allowance === undefined ? [] : [{ accountId, of, unit: 'credits', period, endsAt, allowance }];
  const { installation, timeZone } = paying;
  return [
    ...credits(`${tenantId}:${personId}`, 'person', paying.allowance),
    ...credits(channelPurse(tenantId, channelId), 'channel', paying.channelAllowance),
    ...credits(tenantPurse(tenantId), 'tenant', paying.tenantAllowance),
    money(tenantMoney(tenantId), 'tenant-money', paying.budget, periodAt('month', now, timeZone)),
    allMoney(installation, now),
  ];
}

/** What everybody's pictures are paid from. The same month for all tenants, whatever their zones are: it is one account. */
export const allMoney = ({ budget, timeZone }: InstallationPolicy, now: number): Purse =>
  money(ALL_MONEY, 'all-money', budget, periodAt('month', now, timeZone));

/** What no budget bounds is counted all the same, so that a budget set in the middle of a month knows what was spent: a billion dollars. */
const UNBOUNDED_USD_MICROS = 1e15;

const money = (
  accountId: string,
  of: Purse['of'],
  budget: MoneyBudget | undefined,
  { key: period, endsAt }: { readonly key: string; readonly endsAt: number },
): Purse => ({
  accountId,
  of,
  unit: 'usd-micros',
  allowance: budget?.usdMicros ?? UNBOUNDED_USD_MICROS,
  period,
  endsAt,
  ...(budget && { warnAt: budget.warnAt }),
});
