import * as account from '#src/domain/account.ts';
import { grant, isCountable, openPeriod, reset } from '#src/domain/account-credits.ts';
import { adopt, book, hold, settle, withdraw } from '#src/domain/account-holds.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { AllowanceTerms, CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Documents } from '#src/ports/documents.ts';
import { createTogether } from './together.ts';

type Account = account.Account;
type Entry = account.Entry;

export interface LedgerParts {
  readonly accounts: Documents<Account>;
  /** Append-only; `accountId:entryId`. */
  readonly journal: Documents<Entry>;
  readonly clock: Clock;
  /** Told of an account's entries, oldest first, before they count as copied: at least once each, and again where it rejects. */
  readonly onEntries?: (accountId: string, entries: readonly Entry[]) => Promise<void>;
}

/** So many entries may wait in an account before a hold copies them too. */
const MAX_WAITING = 32;

/**
 * The ledger over two kinds of documents. Every call is one atomic change of one account, in which the entries that tell of it
 * wait in the outbox. Then they are copied to the journal under names that never change, and taken out of the outbox. Whoever
 * dies in between leaves them for the next call: copying twice is harmless, and an entry leaves the outbox only after it was copied.
 *
 * A hold, on which a person waits, leaves its entries to whatever ends it.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one port's short functions over what they share
export function createCreditLedger({ accounts, journal, clock, onEntries }: LedgerParts): CreditLedger {
  /** The account as it stands now: in this period, its allowance opened. */
  const opened = (stored: Account | undefined, { allowance, period }: AllowanceTerms): Account =>
    openPeriod(stored ?? account.EMPTY_ACCOUNT, { period, allowance, at: clock.now() });

  const copies = new Set<Promise<void>>();

  const read = async (accountId: string): Promise<Account> => (await accounts.get(accountId)) ?? account.EMPTY_ACCOUNT;

  async function touch(
    accountId: string,
    step: (account: Account) => account.Change,
    copying?: 'none' | 'behind',
  ): Promise<account.Change> {
    const last: { change?: account.Change } = {};
    const stored = await accounts.update(accountId, (known) => {
      last.change = step(known ?? account.EMPTY_ACCOUNT);
      return last.change.ok && last.change.account !== account.EMPTY_ACCOUNT ? countable(last.change.account) : known;
    });
    if (!last.change) throw new Error('An update ended without asking for the change');
    const { length } = stored?.outbox ?? [];
    const isWaitedFor = copying === undefined || length > MAX_WAITING;
    if (length > (copying === 'none' ? MAX_WAITING : 0)) {
      const copied = copy(accountId);
      // Even where nobody waits, entries must not come in faster than they are copied.
      if (isWaitedFor) await copied;
    }
    return last.change;
  }

  /** The change is made whatever becomes of the copying, so nobody hears of a failure; the next call copies again. */
  function copy(accountId: string): Promise<void> {
    const copied: Promise<void> = copyOutbox(accountId)
      .catch(() => undefined)
      .finally(() => void copies.delete(copied));
    copies.add(copied);
    return copied;
  }

  /** Of an account that many change at once, each entry is copied once all the same. */
  const copyOutbox = createTogether(async (accountId) => {
    const { outbox } = await read(accountId);
    const newest = outbox.at(-1);
    if (!newest) return;
    await Promise.all(outbox.map((entry) => journal.add(`${accountId}:${entry.id}`, entry)));
    await onEntries?.(accountId, outbox);
    await accounts.update(accountId, (known) => known && account.copied(known, newest.id));
  });

  return {
    async hold(accountId, jobId, amount, terms, by) {
      whole(amount);
      const step = (now: Account) => hold(opened(now, terms), jobId, amount, clock.now(), by);
      const change = await touch(accountId, step, 'none');
      if (change.ok) return { held: true };
      return { held: false, available: account.available(change.account), moreAt: terms.endsAt };
    },

    async settle(accountId, jobId, used, about, copying) {
      whole(used);
      const step = (now: Account) =>
        settle(now, jobId, Math.min(used, account.heldFor(now, jobId)), { at: clock.now(), about });
      await touch(accountId, step, copying);
    },

    async book(accountId, jobId, used, about, copying) {
      whole(used);
      await touch(accountId, (now) => book(now, jobId, used, { at: clock.now(), about }), copying);
    },

    async release(accountId, jobId) {
      await touch(accountId, (now) => settle(now, jobId, 0, { at: clock.now() }));
    },

    async withdraw(accountId, jobId, by) {
      await touch(accountId, (now) => ({ ok: true, account: withdraw(now, jobId, clock.now(), by) }));
    },

    async heldBy(accountId, jobId) {
      return account.holdOf((await read(accountId)).holds, jobId)?.by;
    },

    async adopt(accountId, jobId, from, to) {
      await touch(accountId, (now) => ({ ok: true, account: adopt(now, jobId, from, to) }));
    },

    async holders(accountId) {
      const { holds } = await read(accountId);
      return Object.entries(holds)
        .toSorted(([, one], [, other]) => other.at - one.at)
        .map(([jobId]) => jobId);
    },

    async heldFor(accountId, jobId) {
      return account.heldFor(await read(accountId), jobId);
    },

    async grant(accountId, amount, { expiresAt, ...by }) {
      whole(amount);
      const decision = { ...by, at: clock.now(), ...(expiresAt !== undefined && { endsAt: expiresAt }) };
      await touch(accountId, (now) => ({ ok: true, account: grant(now, amount, decision) }));
    },

    async reset(accountId, terms, by) {
      const added = { amount: 0 };
      const step = (known: Account) => {
        const now = opened(known, terms);
        const next = reset(now, terms.allowance, { ...by, at: clock.now() });
        added.amount = next.allowanceLeft - now.allowanceLeft;
        return { ok: true, account: next } as const;
      };
      await touch(accountId, step);
      return added.amount;
    },

    accounts: (prefix) => accounts.list(prefix),

    async copied() {
      await Promise.all(copies);
    },

    async balance(accountId, terms) {
      const now = opened(await accounts.get(accountId), terms);
      return {
        available: account.available(now),
        held: account.held(now),
        allowance: terms.allowance,
        moreAt: terms.endsAt,
        ...(now.lots?.length && { ending: now.lots.map(({ amount, endsAt: at }) => ({ amount, at })) }),
      };
    },

    async entries(accountId, limit, before) {
      const { entries, outbox } = await read(accountId);
      const waiting = new Map(outbox.map((entry) => [entry.id, entry]));
      const newest = before === undefined ? entries : Math.max(0, Math.min(entries, Number(before) - 1));
      const ids = Array.from({ length: Math.min(limit, newest) }, (_, back) => account.entryId(newest - back));
      const found = await Promise.all(ids.map((id) => waiting.get(id) ?? journal.get(`${accountId}:${id}`)));
      return found.filter((entry) => entry !== undefined);
    },

    async audit(accountId) {
      const stored = await read(accountId);
      const waiting = new Map(stored.outbox.map((entry) => [entry.id, entry]));
      const told = { count: waiting.size, sum: sumOf(stored.outbox) };
      for await (const [id, entry] of journal.list(`${accountId}:`)) {
        // Another account's name may begin with this one's; entries made since the account was read are not part of its balance.
        const isOurs = id === `${accountId}:${entry.id}` && entry.id <= account.entryId(stored.entries);
        if (!isOurs || waiting.has(entry.id)) continue;
        told.count += 1;
        told.sum += sumOf([entry]);
      }
      const balance = account.available(stored) + account.held(stored);
      return { ok: told.sum === balance && told.count === stored.entries, entriesSum: told.sum, balance };
    },
  };
}

const sumOf = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { kind, amount }) => sum + account.ENTRY_SIGNS[kind] * amount, 0);

/** A negative hold would be a gift and a broken number would spoil an account for ever; neither can come from a price. */
function whole(amount: number): void {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} is no whole amount of credits`);
}

/** So would one beyond what numbers can count. */
function countable(next: Account): Account {
  if (!isCountable(next)) throw new RangeError('An account cannot hold that many credits');
  return next;
}
