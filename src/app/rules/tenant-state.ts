import type { Cases } from '#src/app/content/cases.ts';
import type { Job } from '#src/domain/job.ts';
import { periodAt } from '#src/domain/period.ts';
import type { Standing } from '#src/domain/rules/standing.ts';
import type { TenantPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { TenantState } from '#src/ports/moderation.ts';
import type { Policies } from './policies.ts';
import type { Standings } from './standings.ts';
import type { Switches } from './switches.ts';
import type { UsageBook } from './usage.ts';

export interface StateParts {
  readonly policies: Policies;
  readonly switches: Switches;
  readonly standings: Standings;
  readonly usage: UsageBook;
  readonly ledger: CreditLedger;
  readonly jobs: JobStore;
  readonly content: { readonly cases: Pick<Cases, 'awaiting'> };
  readonly clock: Clock;
}

const TOP = 5;

/** How a tenant stands at this moment. */
export function createTenantState({ policies, switches, standings, usage, ledger, jobs, content, clock }: StateParts) {
  return async function tenantState(tenantId: string): Promise<TenantState> {
    const standing = await standings.of({ tenantId, personId: '', roles: [], channelId: '' });
    const { startsAt } = periodAt(standing.credits.period, clock.now(), standing.timeZone);
    const [paused, unfinished, used, { policy }, cases, money, tenantCredits] = await Promise.all([
      switches.isPaused(tenantId),
      jobs.unfinished(),
      usage.totalsFrom(tenantId, startsAt, TOP),
      policies.state(tenantId),
      content.cases.awaiting(tenantId),
      budgetOf(standing),
      balanceOf(standing, 'tenant'),
    ]);
    return {
      ...(paused && { paused }),
      ...countsOf(unfinished.filter((job) => job.tenantId === tenantId)),
      today: used.today,
      period: used.totals,
      ...(money && { budget: money }),
      ...(tenantCredits && { tenantCredits }),
      top: used.top,
      blocked: blockedIn(policy, clock.now()),
      openCases: cases.length,
    };
  };

  async function budgetOf(standing: Standing): Promise<TenantState['budget']> {
    const purse = standing.purses.find(({ of }) => of === 'tenant-money');
    // Without a budget the purse only counts.
    if (purse?.warnAt === undefined) return undefined;
    const { available, held } = await ledger.balance(purse.accountId, purse);
    return { usdMicros: purse.allowance, spentUsdMicros: purse.allowance - available - held, endsAt: purse.endsAt };
  }

  async function balanceOf({ purses }: Standing, kind: 'tenant') {
    const purse = purses.find(({ of }) => of === kind);
    return purse && ledger.balance(purse.accountId, purse);
  }
}

/** What is being made, and what waits for its turn. */
export const countsOf = (unfinished: readonly Job[]): { readonly running: number; readonly waiting: number } => ({
  running: unfinished.filter(({ state }) => state === 'running' || state === 'delivering').length,
  waiting: unfinished.filter(({ state }) => state === 'accepted' || state === 'queued').length,
});

const blockedIn = ({ people = {} }: TenantPolicy, now: number): number =>
  Object.values(people).filter(({ blocked }) => blocked && (blocked.until ?? Number.POSITIVE_INFINITY) > now).length;
