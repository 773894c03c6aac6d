import { describe, expect, it } from 'vitest';
import { type Account, available, type Change, copied, EMPTY_ACCOUNT, entryId, held } from '#src/domain/account.ts';
import { grant, openPeriod } from '#src/domain/account-credits.ts';
import { hold, release, settle } from '#src/domain/account-holds.ts';

const AT = Date.UTC(2026, 0, 1);
const MONDAY = { period: '2026-01-05', allowance: 10, at: AT };
const TUESDAY = { period: '2026-01-06', allowance: 10, at: AT + 1 };
const by = { at: AT, actor: 'mo', reason: 'thanks' };
let grants = 0;
/** A grant of its own. */
const granted = (account: Account, amount: number, endsAt?: number): Account =>
  grant(account, amount, { ...by, id: `grant-${++grants}`, ...(endsAt !== undefined && { endsAt }) });

const opened = openPeriod(EMPTY_ACCOUNT, MONDAY);

/** The account after a change that must succeed. */
function done(change: Change): Account {
  expect(change).toMatchObject({ ok: true });
  return change.account;
}

const told = ({ outbox }: Account) => outbox.map(({ kind, amount }) => `${kind} ${amount}`);

describe('an allowance period', () => {
  it('opens with its allowance', () => {
    expect(available(opened)).toBe(10);
    expect(opened.outbox).toEqual([{ id: '0000000001', kind: 'opened', amount: 10, at: AT }]);
  });

  it('opens once', () => {
    expect(openPeriod(opened, { ...MONDAY, at: AT + 5 })).toBe(opened);
  });

  it('lets what was left of the one before expire, and keeps grants', () => {
    const next = openPeriod(granted(done(hold(opened, 'job', 4, AT)), 5), TUESDAY);
    expect(next).toMatchObject({ allowanceLeft: 10, extra: 5 });
    expect(told(next).slice(-2)).toEqual(['expired 6', 'opened 10']);
  });

  it('tells of no expiry when nothing was left', () => {
    expect(told(openPeriod(done(hold(opened, 'job', 10, AT)), TUESDAY))).toEqual(['opened 10', 'held 10', 'opened 10']);
  });

  it('never gives way to an earlier one', () => {
    const next = openPeriod(opened, TUESDAY);
    expect(openPeriod(next, MONDAY)).toBe(next);
  });
});

describe('a hold', () => {
  it('takes from the allowance first, then from grants', () => {
    const account = done(hold(granted(opened, 5), 'job', 12, AT));
    expect(account).toMatchObject({ allowanceLeft: 0, extra: 3, holds: { job: { fromAllowance: 10, fromExtra: 2 } } });
    expect([available(account), held(account)]).toEqual([3, 12]);
  });

  it('is refused over what is available, and changes nothing', () => {
    expect(hold(opened, 'job', 11, AT)).toEqual({ ok: false, reason: 'not-enough', account: opened });
  });

  it('counts once for a job, also after it was resolved', () => {
    const account = done(hold(opened, 'job', 4, AT));
    expect(done(hold(account, 'job', 4, AT))).toBe(account);
    const resolved = done(settle(account, 'job', 4, { at: AT }));
    expect(done(hold(resolved, 'job', 4, AT))).toBe(resolved);
  });

  it('is not mistaken for something every object has', () => {
    const account = done(hold(opened, 'constructor', 4, AT));
    expect(held(account)).toBe(4);
    expect(settle(opened, 'toString', 1, { at: AT })).toMatchObject({ ok: false, reason: 'no-such-hold' });
  });
});

describe('settling', () => {
  const holding = done(hold(granted(opened, 5), 'job', 12, AT));

  it('charges the allowance part first and frees the rest', () => {
    const account = done(settle(holding, 'job', 11, { at: AT }));
    expect(account).toMatchObject({ allowanceLeft: 0, extra: 4, holds: {}, resolved: ['job'] });
    expect(told(account).slice(-2)).toEqual(['settled 11', 'released 1']);
  });

  it('of everything tells of no rest, and of nothing tells of no charge', () => {
    expect(told(done(settle(holding, 'job', 12, { at: AT }))).at(-1)).toBe('settled 12');
    expect(told(done(release(holding, 'job', AT))).slice(-2)).toEqual(['held 12', 'released 12']);
  });

  it('charges nothing for a second time', () => {
    const account = done(settle(holding, 'job', 11, { at: AT }));
    expect(done(settle(account, 'job', 11, { at: AT }))).toBe(account);
    expect(done(release(account, 'job', AT))).toBe(account);
  });

  it('refuses more than was held and jobs it does not know', () => {
    expect(settle(holding, 'job', 13, { at: AT })).toMatchObject({ ok: false, reason: 'over-hold', account: holding });
    expect(release(holding, 'other', AT)).toMatchObject({ ok: false, reason: 'no-such-hold', account: holding });
  });

  it('in a later period gives back what was granted and lets the allowance part expire', () => {
    const account = done(release(openPeriod(holding, TUESDAY), 'job', AT));
    expect(account).toMatchObject({ allowanceLeft: 10, extra: 5 });
    expect(told(account).slice(-2)).toEqual(['released 12', 'expired 10']);
  });

  it('remembers the last 50 jobs it resolved', () => {
    let account = opened;
    for (let i = 0; i < 51; i++) account = done(release(done(hold(account, `job-${i}`, 1, AT)), `job-${i}`, AT));
    expect(account.resolved).toHaveLength(50);
    expect(account.resolved[0]).toBe('job-1');
  });
});

describe('the outbox', () => {
  it('loses what was copied and keeps what came after', () => {
    const account = granted(granted(opened, 1), 2);
    expect(told(copied(account, entryId(2)))).toEqual(['granted 2']);
    expect(copied(account, entryId(3)).outbox).toEqual([]);
  });

  it('stays as it is when it was emptied already', () => {
    const account = granted(copied(opened, entryId(1)), 1);
    expect(copied(account, entryId(1))).toBe(account);
  });

  it('keeps its order past a million entries', () => {
    const account = granted(granted({ ...EMPTY_ACCOUNT, entries: 999_998 }, 1), 2);
    expect(account.outbox.map(({ id }) => id)).toEqual(['0000999999', '0001000000']);
    expect(told(copied(account, '0000999999'))).toEqual(['granted 2']);
  });
});
