/**
 * One person's credits in one tenant, as plain data and pure functions. All amounts are whole credits; times are epoch milliseconds.
 *
 * The audit holds after every function: opened + granted - settled - expired = allowanceLeft + extra + everything on hold.
 */
export interface Account {
  /** The allowance period the account stands in. Empty before the first. */
  readonly period: string;
  /** What is left of this period's allowance, not counting holds. */
  readonly allowanceLeft: number;
  /** Granted credits, not counting holds; they outlive the period. */
  readonly extra: number;
  readonly holds: Readonly<Record<string, Hold>>;
  /** Jobs whose hold was resolved lately, so that a repeated settle or release is recognised. Oldest first. */
  readonly resolved: readonly string[];
  /** How many entries were ever written; the next one's number. */
  readonly entries: number;
  /** Entries not yet copied to the journal; their ids are deterministic, so copying twice is harmless. */
  readonly outbox: readonly Entry[];
}

export interface Hold {
  readonly fromAllowance: number;
  readonly fromExtra: number;
  readonly period: string;
  readonly at: number;
}

export type EntryKind = 'opened' | 'granted' | 'held' | 'settled' | 'released' | 'expired';

export interface Entry {
  /** `0000000017`: the entry's number within its account, so that ids sort as numbers do. */
  readonly id: string;
  readonly kind: EntryKind;
  readonly amount: number;
  readonly at: number;
  readonly jobId?: string;
  /** Who caused it, where it was not the account's own person. */
  readonly actor?: string;
  readonly reason?: string;
}

export type Change =
  | { readonly ok: true; readonly account: Account }
  | { readonly ok: false; readonly reason: 'not-enough' | 'no-such-hold' | 'over-hold'; readonly account: Account };

export const EMPTY_ACCOUNT: Account = {
  period: '',
  allowanceLeft: 0,
  extra: 0,
  holds: {},
  resolved: [],
  entries: 0,
  outbox: [],
};

const REMEMBERED = 200;

/** What may still be spent. */
export const available = ({ allowanceLeft, extra }: Account): number => allowanceLeft + extra;

/** What running jobs have reserved. */
export const held = ({ holds }: Account): number =>
  Object.values(holds).reduce((sum, { fromAllowance, fromExtra }) => sum + fromAllowance + fromExtra, 0);

/**
 * Enters a new allowance period: what was left of the old allowance expires and the new one opens. Within a period nothing
 * changes, and nobody goes back to an earlier one: two processes whose clocks differ would open allowances in turn at midnight.
 */
export function openPeriod(
  account: Account,
  { period, allowance, at }: { period: string; allowance: number; at: number },
): Account {
  if (period <= account.period) return account;
  const closed =
    account.allowanceLeft === 0
      ? account
      : note({ ...account, allowanceLeft: 0 }, { kind: 'expired', amount: account.allowanceLeft, at });
  return note({ ...closed, period, allowanceLeft: allowance }, { kind: 'opened', amount: allowance, at });
}

/** Adds credits that outlive the period. */
export function grant(
  account: Account,
  amount: number,
  { at, actor, reason }: { at: number; actor: string; reason: string },
): Account {
  return note({ ...account, extra: account.extra + amount }, { kind: 'granted', amount, at, actor, reason });
}

/** Reserves `amount` for a job, from the allowance first. Holding twice for one job is the same as once. */
export function hold(account: Account, jobId: string, amount: number, at: number): Change {
  if (Object.hasOwn(account.holds, jobId) || account.resolved.includes(jobId)) return { ok: true, account };
  if (amount > available(account)) return { ok: false, reason: 'not-enough', account };
  const fromAllowance = Math.min(amount, account.allowanceLeft);
  const reserved: Hold = { fromAllowance, fromExtra: amount - fromAllowance, period: account.period, at };
  const next = {
    ...account,
    allowanceLeft: account.allowanceLeft - fromAllowance,
    extra: account.extra - reserved.fromExtra,
    holds: { ...account.holds, [jobId]: reserved },
  };
  return { ok: true, account: note(next, { kind: 'held', amount, at, jobId }) };
}

/** Charges `used` of a hold, at most what was held, and frees the rest. Resolves once; repeating it changes nothing. */
export function settle(account: Account, jobId: string, used: number, at: number): Change {
  if (account.resolved.includes(jobId)) return { ok: true, account };
  const reserved = Object.hasOwn(account.holds, jobId) ? account.holds[jobId] : undefined;
  if (!reserved) return { ok: false, reason: 'no-such-hold', account };
  if (used > reserved.fromAllowance + reserved.fromExtra) return { ok: false, reason: 'over-hold', account };
  return {
    ok: true,
    account: giveBack(charge(forget(account, jobId), jobId, used, at), jobId, rest(reserved, used), at),
  };
}

/** Gives a hold back whole. */
export const release = (account: Account, jobId: string, at: number): Change => settle(account, jobId, 0, at);

/** The journal has the entries up to this one now. */
export function copied(account: Account, lastId: string): Account {
  const outbox = account.outbox.filter(({ id }) => id > lastId);
  return outbox.length === account.outbox.length ? account : { ...account, outbox };
}

/** 17 -> `0000000017`. */
export const entryId = (number: number): string => String(number).padStart(10, '0');

function forget(account: Account, jobId: string): Account {
  const { [jobId]: _gone, ...holds } = account.holds;
  return { ...account, holds, resolved: [...account.resolved, jobId].slice(-REMEMBERED) };
}

/** What a hold has left once `used` is charged; the allowance part is used first. */
function rest({ fromAllowance, fromExtra, ...more }: Hold, used: number): Hold {
  const ofAllowance = Math.min(used, fromAllowance);
  return { ...more, fromAllowance: fromAllowance - ofAllowance, fromExtra: fromExtra - (used - ofAllowance) };
}

const charge = (account: Account, jobId: string, used: number, at: number): Account =>
  used === 0 ? account : note(account, { kind: 'settled', amount: used, at, jobId });

/** Returns what a hold did not use. An allowance of a period that is over does not come back: it expires. */
function giveBack(account: Account, jobId: string, { fromAllowance, fromExtra, period }: Hold, at: number): Account {
  if (fromAllowance + fromExtra === 0) return account;
  const current = period === account.period;
  const freed = note(
    {
      ...account,
      allowanceLeft: account.allowanceLeft + (current ? fromAllowance : 0),
      extra: account.extra + fromExtra,
    },
    { kind: 'released', amount: fromAllowance + fromExtra, at, jobId },
  );
  return current || fromAllowance === 0 ? freed : note(freed, { kind: 'expired', amount: fromAllowance, at, jobId });
}

function note(account: Account, entry: Omit<Entry, 'id'>): Account {
  const id = entryId(account.entries + 1);
  return { ...account, entries: account.entries + 1, outbox: [...account.outbox, { id, ...entry }] };
}
