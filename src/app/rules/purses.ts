import type { Job } from '#src/domain/job.ts';
import type { Price } from '#src/domain/price.ts';
import type { Standing } from '#src/domain/rules/standing.ts';
import type { InstallationPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { Balance, CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import { type BudgetWarning, createBudgetWarnings } from './budget-warnings.ts';
import { createHoldPurses, type HoldParts } from './hold-purses.ts';
import { aboutOf, aboutShare, lostUsdMicros, paidUsdMicros } from './job-money.ts';
import type { Links } from './links.ts';
import { createPayers, sumOf } from './payers.ts';
import type { Standings } from './standings.ts';
import { whereOfJob } from './whereabouts.ts';

export interface PurseParts extends Pick<HoldParts, 'pause'> {
  readonly ledger: CreditLedger;
  readonly standings: Standings;
  readonly links: Links;
  readonly jobs: JobStore;
  readonly installation: InstallationPolicy;
  /** What was told already. */
  readonly notices: Documents<{ readonly at: number }>;
  /** Told once a month when a budget comes near its end, and once when it has ended. */
  readonly onWarn?: (warning: BudgetWarning) => Promise<void>;
  readonly clock: { now(): number };
  readonly log: Log;
}

/** The purses a job is paid from: its person's, also linked ones, their channel's, their tenant's, and the months' money. */
export interface Purses {
  /**
   * Holds at every purse, or at none. Safe to repeat, also after a crash anywhere in it.
   * @returns the job with its shares.
   * @throws {EaselError} `not-enough-credits` where the person has too few, `budget-spent` where all together have; `canceled` where
   *   another process has the job.
   */
  hold(job: Job, price: Price, standing: Standing, signal?: AbortSignal): Promise<Job>;
  /** Charges what was made, at every purse. Safe to repeat. The journal is told behind it: a person waits for their pictures. */
  settle(job: Job): Promise<void>;
  /**
   * Gives everything back, at every purse. Only money that a provider took, or may have taken, stays counted. Safe to repeat once
   * the job has ended.
   */
  release(job: Job): Promise<void>;
  /** Settles or releases a job that has ended, where something of it is still on hold. */
  finish(job: Job): Promise<void>;
  /** A person's own credits, those of linked accounts too, in the roles they were last seen in where none are told. */
  balance(whose: Whose): Promise<Balance>;
}

export interface Whose {
  readonly tenantId: string;
  readonly personId: string;
  readonly roles?: readonly string[];
  /** Without the accounts that are linked to it: for everybody but the person, whom alone they concern. */
  readonly alone?: true;
}

export function createPurses(parts: PurseParts): Purses {
  const { ledger, standings, installation, log } = parts;
  const assumed = installation.assumedUsdMicrosPerCredit;
  const payersOf = createPayers(parts);
  const holdPurses = createHoldPurses({ ...parts, payersOf });
  const warnings = createBudgetWarnings(parts);
  const spent = (job: Job) => warned(standings.of(whereOfJob(job)).then(warnings.spent));
  return { hold, settle, release, finish, balance };

  async function hold(job: Job, price: Price, standing: Standing, signal?: AbortSignal): Promise<Job> {
    try {
      return await holdPurses(job, price, standing, signal);
    } catch (error) {
      await warned(warnings.refused(error, standing));
      throw error;
    }
  }

  async function settle(job: Job): Promise<void> {
    const { result } = job;
    if (!result) throw new Error('A job without a result cannot be settled.');
    const about = aboutOf(job);
    const money = paidUsdMicros(job, result, assumed);
    const own = ownShares(job, result.charged);
    await Promise.all([
      ...own.map(([accountId, used], place) =>
        ledger.settle(accountId, job.id, used, place === 0 ? about : aboutShare(job), 'behind'),
      ),
      ...creditPurses(job).map((accountId) => ledger.settle(accountId, job.id, result.charged, about, 'behind')),
      ...moneyPurses(job).map((accountId) => ledger.book(accountId, job.id, money, about, 'behind')),
    ]);
    await spent(job);
  }

  async function release(job: Job): Promise<void> {
    const lost = lostUsdMicros(job, assumed);
    const about = { ...aboutShare(job), pictures: 0, credits: 0, usdMicros: lost };
    await Promise.all([
      ...[...ownPurses(job), ...creditPurses(job)].map((accountId) => ledger.release(accountId, job.id)),
      ...moneyPurses(job).map((accountId) =>
        lost > 0 ? ledger.book(accountId, job.id, lost, about) : ledger.release(accountId, job.id),
      ),
    ]);
    if (lost > 0) await spent(job);
  }

  async function finish(job: Job): Promise<void> {
    if (await isOnHold(job, ledger)) await (job.result ? settle(job) : release(job));
  }

  async function balance({ roles, alone, ...person }: Whose): Promise<Balance> {
    const standing = roles ? standings.of({ ...person, roles, channelId: '' }) : standings.ofMember(person);
    return sumOf(await payersOf(await standing, alone));
  }

  /** Whoever has to be warned, no request fails of it. */
  async function warned(work: Promise<void>): Promise<void> {
    await work.catch((error: unknown) => log.warn({ err: error }, 'A budget could not be watched'));
  }
}

async function isOnHold(job: Job, ledger: CreditLedger): Promise<boolean> {
  const held = await Promise.all(pursesOf(job).map((accountId) => ledger.heldFor(accountId, job.id)));
  return held.some((amount) => amount > 0);
}

const pursesOf = ({ purses, accountId }: Job): readonly string[] => purses ?? [accountId];

/** No person's account begins so; see `standing.ts`. */
const isShared = (accountId: string): boolean => accountId.startsWith('#');
const isMoney = (accountId: string): boolean => accountId.startsWith('#money');

const ownPurses = (job: Job): readonly string[] => pursesOf(job).filter((accountId) => !isShared(accountId));

const creditPurses = (job: Job): readonly string[] =>
  pursesOf(job).filter((accountId) => isShared(accountId) && !isMoney(accountId));

const moneyPurses = (job: Job): readonly string[] => pursesOf(job).filter(isMoney);

/** What of a charge each of the person's accounts pays, from the one they asked from on. By the job alone, so that repeating is safe. */
function ownShares(job: Job, charged: number): readonly (readonly [accountId: string, used: number])[] {
  let left = charged;
  return ownPurses(job).map((accountId) => {
    const used = Math.min(left, job.shares ? (job.shares[accountId] ?? 0) : left);
    left -= used;
    return [accountId, used];
  });
}
