import * as account from '#src/domain/account.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { AllowanceTerms, CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Documents } from '#src/ports/documents.ts';

type Account = account.Account;
type Entry = account.Entry;

export interface LedgerParts {
  readonly accounts: Documents<Account>;
  /** Append-only; `accountId:entryId`. */
  readonly journal: Documents<Entry>;
  readonly clock: Clock;
}

/**
 * The ledger over two kinds of documents. Every call is one atomic change of one account, in which the entries that tell of it
 * wait in the outbox. Then they are copied to the journal under names that never change, and taken out of the outbox. Whoever
 * dies in between leaves them for the next call: copying twice is harmless, and an entry leaves the outbox only after it was copied.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one port's short functions over what they share
export function createCreditLedger({ accounts, journal, clock }: LedgerParts): CreditLedger {
  /** The account as it stands now: in this period, its allowance opened. */
  const opened = (stored: Account | undefined, { allowance, period }: AllowanceTerms): Account =>
    account.openPeriod(stored ?? account.EMPTY_ACCOUNT, { period, allowance, at: clock.now() });

  async function touch(accountId: string, step: (account: Account) => account.Change): Promise<account.Change> {
    const last: { change?: account.Change } = {};
    const stored = await accounts.update(accountId, (known) => {
      last.change = step(known ?? account.EMPTY_ACCOUNT);
      return last.change.ok ? last.change.account : known;
    });
    if (!last.change) throw new Error('An update ended without asking for the change');
    // The change is made whatever becomes of the copying, so the caller must not hear of a failure; the next call copies again.
    if (stored) await copyOutbox(accountId, stored).catch(() => undefined);
    return last.change;
  }

  async function copyOutbox(accountId: string, { outbox }: Account): Promise<void> {
    const newest = outbox.at(-1);
    if (!newest) return;
    await Promise.all(outbox.map((entry) => journal.update(`${accountId}:${entry.id}`, (known) => known ?? entry)));
    await accounts.update(accountId, (known) => known && account.copied(known, newest.id));
  }

  return {
    async hold(accountId, jobId, amount, terms) {
      whole(amount);
      const change = await touch(accountId, (now) => account.hold(opened(now, terms), jobId, amount, clock.now()));
      if (change.ok) return { held: true };
      return { held: false, available: account.available(change.account), moreAt: terms.endsAt };
    },

    async settle(accountId, jobId, used) {
      whole(used);
      await touch(accountId, (now) => account.settle(now, jobId, Math.min(used, heldFor(now, jobId)), clock.now()));
    },

    async release(accountId, jobId) {
      await touch(accountId, (now) => account.release(now, jobId, clock.now()));
    },

    async heldFor(accountId, jobId) {
      return heldFor((await accounts.get(accountId)) ?? account.EMPTY_ACCOUNT, jobId);
    },

    async grant(accountId, amount, { actor, reason }) {
      whole(amount);
      const step = (now: Account) => account.grant(now, amount, { at: clock.now(), actor, reason });
      await touch(accountId, (now) => ({ ok: true, account: step(now) }));
    },

    async reset() {
      return 0;
    },

    accounts: (prefix) => accounts.list(prefix),

    async balance(accountId, terms) {
      const now = opened(await accounts.get(accountId), terms);
      return {
        available: account.available(now),
        held: account.held(now),
        allowance: terms.allowance,
        moreAt: terms.endsAt,
      };
    },

    async entries(accountId, limit) {
      const { entries, outbox } = (await accounts.get(accountId)) ?? account.EMPTY_ACCOUNT;
      const waiting = new Map(outbox.map((entry) => [entry.id, entry]));
      const ids = Array.from({ length: Math.min(limit, entries) }, (_, back) => account.entryId(entries - back));
      const found = await Promise.all(ids.map((id) => waiting.get(id) ?? journal.get(`${accountId}:${id}`)));
      return found.filter((entry) => entry !== undefined);
    },

    async audit(accountId) {
      const stored = (await accounts.get(accountId)) ?? account.EMPTY_ACCOUNT;
      const entries = new Map(stored.outbox.map((entry) => [entry.id, entry]));
      for await (const [id, entry] of journal.list(`${accountId}:`)) {
        // Another account's name may begin with this one's; entries made since the account was read are not part of its balance.
        if (id === `${accountId}:${entry.id}` && entry.id <= account.entryId(stored.entries))
          entries.set(entry.id, entry);
      }
      const entriesSum = [...entries.values()].reduce((sum, { kind, amount }) => sum + SIGN[kind] * amount, 0);
      const balance = account.available(stored) + account.held(stored);
      return { ok: entriesSum === balance && entries.size === stored.entries, entriesSum, balance };
    },
  };
}

/** What an entry does to the credits an account has, spendable or on hold. */
const SIGN: Readonly<Record<account.EntryKind, -1 | 0 | 1>> = {
  opened: 1,
  granted: 1,
  held: 0,
  settled: -1,
  released: 0,
  expired: -1,
};

const heldFor = ({ holds }: Account, jobId: string): number => {
  const found = Object.hasOwn(holds, jobId) ? holds[jobId] : undefined;
  return found ? found.fromAllowance + found.fromExtra : 0;
};

/** A negative hold would be a gift and a broken number would spoil an account for ever; neither can come from a price. */
function whole(amount: number): void {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} is no whole amount of credits`);
}
