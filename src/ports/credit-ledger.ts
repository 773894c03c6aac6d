import type { Entry } from '#src/domain/account.ts';

/**
 * Credits of people, in two phases. Amounts are whole credits.
 *
 * Promise of every implementation: however calls interleave, crash or repeat, from however many processes, an account is
 * never overspent, a hold resolves at most once, and the journal sums to the balance. When the store cannot be reached the call
 * rejects with `store-unavailable`; it never guesses.
 */
export interface CreditLedger {
  /** Reserves before any provider is asked. Idempotent by `jobId`. */
  hold(
    accountId: string,
    jobId: string,
    amount: number,
  ): Promise<{ readonly held: true } | { readonly held: false; readonly available: number; readonly moreAt: number }>;
  /** Charges at most the held amount and frees the rest. Idempotent. A job without a hold is ignored. */
  settle(accountId: string, jobId: string, used: number): Promise<void>;
  /** Gives the hold back whole. Idempotent; unknown jobs are ignored, because a crash may come before the hold. */
  release(accountId: string, jobId: string): Promise<void>;
  balance(accountId: string): Promise<Balance>;
  /** The last entries of an account, newest first. */
  entries(accountId: string, limit: number): Promise<readonly Entry[]>;
}

export interface Balance {
  /** What can be spent now. */
  readonly available: number;
  /** What running jobs have reserved. */
  readonly held: number;
  readonly allowance: number;
  /** When the next allowance comes, epoch milliseconds. */
  readonly moreAt: number;
}
