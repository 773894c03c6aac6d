import { type Account, held, type Lot, note, sumOfLots } from './account.ts';

/** What an allowance is at a moment. */
export interface Opening {
  readonly period: string;
  readonly allowance: number;
  readonly at: number;
}

/** A moderator's decision; the same one with the same id counts once. */
export interface Decision {
  readonly id: string;
  readonly at: number;
  readonly actor: string;
  readonly reason: string;
}

/** Enough for every repetition of a command or a bulk grant to find its first one. */
const REMEMBERED = 200;

/**
 * Brings an account up to a moment: what ended is gone, a new period is opened, and an allowance that changed within its period
 * counts at once. Nobody goes back to an earlier period: two processes whose clocks differ would open allowances in turn at midnight.
 */
export function openPeriod(account: Account, opening: Opening): Account {
  const current = endLots(account, opening.at);
  return opening.period > current.period ? begin(current, opening) : adjust(current, opening);
}

/** Adds credits that outlive the period, until `endsAt` where there is one. */
export function grant(
  account: Account,
  amount: number,
  { id, endsAt, ...by }: Decision & { readonly endsAt?: number },
): Account {
  if (isDone(account, id)) return account;
  const more =
    endsAt === undefined
      ? { extra: account.extra + amount }
      : { lots: addLots(account.lots ?? [], [{ amount, endsAt }]) };
  const ending = endsAt === undefined ? {} : { endsAt };
  return note({ ...account, ...more, ...remember(account, id) }, { kind: 'granted', amount, ...by, ...ending });
}

/**
 * Fills the allowance up again as at the period's begin. What is on hold of it counts as left: it may come back.
 * @param account as it stands now, in its period.
 */
export function reset(account: Account, allowance: number, { id, ...by }: Decision): Account {
  if (isDone(account, id)) return account;
  const amount = Math.max(0, allowance - account.allowanceLeft - heldOfPeriod(account));
  const filled = {
    ...account,
    allowanceLeft: account.allowanceLeft + amount,
    credited: allowance,
    ...remember(account, id),
  };
  return note(filled, { kind: 'reset', amount, ...by });
}

/** Whether everything in it can still be counted. */
export const isCountable = (account: Account): boolean =>
  Number.isSafeInteger(account.allowanceLeft + account.extra + sumOfLots(account.lots ?? []) + held(account));

/** Adds lots to others, those that end together as one, soonest first. */
export function addLots(lots: readonly Lot[], more: readonly Lot[]): readonly Lot[] {
  const byEnd = new Map(lots.map(({ endsAt, amount }) => [endsAt, amount]));
  for (const { endsAt, amount } of more) byEnd.set(endsAt, (byEnd.get(endsAt) ?? 0) + amount);
  return [...byEnd].map(([endsAt, amount]) => ({ amount, endsAt })).toSorted((a, b) => a.endsAt - b.endsAt);
}

function endLots(account: Account, at: number): Account {
  const lots = account.lots ?? [];
  const ended = lots.filter(({ endsAt }) => endsAt <= at);
  if (ended.length === 0) return account;
  const rest = { ...account, lots: lots.slice(ended.length) };
  return note(rest, { kind: 'expired', amount: sumOfLots(ended), at });
}

/** What was left of the old allowance expires, an overrun of it is forgotten, and the new one opens. */
function begin(account: Account, { period, allowance, at }: Opening): Account {
  const left = account.allowanceLeft;
  const closed =
    left === 0
      ? account
      : note(
          { ...account, allowanceLeft: 0 },
          { kind: left > 0 ? 'expired' : 'written-off', amount: Math.abs(left), at },
        );
  const opened = { ...closed, period, allowanceLeft: allowance, credited: allowance };
  return note(opened, { kind: 'opened', amount: allowance, at });
}

/**
 * A higher allowance adds what it brings more than was credited; a lower one takes back at most what is left. What it could not
 * take back stays credited, so that lowering and raising in turn makes nothing.
 */
function adjust(account: Account, { allowance, at }: Opening): Account {
  const { credited } = account;
  if (credited === allowance) return account;
  if (credited === undefined) return { ...account, credited: allowance };
  const amount =
    allowance > credited ? allowance - credited : -Math.min(credited - allowance, Math.max(0, account.allowanceLeft));
  if (amount === 0) return account;
  const changed = { ...account, allowanceLeft: account.allowanceLeft + amount, credited: credited + amount };
  return note(changed, { kind: amount > 0 ? 'raised' : 'lowered', amount: Math.abs(amount), at });
}

const heldOfPeriod = ({ holds, period }: Account): number =>
  Object.values(holds)
    .filter((hold) => hold.period === period)
    .reduce((sum, { fromAllowance }) => sum + fromAllowance, 0);

const isDone = ({ done = [] }: Account, id: string): boolean => done.includes(id);

const remember = ({ done = [] }: Account, id: string): Pick<Account, 'done'> => ({
  done: [...done, id].slice(-REMEMBERED),
});
