import type { Account, Entry, EntryAbout } from '#src/domain/account.ts';

/** What one account is given, as the policy of the moment says. */
export interface AllowanceTerms {
  readonly allowance: number;
  /** Names the period, and sorts after every earlier one: the date it began, `YYYY-MM-DD`. */
  readonly period: string;
  /** The first moment after it, epoch milliseconds. */
  readonly endsAt: number;
}

export interface GrantBy {
  /** The same grant with the same id counts once. */
  readonly id: string;
  readonly actor: string;
  readonly reason: string;
}

/**
 * Credits, in two phases: of people, and of whatever else has a purse, such as a channel or a month's money. Amounts are whole
 * units.
 *
 * Promise of every implementation: however calls interleave, crash or repeat, from however many processes, an account is
 * never overspent, a hold resolves at most once, and the journal sums to the balance. When the store cannot be reached the call
 * rejects with `store-unavailable`; it never guesses.
 */
export interface CreditLedger {
  /**
   * Reserves before any provider is asked. Idempotent by `jobId`. An allowance that changed within its period counts at once.
   * @param by the process that works on the job; where another one holds for it already, that is refused.
   */
  hold(
    accountId: string,
    jobId: string,
    amount: number,
    terms: AllowanceTerms,
    by?: string,
  ): Promise<{ readonly held: true } | { readonly held: false; readonly available: number; readonly moreAt: number }>;
  /**
   * Charges at most the held amount and frees the rest. Idempotent. A job without a hold is ignored.
   * @param copying `behind` where nobody waits for its entries to be in the journal; they are told all the same.
   */
  settle(accountId: string, jobId: string, used: number, about?: EntryAbout, copying?: 'behind'): Promise<void>;
  /**
   * Charges what was really used, also where that is nothing or more than was held: the account may fall below nothing then, and
   * stays there until its period ends. Only for what has been spent already, such as money. Idempotent; a job without a hold is ignored.
   */
  book(accountId: string, jobId: string, used: number, about?: EntryAbout, copying?: 'behind'): Promise<void>;
  /** Gives the hold back whole. Idempotent; unknown jobs are ignored, because a crash may come before the hold. */
  release(accountId: string, jobId: string): Promise<void>;
  /**
   * Takes a hold back as if it had not been made, so that the same job may hold again: only one that was made by that process.
   * Unknown jobs are ignored.
   */
  withdraw(accountId: string, jobId: string, by?: string): Promise<void>;
  /** Whose hold it is. */
  heldBy(accountId: string, jobId: string): Promise<string | undefined>;
  /** Makes a hold another process's, where it is still the first one's. Unknown jobs are ignored. */
  adopt(accountId: string, jobId: string, from: string | undefined, to: string): Promise<void>;
  /** Jobs that have something on hold at an account, the newest first. */
  holders(accountId: string): Promise<readonly string[]>;
  /** What is on hold for a job at an account; 0 where nothing is. */
  heldFor(accountId: string, jobId: string): Promise<number>;
  balance(accountId: string, terms: AllowanceTerms): Promise<Balance>;
  /** The last entries of an account, newest first. @param before only those older than the one of that id. */
  entries(accountId: string, limit: number, before?: string): Promise<readonly Entry[]>;
  /** Adds credits that outlive the period, until `expiresAt` where there is one. Idempotent by its id. */
  grant(accountId: string, amount: number, by: GrantBy & { readonly expiresAt?: number }): Promise<void>;
  /**
   * Fills the allowance up again as at the period's begin; what is on hold of it may come back and counts as left. Idempotent by
   * its id. @returns what was added: nothing for a repeated one.
   */
  reset(accountId: string, terms: AllowanceTerms, by: GrantBy): Promise<number>;
  /** Resolves when every entry made so far in this process is in the journal, as far as it can be reached. Never rejects. */
  copied(): Promise<void>;
  /** Adds up an account's entries and compares. */
  audit(accountId: string): Promise<Audit>;
  /** Every account whose id begins with `prefix`, in the order of their ids. */
  accounts(prefix?: string): AsyncIterable<readonly [accountId: string, account: Account]>;
}

export interface Balance {
  /** What can be spent now. */
  readonly available: number;
  /** What running jobs have reserved. */
  readonly held: number;
  readonly allowance: number;
  /** When the next allowance comes, epoch milliseconds. */
  readonly moreAt: number;
  /** Granted credits that end, soonest first. */
  readonly ending?: readonly { readonly amount: number; readonly at: number }[];
  /** Where somebody's accounts are linked: each of them, the one they ask from first. Then the figures above are their sums. */
  readonly accounts?: readonly LinkedBalance[];
}

/** One of several accounts that a person pays from. */
export interface LinkedBalance {
  readonly tenantId: string;
  readonly personId: string;
  readonly platform: string;
  /** What they are called there. */
  readonly name?: string;
  /** What can be spent of it; nothing where its own tenant blocks the person. */
  readonly available: number;
  readonly held: number;
  readonly allowance: number;
}

export interface Audit {
  /** Every entry is there, and together they make the balance. */
  readonly ok: boolean;
  /** What came in less what was charged or expired, by the entries. */
  readonly entriesSum: number;
  /** What can be spent and what is on hold, by the account. */
  readonly balance: number;
}
