import type { Job } from '#src/domain/job.ts';
import type { Purse } from '#src/domain/rules/standing.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Share, Shortage } from './payers.ts';

/** The moves of one job at several purses. */
export function createPurseHolds(ledger: CreditLedger) {
  return { lackOf, holdInTurn, holdAtOnce, withdraw, isHeld };

  /** What a purse lacks, as far as can be seen before. */
  async function lackOf({ purse, amount }: Share): Promise<Shortage | undefined> {
    const balance = await ledger.balance(purse.accountId, purse);
    return balance.available < amount ? shortageAt(purse, amount, balance) : undefined;
  }

  /** At several accounts of one person: always in the same order, so that two requests cannot each hold what the other lacks. */
  async function holdInTurn(jobId: string, shares: readonly Share[]): Promise<Shortage | undefined> {
    const inOrder = shares.toSorted((one, other) => (one.purse.accountId < other.purse.accountId ? -1 : 1));
    for (const share of inOrder) {
      const refused = await hold(jobId, share);
      if (refused) return { ...refused, accountIds: shares.map(({ purse }) => purse.accountId) };
    }
    return undefined;
  }

  /** At purses of which no two requests could each hold what the other lacks: one wait for the disk. */
  async function holdAtOnce(jobId: string, shares: readonly Share[]): Promise<Shortage | undefined> {
    const answers = await Promise.all(shares.map((share) => hold(jobId, share)));
    return answers.find((refused) => refused !== undefined);
  }

  async function hold(jobId: string, { purse, amount }: Share): Promise<Shortage | undefined> {
    const answer = await ledger.hold(purse.accountId, jobId, amount, purse);
    return answer.held ? undefined : shortageAt(purse, amount, answer);
  }

  async function withdraw(jobId: string, accountIds: readonly string[]): Promise<void> {
    await Promise.all(accountIds.map((accountId) => ledger.withdraw(accountId, jobId)));
  }

  /** Whether an earlier call, or process, held all of that price. */
  async function isHeld({ id, shares = {} }: Job, total: number): Promise<boolean> {
    if (ownTotal(shares) !== total) return false;
    const wanted = Object.entries(shares).filter(([, amount]) => amount > 0);
    const found = await Promise.all(wanted.map(([accountId]) => ledger.heldFor(accountId, id)));
    return wanted.length > 0 && wanted.every(([, amount], place) => found[place] === amount);
  }
}

/** What the person pays, at all their accounts; no person's name begins with a `#`. */
const ownTotal = (shares: NonNullable<Job['shares']>): number =>
  Object.entries(shares).reduce((sum, [accountId, amount]) => (accountId.startsWith('#') ? sum : sum + amount), 0);

const shortageAt = (
  { of, accountId }: Purse,
  cost: number,
  { available, moreAt }: { readonly available: number; readonly moreAt: number },
): Shortage => ({ of, accountIds: [accountId], cost, available, moreAt });
