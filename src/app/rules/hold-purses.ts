import { setTimeout as sleep } from 'node:timers/promises';
import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { Price } from '#src/domain/price.ts';
import type { Purse, Standing } from '#src/domain/rules/standing.ts';
import type { InstallationPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { mostUsdMicros } from './job-money.ts';
import { type createPayers, type Share, type Shortage, sharesOf } from './payers.ts';
import { createPurseHolds } from './purse-holds.ts';
import { createTakeOver } from './take-over.ts';

export interface HoldParts {
  readonly ledger: CreditLedger;
  readonly jobs: JobStore;
  readonly installation: InstallationPolicy;
  readonly payersOf: ReturnType<typeof createPayers>;
  /** Waits a little before another try, after so many; at most some 40 ms unless given. */
  readonly pause?: (tries: number) => Promise<void>;
}

/** Together about a second: far longer than a job is between its first hold and the queue. */
const MOST_TRIES = 50;
/** Enough to find one that is on its way; the rest would only cost time. */
const LOOKED_AT = 20;

/** What everybody would pay, where all of them can. */
type Look = Shortage | { readonly own: readonly Share[]; readonly shared: readonly Share[] };

/**
 * Holds what a job costs at every purse, or at none.
 *
 * What a purse lacks is seen before anything is held, so a refusal leaves no trace. Between the look and the hold others may come:
 * then everything is taken back and looked at again. And a purse may be empty only because of a job that holds there and is about
 * to be refused elsewhere: as long as such a one is on its way, nobody is refused for it.
 */
export function createHoldPurses({ ledger, jobs, installation, payersOf, pause = jitter }: HoldParts) {
  const holds = createPurseHolds(ledger);
  const { takenOver, stillOurs } = createTakeOver({ holds, jobs });

  return async function holdPurses(job: Job, price: Price, standing: Standing, signal?: AbortSignal): Promise<Job> {
    let [look, known] = await Promise.all([lookAt(price, standing), jobs.get(job.id)]);
    if (known?.purses) {
      const taken = await takenOver(job, known, price);
      if (taken) return taken;
      look = await lookAt(price, standing);
    }
    for (let tries = 1; ; tries++) {
      const isShort = 'of' in look;
      const shortage = 'of' in look ? look : await holdAll(job, look);
      if (!shortage) return stillOurs(job);
      // Where there seemed to be enough others came first; now it can be seen what they left.
      const isWorthIt = tries < MOST_TRIES && (!isShort || (await mayComeBack(job, shortage)));
      if (!isWorthIt) throw refusal(shortage);
      await pause(tries);
      signal?.throwIfAborted();
      look = await lookAt(price, standing);
    }
  };

  async function lookAt(price: Price, standing: Standing): Promise<Look> {
    const shared = sharedBy(standing, price, installation.assumedUsdMicrosPerCredit);
    const [payers, ...lacks] = await Promise.all([payersOf(standing), ...shared.filter(isBounded).map(holds.lackOf)]);
    const own = sharesOf(payers, price.total);
    return 'of' in own ? own : (lacks.find((lack) => lack !== undefined) ?? { own, shared });
  }

  async function holdAll(job: Job, { own, shared }: Exclude<Look, Shortage>): Promise<Shortage | undefined> {
    const shares = [...own, ...shared];
    await writeShares(job, shares, jobs);
    const refused =
      own.length === 1
        ? await holds.holdAtOnce(job, shares)
        : ((await holds.holdInTurn(job, own)) ?? (await holds.holdAtOnce(job, shared)));
    if (refused) await holds.withdraw(job, accountIds(shares));
    return refused;
  }

  /** Whether somebody holds there who is not in the queue yet, and may still give it back. */
  async function mayComeBack({ id }: Job, shortage: Shortage): Promise<boolean> {
    for (const accountId of shortage.accountIds) {
      const others = (await ledger.holders(accountId)).filter((jobId) => jobId !== id);
      for (const jobId of others.slice(0, LOOKED_AT)) {
        if ((await jobs.get(jobId))?.state === 'accepted') return true;
      }
    }
    return false;
  }
}

/** Written first, so that whoever ends the job after a crash finds everything that may be on hold. */
async function writeShares({ id, workerId }: Job, shares: readonly Share[], jobs: JobStore): Promise<void> {
  const written = await jobs.update(id, (current) =>
    current.workerId === workerId
      ? {
          ...current,
          purses: [...new Set([...accountIds(shares), ...(current.purses ?? [])])],
          shares: Object.fromEntries(shares.map(({ purse, amount }) => [purse.accountId, amount])),
        }
      : undefined,
  );
  // Another process goes on with it.
  if (!written) throw new EaselError('canceled', {});
}

/** What is paid by more than the person, each in its own unit. */
const sharedBy = ({ purses }: Standing, price: Price, assumed: number): readonly Share[] =>
  purses.slice(1).map((purse) => ({ purse, amount: costAt(purse, price, assumed) }));

/** What no budget bounds is only counted. */
const isBounded = ({ purse: { unit, warnAt } }: Share): boolean => unit === 'credits' || warnAt !== undefined;

const costAt = ({ unit }: Purse, price: Price, assumed: number): number =>
  unit === 'credits' ? price.total : mostUsdMicros(price, assumed);

const accountIds = (shares: readonly Share[]): readonly string[] => shares.map(({ purse }) => purse.accountId);

/** Members read of credits how many there are, and of money nothing. */
function refusal({ of, cost, available, moreAt }: Shortage): EaselError {
  if (of === 'person') return new EaselError('not-enough-credits', { cost, available, moreAt });
  const isMoney = of === 'tenant-money' || of === 'all-money';
  return new EaselError('budget-spent', { of, moreAt, ...(!isMoney && { available: Math.max(0, available) }) });
}

const jitter = (tries: number): Promise<void> => sleep(Math.random() * Math.min(40, 4 * tries));
