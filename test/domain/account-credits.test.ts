import { describe, expect, it } from 'vitest';
import { type Account, available, type Change, EMPTY_ACCOUNT, held } from '#src/domain/account.ts';
import { grant, isCountable, openPeriod, reset } from '#src/domain/account-credits.ts';
import { book, hold, release, settle, withdraw } from '#src/domain/account-holds.ts';

const AT = Date.UTC(2026, 0, 5);
const MONDAY = '2026-01-05';
const TUESDAY = '2026-01-06';

const by = (id: string) => ({ id, at: AT, actor: 'mo', reason: 'thanks' });
const open = (account: Account, allowance: number, { period = MONDAY, at = AT } = {}): Account =>
  openPeriod(account, { period, allowance, at });
const opened = open(EMPTY_ACCOUNT, 10);

/** The account after a change that must succeed. */
function done(change: Change): Account {
  expect(change).toMatchObject({ ok: true });
  return change.account;
}

const holding = (account: Account, amount: number, jobId = 'job') => done(hold(account, jobId, amount, AT));
const told = ({ outbox }: Account) => outbox.map(({ kind, amount }) => `${kind} ${amount}`);
const last = (account: Account, count: number) => told(account).slice(-count);

describe('an allowance that changes within its period', () => {
  it('adds at once what it was raised by', () => {
    const raised = open(holding(opened, 4), 25);
    expect([available(raised), last(raised, 1)]).toEqual([21, ['raised 15']]);
  });

  it('takes back what is left when it is lowered, and no more', () => {
    const lowered = open(holding(opened, 8), 5);
    expect([available(lowered), held(lowered), last(lowered, 1)]).toEqual([0, 8, ['lowered 2']]);
  });

  it('makes no credits by lowering and raising in turn', () => {
    let account = done(settle(holding(opened, 8), 'job', 8, { at: AT }));
    for (const allowance of [5, 10, 0, 10, 3, 10]) account = open(account, allowance);
    expect(available(account)).toBe(2);
  });

  it('takes what comes back from a hold after it was lowered', () => {
    const lowered = open(holding(opened, 8), 5);
    const back = open(done(release(lowered, 'job', AT)), 5);
    expect([available(back), last(back, 1)]).toEqual([5, ['lowered 3']]);
  });

  it('changes nothing while it stays the same', () => {
    expect(open(opened, 10)).toBe(opened);
    const lowered = open(holding(opened, 10), 5);
    expect(open(lowered, 5)).toBe(lowered);
  });

  it('counts also where the period became a longer one that began earlier', () => {
    const monthly = open(opened, 300, { period: '2026-01-01' });
    expect(monthly).toMatchObject({ period: MONDAY, allowanceLeft: 300 });
  });

  it('is taken as it is for an account that was stored before changes were kept', () => {
    const { credited: _unknown, ...old } = opened;
    expect(open(old, 30)).toMatchObject({ allowanceLeft: 10, credited: 30, entries: 1 });
  });
});

describe('granted credits that end', () => {
  const soon = { ...by('soon'), endsAt: AT + 100 };
  const late = { ...by('late'), endsAt: AT + 900 };
  const rich = grant(grant(grant(opened, 5, late), 3, soon), 4, by('for ever'));

  it('are spent after the allowance, the soonest ending first, before those without an end', () => {
    expect(rich.lots).toEqual([
      { amount: 3, endsAt: AT + 100 },
      { amount: 5, endsAt: AT + 900 },
    ]);
    const account = holding(rich, 15);
    expect(account).toMatchObject({ allowanceLeft: 0, extra: 4, lots: [{ amount: 3, endsAt: AT + 900 }] });
    expect([available(account), held(account)]).toEqual([7, 15]);
  });

  it('expire at their time and say so', () => {
    const later = open(rich, 10, { at: AT + 100 });
    expect([available(later), last(later, 1)]).toEqual([19, ['expired 3']]);
  });

  it('come back from a hold as what they were', () => {
    const back = done(release(holding(rich, 20), 'job', AT + 1));
    expect(back).toMatchObject({ allowanceLeft: 10, extra: 4, lots: rich.lots });
  });

  it('come back only where they did not end meanwhile', () => {
    const back = done(settle(holding(rich, 20), 'job', 11, { at: AT + 100 }));
    expect(last(back, 3)).toEqual(['settled 11', 'released 9', 'expired 2']);
    expect([available(back), held(back)]).toEqual([9, 0]);
  });

  it('that end together are one', () => {
    expect(grant(rich, 2, { ...by('another'), endsAt: AT + 100 }).lots?.[0]).toEqual({ amount: 5, endsAt: AT + 100 });
  });
});

