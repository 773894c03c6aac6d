import type { createDryRun, DryRun } from '#src/app/dry-run.ts';
import type { Route } from '#src/app/route.ts';
import { asEaselError, EaselError, explain } from '#src/domain/errors.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import type { Price } from '#src/domain/price.ts';
import type { Standing } from '#src/domain/rules/standing.ts';
import type { InstallationPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Moderation, Trial } from '#src/ports/moderation.ts';
import { mostUsdMicros } from './job-money.ts';
import type { Purses } from './purses.ts';
import type { Standings } from './standings.ts';

export interface TrialParts {
  readonly dryRun: ReturnType<typeof createDryRun>;
  readonly standings: Standings;
  readonly purses: Purses;
  readonly ledger: Pick<CreditLedger, 'balance'>;
  readonly installation: InstallationPolicy;
}

type Asked = Parameters<Moderation['trial']>[0] & { readonly tenantId: string };

const PATIENCE_MS = 30_000;

/** What would become of somebody's request. Nothing is held, stored or sent. */
export function createTrial(parts: TrialParts) {
  const { dryRun, standings, purses } = parts;

  return async function trial({ tenantId, personId, channelId, prompt, options }: Asked, route: Route): Promise<Trial> {
    const standing = await standings.ofMember({ tenantId, personId, channelId });
    const { because, where } = standing;
    try {
      const planned = await dryRun(
        requestOf(prompt, options),
        where,
        route,
        AbortSignal.timeout(PATIENCE_MS),
        'moderator',
      );
      await checkPurses(planned, parts);
      // What linked accounts have concerns nobody but the person.
      const { available } = await purses.balance({ ...where, alone: true });
      return allowed(planned, Math.max(0, available - planned.plan.price.total));
    } catch (thrown) {
      const error = asEaselError(thrown);
      if (error.code === 'internal' || error.code === 'store-unavailable') throw error;
      return { allowed: false, refusal: explain(error), because, warnings: [] };
    }
  };
}

function allowed({ plan, standing }: DryRun, left: number): Trial {
  const { total, estimateUsdMicros } = plan.price;
  return {
    allowed: true,
    because: standing.because,
    modelId: plan.modelId,
    costCredits: total,
    ...(estimateUsdMicros !== undefined && { costUsdMicros: estimateUsdMicros }),
    left,
    warnings: plan.warnings,
  };
}

/** @throws {EaselError} `not-enough-credits`, `budget-spent`. */
async function checkPurses({ plan: { price }, balance, standing }: DryRun, parts: TrialParts): Promise<void> {
  const { available, moreAt } = balance;
  if (available < price.total) throw new EaselError('not-enough-credits', { cost: price.total, available, moreAt });
  for (const purse of standing.purses.slice(1)) await checkShared(purse, price, parts);
}

async function checkShared(
  purse: Standing['purses'][number],
  price: Price,
  { ledger, installation }: TrialParts,
): Promise<void> {
  const { of, unit } = purse;
  if (of === 'person') return;
  const { available, moreAt } = await ledger.balance(purse.accountId, purse);
  const cost = unit === 'credits' ? price.total : mostUsdMicros(price, installation.assumedUsdMicrosPerCredit);
  if (available < cost) throw new EaselError('budget-spent', { of, moreAt, ...(unit === 'credits' && { available }) });
}

const requestOf = (prompt: string, { model, aspect, quality, n }: Asked['options']): AcceptedRequest => ({
  command: 'imagine',
  prompt,
  options: {
    ...(model !== undefined && { model: String(model) }),
    ...(aspect !== undefined && { aspect: String(aspect) }),
    ...(quality !== undefined && { quality: String(quality) }),
    ...(n !== undefined && { n: Number(n) }),
  },
  images: [],
  instructions: [],
});
