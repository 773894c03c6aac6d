import type { EntryAbout } from '#src/domain/account.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { Price } from '#src/domain/price.ts';
import type { Purse, Standing } from '#src/domain/rules/standing.ts';
import type { InstallationPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { Balance, CreditLedger } from '#src/ports/credit-ledger.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Standings } from './standings.ts';

export interface PurseParts {
  readonly ledger: CreditLedger;
  readonly standings: Standings;
  readonly jobs: JobStore;
  readonly installation: InstallationPolicy;
}

/** The purses a job is paid from: the person's, their channel's, their tenant's, and the months' money. */
export interface Purses {
  /**
   * Holds at every purse, or at none. Safe to repeat.
   * @throws {EaselError} `not-enough-credits`.
   */
  hold(job: Job, price: Price, standing: Standing): Promise<void>;
  /** Charges what was made, at every purse. Safe to repeat. */
  settle(job: Job): Promise<void>;
  /** Gives everything back, at every purse. Safe to repeat. */
  release(job: Job): Promise<void>;
  /** A person's own credits, in the roles they were last seen in where none are told. */
  balance(whose: Whose): Promise<Balance>;
}

export interface Whose {
  readonly tenantId: string;
  readonly personId: string;
  readonly roles?: readonly string[];
}

export function createPurses({ ledger, standings, jobs, installation }: PurseParts): Purses {
  return { hold, settle, release, balance };

  async function hold(job: Job, price: Price, { purses }: Standing): Promise<void> {
    // Written first, so that whoever ends the job after a crash finds everything that may be on hold.
    await jobs.update(job.id, (current) => ({ ...current, purses: purses.map(({ accountId }) => accountId) }));
    for (const purse of purses) {
      const cost = costOf(purse, price);
      const answer = await ledger.hold(purse.accountId, job.id, cost, purse);
      if (answer.held) continue;
      await Promise.all(purses.map(({ accountId }) => ledger.release(accountId, job.id)));
      const { available, moreAt } = answer;
      throw new EaselError('not-enough-credits', { cost, available, moreAt });
    }
  }

  function costOf({ unit }: Purse, { total, estimateUsdMicros }: Price): number {
    return unit === 'credits' ? total : (estimateUsdMicros ?? total * installation.assumedUsdMicrosPerCredit);
  }

  async function settle(job: Job): Promise<void> {
    if (!job.result) throw new Error('A job without a result cannot be settled.');
    const { charged, costUsdMicros } = job.result;
    const about = aboutOf(job);
    const money = costUsdMicros ?? charged * installation.assumedUsdMicrosPerCredit;
    for (const accountId of pursesOf(job)) {
      await ledger.settle(accountId, job.id, isMoney(accountId) ? money : charged, about);
    }
  }

  async function release(job: Job): Promise<void> {
    for (const accountId of pursesOf(job)) await ledger.release(accountId, job.id);
  }

  async function balance({ roles, ...person }: Whose): Promise<Balance> {
    const standing = roles ? standings.of({ ...person, roles, channelId: '' }) : standings.ofMember(person);
    const [own] = (await standing).purses;
    if (!own) throw new Error('A standing has the purse of its person.');
    return ledger.balance(own.accountId, own);
  }
}

const pursesOf = ({ purses, accountId }: Job): readonly string[] => purses ?? [accountId];

const isMoney = (accountId: string): boolean => accountId.startsWith('#money');

const aboutOf = ({ personId, placeId, parentId, plan, result }: Job): EntryAbout => ({
  personId,
  placeId: parentId ?? placeId,
  ...(plan && { modelId: plan.modelId, mode: plan.mode }),
  ...(result && { pictures: result.pictures.length }),
  ...(result?.costUsdMicros !== undefined && { usdMicros: result.costUsdMicros }),
});
