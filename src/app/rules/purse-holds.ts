import type { Job } from '#src/domain/job.ts';
import type { Purse } from '#src/domain/rules/standing.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Share, Shortage } from './payers.ts';

/** A job, and the process that has it. */
type Holder = Pick<Job, 'id' | 'workerId'>;

/** The moves of one job at several purses. */
export function createPurseHolds(ledger: CreditLedger) {
  return { lackOf, holdInTurn, holdAtOnce, withdraw, holders, adopt, isHeld };

  /** What a purse lacks, as far as can be seen before. */
  async function lackOf({ purse, amount }: Share): Promise<Shortage | undefined> {
    const balance = await ledger.balance(purse.accountId, purse);
    return balance.available < amount ? shortageAt(purse, amount, balance) : undefined;
  }

  /** At several accounts of one person: always in the same order, so that two requests cannot each hold what the other lacks. */
  async function holdInTurn(job: Holder, shares: readonly Share[]): Promise<Shortage | undefined> {
    const inOrder = shares.toSorted((one, other) => (one.purse.accountId < other.purse.accountId ? -1 : 1));
    for (const share of inOrder) {
      const refused = await hold(job, share);
      if (refused) return { ...refused, accountIds: shares.map(({ purse }) => purse.accountId) };
    }
    return undefined;
  }

  /** At purses of which no two requests could each hold what the other lacks: one wait for the disk. */
  async function holdAtOnce(job: Holder, shares: readonly Share[]): Promise<Shortage | undefined> {
    const answers = await Promise.all(shares.map((share) => hold(job, share)));
    return answers.find((refused) => refused !== undefined);
  }

  async function hold({ id, workerId }: Holder, { purse, amount }: Share): Promise<Shortage | undefined> {
    const answer = await ledger.hold(purse.accountId, id, amount, purse, workerId);
    return answer.held ? undefined : shortageAt(purse, amount, answer);
  }

  /** Only what this process holds for the job: another one may have it by now. */
  async function withdraw({ id, workerId }: Holder, accountIds: readonly string[]): Promise<void> {
    await Promise.all(accountIds.map((accountId) => ledger.withdraw(accountId, id, workerId)));
  }

  /** What an earlier process left becomes this one's, as it was seen. */
  async function adopt({ id, workerId }: Holder, left: ReadonlyMap<string, string | undefined>): Promise<void> {
    await Promise.all([...left].map(([accountId, from]) => ledger.adopt(accountId, id, from, workerId)));
  }

  /** Who holds what for a job. */
  async function holders({ id, purses = [] }: Job): Promise<ReadonlyMap<string, string | undefined>> {
    const by = await Promise.all(purses.map((accountId) => ledger.heldBy(accountId, id)));
    return new Map(purses.map((accountId, place) => [accountId, by[place]]));
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