describe('a decision', () => {
  it('counts once by its id', () => {
    const once = grant(opened, 5, by('one'));
    expect(grant(once, 5, by('one'))).toBe(once);
    expect(available(grant(once, 5, by('two')))).toBe(20);
    const filled = reset(holding(once, 15), 10, by('three'));
    expect(reset(filled, 10, by('three'))).toBe(filled);
  });

  it('is remembered among the last 200', () => {
    let account = opened;
    for (let i = 0; i < 205; i++) account = grant(account, 1, by(`grant-${i}`));
    expect(account.done).toHaveLength(200);
    expect(grant(account, 1, by('grant-5'))).toBe(account);
  });

  it('that no number can hold is not countable', () => {
    expect(isCountable(grant(opened, Number.MAX_SAFE_INTEGER, by('all')))).toBe(false);
    expect(isCountable(grant(opened, 1_000_000, by('many')))).toBe(true);
  });
});

describe('a reset', () => {
  it('fills the allowance up again', () => {
    const spent = done(settle(holding(opened, 8), 'job', 6, { at: AT }));
    const filled = reset(spent, 10, by('reset'));
    expect([available(filled), last(filled, 1)]).toEqual([10, ['reset 6']]);
  });

  it('gives nothing for what is on hold, which may come back', () => {
    const filled = reset(holding(opened, 8), 10, by('reset'));
    expect([available(filled), last(filled, 1)]).toEqual([2, ['reset 0']]);
    expect(available(done(release(filled, 'job', AT)))).toBe(10);
  });

  it('leaves grants alone', () => {
    const spent = done(settle(holding(grant(opened, 5, by('gift')), 12), 'job', 12, { at: AT }));
    expect(available(reset(spent, 10, by('reset')))).toBe(13);
  });

  it('begins anew what a changed allowance is compared with', () => {
    const lowered = open(done(settle(holding(opened, 8), 'job', 8, { at: AT })), 5);
    const filled = reset(lowered, 5, by('reset'));
    expect(available(open(filled, 5))).toBe(5);
    expect(available(open(filled, 10))).toBe(10);
  });
});

describe('what was really used', () => {
  it('is charged also beyond what was held, and the account knows', () => {
    const account = done(book(holding(opened, 8), 'job', 30, { at: AT }));
    expect([available(account), held(account), last(account, 2)]).toEqual([-20, 0, ['settled 8', 'overrun 22']]);
    expect(hold(account, 'next', 1, AT)).toMatchObject({ ok: false, reason: 'not-enough' });
    expect(book(account, 'job', 30, { at: AT }).account).toBe(account);
  });

  it('frees what was held too much, and is told also where it is nothing', () => {
    expect(last(done(book(holding(opened, 8), 'job', 3, { at: AT })), 2)).toEqual(['settled 3', 'released 5']);
    const free = done(book(holding(opened, 8), 'job', 0, { at: AT, about: { credits: 0 } }));
    expect(last(free, 2)).toEqual(['settled 0', 'released 8']);
    expect(free.outbox.at(-2)?.about).toEqual({ credits: 0 });
  });

  it('does not burden the next period', () => {
    const next = open(done(book(holding(opened, 8), 'job', 30, { at: AT })), 10, { period: TUESDAY });
    expect([available(next), last(next, 2)]).toEqual([10, ['written-off 20', 'opened 10']]);
  });

  it('beyond nothing is not made up for by a lower allowance', () => {
    const over = done(book(holding(opened, 10), 'job', 15, { at: AT }));
    expect(available(open(over, 4))).toBe(-5);
    expect(available(open(over, 20))).toBe(5);
  });
});

describe('a hold that is withdrawn', () => {
  it('gives everything back, and the same job may hold again', () => {
    const back = withdraw(holding(opened, 4), 'job', AT);
    expect([available(back), held(back), back.resolved]).toEqual([10, 0, []]);
    expect(held(holding(back, 6))).toBe(6);
  });

  it('and was never made is nothing', () => {
    expect(withdraw(opened, 'job', AT)).toBe(opened);
    const settled = done(settle(holding(opened, 4), 'job', 4, { at: AT }));
    expect(withdraw(settled, 'job', AT)).toBe(settled);
  });
});
