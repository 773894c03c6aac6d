/**
 * One purse, such as one person's credits in one tenant, as plain data. All amounts are whole units, times are epoch milliseconds.
 * What comes in is in `account-credits.ts`, what is reserved and paid in `account-holds.ts`; all of it is pure.
 *
 * The audit holds after every function: the entries, each with its sign, sum to what can be spent and what is on hold.
 */
export interface Account {
  /** The allowance period the account stands in. Empty before the first. */
  readonly period: string;
  /** What is left of this period's allowance, not counting holds. Below nothing only where more was paid than reserved. */
  readonly allowanceLeft: number;
  /** What this period's allowance brought, less what a lower one took back. Absent where it was stored before this was kept. */
  readonly credited?: number;
  /** Granted credits without an end, not counting holds; they outlive the period. */
  readonly extra: number;
  /** Granted credits that end, soonest first, not counting holds. */
  readonly lots?: readonly Lot[];
  readonly holds: Readonly<Record<string, Hold>>;
  /** Jobs whose hold was resolved lately, so that a repeated settle or release is recognised. Oldest first. */
  readonly resolved: readonly string[];
  /** Grants and resets made lately, so that a repeated one is recognised. Oldest first. */
  readonly done?: readonly string[];
  /** How many entries were ever written; the next one's number. */
  readonly entries: number;
  /** Entries not yet copied to the journal; their ids are deterministic, so copying twice is harmless. */
  readonly outbox: readonly Entry[];
}

/** Credits that can be spent before a time. */
export interface Lot {
  readonly amount: number;
  readonly endsAt: number;
}

export interface Hold {
  readonly fromAllowance: number;
  /** Soonest first. */
  readonly fromLots?: readonly Lot[];
  readonly fromExtra: number;
  readonly period: string;
  readonly at: number;
  /** The process that made it: no other one takes it back. */
  readonly by?: string;
}

export type EntryKind =
  | 'opened'
  | 'raised'
  | 'lowered'
  | 'reset'
  | 'granted'
  | 'held'
  | 'settled'
  | 'overrun'
  | 'released'
  | 'expired'
  | 'written-off';

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
  /** Of granted credits: when they end. */
  readonly endsAt?: number;
  readonly about?: EntryAbout;
}

/**
 * What was paid for, so that the journal alone can tell who spent what on what. At the money of a tenant every paid job has exactly
 * one `settled` entry, whatever it cost; a person's own share may be none, or in several accounts.
 */
export interface EntryAbout {
  readonly personId?: string;
  readonly placeId?: string;
  readonly modelId?: string;
  readonly mode?: string;
  readonly quality?: string;
  readonly pictures?: number;
  /** All credits charged for the job, at whichever accounts of its person. */
  readonly credits?: number;
  /** Millionths of a US dollar; absent where the provider's price is not known. */
  readonly usdMicros?: number;
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

/** What an entry does to the credits an account has, spendable or on hold. */
export const ENTRY_SIGNS: Readonly<Record<EntryKind, -1 | 0 | 1>> = {
  opened: 1,
  raised: 1,
  lowered: -1,
  reset: 1,
  granted: 1,
  held: 0,
  settled: -1,
  overrun: -1,
  released: 0,
  expired: -1,
  'written-off': 1,
};

/** What may still be spent. */
export const available = ({ allowanceLeft, extra, lots = [] }: Account): number =>
  allowanceLeft + extra + sumOfLots(lots);

/** What running jobs have reserved. */
export const held = ({ holds }: Account): number => Object.values(holds).reduce((sum, hold) => sum + sizeOf(hold), 0);

/** What is on hold for a job. */
export function heldFor({ holds }: Account, jobId: string): number {
  const found = holdOf(holds, jobId);
  return found ? sizeOf(found) : 0;
}

/** A job may be named as something every object has. */
export const holdOf = (holds: Account['holds'], jobId: string): Hold | undefined =>
  Object.hasOwn(holds, jobId) ? holds[jobId] : undefined;

export const sizeOf = ({ fromAllowance, fromLots = [], fromExtra }: Hold): number =>
  fromAllowance + sumOfLots(fromLots) + fromExtra;

export const sumOfLots = (lots: readonly Lot[]): number => lots.reduce((sum, { amount }) => sum + amount, 0);

/** The journal has the entries up to this one now. */
export function copied(account: Account, lastId: string): Account {
  const outbox = account.outbox.filter(({ id }) => id > lastId);
  return outbox.length === account.outbox.length ? account : { ...account, outbox };
}

/** 17 -> `0000000017`. */
export const entryId = (number: number): string => String(number).padStart(10, '0');

/** The account with one more entry, waiting to be copied. */
export function note(account: Account, entry: Omit<Entry, 'id'>): Account {
  const id = entryId(account.entries + 1);
  return { ...account, entries: account.entries + 1, outbox: [...account.outbox, { id, ...entry }] };
}
