import {
  type Account,
  available,
  type Change,
  type EntryAbout,
  type Hold,
  holdOf,
  type Lot,
  note,
  sizeOf,
  sumOfLots,
} from './account.ts';
import { addLots } from './account-credits.ts';

type Parts = Pick<Hold, 'fromAllowance' | 'fromLots' | 'fromExtra'>;

/** When, and what for. */
export interface Settling {
  readonly at: number;
  readonly about?: EntryAbout | undefined;
}

/** Enough for a late repetition to find its job; each of them makes every step on the account slower. */
const REMEMBERED = 50;

/**
 * Reserves `amount` for a job, in the name of a process: from the allowance first, then from what ends soonest. Holding twice for one job is the same as once.
 */
export function hold(account: Account, jobId: string, amount: number, at: number, by?: string): Change {
  const known = holdOf(account.holds, jobId);
  // What another process holds for the same job may be taken back by it any moment.
  if (known?.by !== undefined && known.by !== by) return { ok: false, reason: 'not-enough', account };
  if (known || account.resolved.includes(jobId)) return { ok: true, account };
  if (amount > available(account)) return { ok: false, reason: 'not-enough', account };
  const { allowanceLeft, extra, lots = [], period } = account;
  const [taken] = split({ fromAllowance: Math.max(0, allowanceLeft), fromLots: lots, fromExtra: extra }, amount);
  const next = {
    ...account,
    allowanceLeft: allowanceLeft - taken.fromAllowance,
    extra: extra - taken.fromExtra,
    ...(taken.fromLots && { lots: addLots(lots, negative(taken.fromLots)).filter((lot) => lot.amount > 0) }),
    holds: { ...account.holds, [jobId]: { ...taken, period, at, ...(by !== undefined && { by }) } },
  };
  return { ok: true, account: note(next, { kind: 'held', amount, at, jobId }) };
}

/** Charges `used` of a hold, at most what was held, and frees the rest. Resolves once; repeating it changes nothing. */
export function settle(account: Account, jobId: string, used: number, { at, about }: Settling): Change {
  return resolve(account, jobId, (reserved) => {
    if (used > sizeOf(reserved)) return { ok: false, reason: 'over-hold', account };
    const [, rest] = split(reserved, used);
    const charged = used === 0 ? account : charge(account, jobId, used, { at, about });
    return { ok: true, account: giveBack(charged, jobId, { ...reserved, ...rest }, at) };
  });
}

/** Charges what was really used, also nothing, and also more than was held: the allowance may fall below nothing then. */
export function book(account: Account, jobId: string, used: number, { at, about }: Settling): Change {
  return resolve(account, jobId, (reserved) => {
    const within = Math.min(used, sizeOf(reserved));
    const [, rest] = split(reserved, within);
    const charged = giveBack(charge(account, jobId, within, { at, about }), jobId, { ...reserved, ...rest }, at);
    if (used === within) return { ok: true, account: charged };
    const over = { ...charged, allowanceLeft: charged.allowanceLeft - (used - within) };
    return { ok: true, account: note(over, { kind: 'overrun', amount: used - within, at, jobId }) };
  });
}

/** Gives a hold back whole. */
export const release = (account: Account, jobId: string, at: number): Change => settle(account, jobId, 0, { at });

/** Takes a hold back as if it had not been made, where that process made it: the same job may hold again. */
export function withdraw(account: Account, jobId: string, at: number, by?: string): Account {
  const reserved = holdOf(account.holds, jobId);
  return reserved && reserved.by === by ? without(giveBack(account, jobId, reserved, at), jobId) : account;
}

/** Gives a hold to another process, where it is still the first one's. */
export function adopt(account: Account, jobId: string, from: string | undefined, to: string): Account {
  const reserved = holdOf(account.holds, jobId);
  if (!reserved || reserved.by !== from || from === to) return account;
  return { ...account, holds: { ...account.holds, [jobId]: { ...reserved, by: to } } };
}

function resolve(account: Account, jobId: string, how: (reserved: Hold) => Change): Change {
  if (account.resolved.includes(jobId)) return { ok: true, account };
  const reserved = holdOf(account.holds, jobId);
  if (!reserved) return { ok: false, reason: 'no-such-hold', account };
  const change = how(reserved);
  if (!change.ok) return change;
  const resolved = [...account.resolved, jobId].slice(-REMEMBERED);
  return { ok: true, account: { ...without(change.account, jobId), resolved } };
}

function without(account: Account, jobId: string): Account {
  const { [jobId]: _gone, ...holds } = account.holds;
  return { ...account, holds };
}

/** The first `amount` of something, in the order it is spent in, and the rest. */
function split({ fromAllowance, fromLots, fromExtra }: Parts, amount: number): readonly [Parts, Parts] {
  const ofAllowance = Math.min(amount, fromAllowance);
  const [lots, laterLots] = splitLots(fromLots ?? [], amount - ofAllowance);
  const ofExtra = amount - ofAllowance - sumOfLots(lots);
  return [
    { fromAllowance: ofAllowance, ...some(lots), fromExtra: ofExtra },
    { fromAllowance: fromAllowance - ofAllowance, fromLots: laterLots, fromExtra: fromExtra - ofExtra },
  ];
}

function splitLots(lots: readonly Lot[], amount: number): readonly [readonly Lot[], readonly Lot[]] {
  let wanted = amount;
  const first = lots.map((lot) => {
    const part = Math.min(wanted, lot.amount);
    wanted -= part;
    return { ...lot, amount: part };
  });
  return [filled(first), filled(addLots(lots, negative(first)))];
}

const charge = (account: Account, jobId: string, used: number, { at, about }: Settling): Account =>
  note(account, { kind: 'settled', amount: used, at, jobId, ...(about && { about }) });

/** Returns what a hold did not use. What ended meanwhile, the allowance of a period that is over or a lot, does not come back: it expires. */
function giveBack(account: Account, jobId: string, rest: Hold, at: number): Account {
  const amount = sizeOf(rest);
  if (amount === 0) return account;
  const isCurrent = rest.period === account.period;
  const lots = (rest.fromLots ?? []).filter(({ endsAt }) => endsAt > at);
  const expired = amount - (isCurrent ? rest.fromAllowance : 0) - sumOfLots(lots) - rest.fromExtra;
  const freed = {
    ...account,
    allowanceLeft: account.allowanceLeft + (isCurrent ? rest.fromAllowance : 0),
    extra: account.extra + rest.fromExtra,
    ...(lots.length > 0 && { lots: addLots(account.lots ?? [], lots) }),
  };
  const told = note(freed, { kind: 'released', amount, at, jobId });
  return expired === 0 ? told : note(told, { kind: 'expired', amount: expired, at, jobId });
}

const negative = (lots: readonly Lot[]): readonly Lot[] => lots.map((lot) => ({ ...lot, amount: -lot.amount }));

const filled = (lots: readonly Lot[]): readonly Lot[] => lots.filter(({ amount }) => amount > 0);

const some = (lots: readonly Lot[]): Pick<Hold, 'fromLots'> => (lots.length > 0 ? { fromLots: lots } : {});
