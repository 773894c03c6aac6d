import { EaselError } from '#src/domain/errors.ts';
import type { Purse, Standing } from '#src/domain/rules/standing.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Documents } from '#src/ports/documents.ts';

/** A budget that comes near its end, or has ended. Money is millionths of a US dollar. */
export interface BudgetWarning {
  readonly kind: 'near' | 'ended';
  readonly of: 'tenant-money' | 'all-money';
  /** Whose members brought it there. */
  readonly tenantId: string;
  readonly budgetUsdMicros: number;
  readonly spentUsdMicros: number;
  readonly endsAt: number;
}

export interface WarningParts {
  readonly ledger: CreditLedger;
  readonly notices: Documents<{ readonly at: number }>;
  readonly onWarn?: (warning: BudgetWarning) => Promise<void>;
  readonly clock: { now(): number };
}

type Bounded = Purse & { readonly warnAt: number };

/** Tells of budgets, of each thing once a month. */
export function createBudgetWarnings({ ledger, notices, onWarn, clock }: WarningParts) {
  return { spent, refused };

  /** After something was spent. */
  async function spent({ purses, where: { tenantId } }: Standing): Promise<void> {
    for (const purse of purses.filter(isBounded)) {
      const used = await usedOf(purse);
      if (used >= purse.allowance) await tell('ended', purse, tenantId, used);
      else if (used >= purse.warnAt * purse.allowance) await tell('near', purse, tenantId, used);
    }
  }

  /** After a request was refused: where money was the reason, nothing more of its size is made this month. */
  async function refused(error: unknown, { purses, where: { tenantId } }: Standing): Promise<void> {
    if (!(error instanceof EaselError) || error.code !== 'budget-spent') return;
    for (const purse of purses.filter(isBounded)) {
      if ('of' in error.details && error.details.of === purse.of)
        await tell('ended', purse, tenantId, await usedOf(purse));
    }
  }

  async function usedOf(purse: Purse): Promise<number> {
    const { available, held, allowance } = await ledger.balance(purse.accountId, purse);
    return allowance - available - held;
  }

  async function tell(kind: BudgetWarning['kind'], purse: Bounded, tenantId: string, used: number): Promise<void> {
    const { of, accountId, period, allowance, endsAt } = purse;
    if (!onWarn || (of !== 'tenant-money' && of !== 'all-money')) return;
    const name = `budget ${kind} ${accountId} ${period} ${allowance}`;
    if (!(await isFirst(name))) return;
    try {
      await onWarn({ kind, of, tenantId, budgetUsdMicros: allowance, spentUsdMicros: used, endsAt });
    } catch (error) {
      await notices.remove(name);
      throw error;
    }
  }

  async function isFirst(name: string): Promise<boolean> {
    const last = { isFirst: false };
    await notices.update(name, (known) => {
      last.isFirst = known === undefined;
      return known ?? { at: clock.now() };
    });
    return last.isFirst;
  }
}

const isBounded = (purse: Purse): purse is Bounded => purse.warnAt !== undefined;
