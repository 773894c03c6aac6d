import { expect, it } from 'vitest';
import type { AllowanceTerms, CreditLedger } from '#src/ports/credit-ledger.ts';

/**
 * What every ledger owes. `open` gives a fresh one; `again` opens the same store once more, as a restart or a second process does;
 * `today` has the terms of an allowance for the day that it is, 10 unless told; `tomorrow` lets a day go by.
 */
export function creditLedgerContract({
  open,
  again,
  today,
  tomorrow,
}: {
  open(): Promise<CreditLedger>;
  again(): Promise<CreditLedger>;
  today(allowance?: number): AllowanceTerms;
  tomorrow(): Promise<void>;
}): void {
  it('grants exactly what the balance covers, however many ask at once', async () => {
    const [one, other] = [await open(), await again()];
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, i) => (i % 2 ? one : other).hold('ada', `job-${i}`, 1, today())),
    );
    expect(answers.filter(({ held }) => held)).toHaveLength(10);
    expect(await one.balance('ada', today())).toMatchObject({ available: 0, held: 10 });
  });

  it('starts every account with the allowance of the period, and says when more comes', async () => {
    const ledger = await open();
    const balance = await ledger.balance('ada', today());
    expect(balance).toMatchObject({ available: 10, held: 0, allowance: 10 });
    expect(new Date(balance.moreAt).toISOString()).toMatch(/T00:00:00.000Z$/);
    expect(await ledger.entries('ada', 10)).toEqual([]);
  });

  it('refuses what the balance does not cover, and says what it is', async () => {
    const ledger = await open();
    await ledger.hold('ada', 'first', 7, today());
    const { moreAt } = await ledger.balance('ada', today());
    expect(await ledger.hold('ada', 'second', 4, today())).toEqual({ held: false, available: 3, moreAt });
    expect(await ledger.hold('ada', 'third', 3, today())).toEqual({ held: true });
  });

  it('keeps people apart', async () => {
    const ledger = await open();
    await ledger.hold('ada', 'job', 10, today());
    await ledger.hold('ada:1', 'job', 3, today());
    expect(await ledger.balance('grace', today())).toMatchObject({ available: 10, held: 0 });
    expect(await ledger.balance('ada:1', today())).toMatchObject({ available: 7, held: 3 });
  });

  it('charges what was used and gives the rest back', async () => {
    const ledger = await open();
    await ledger.hold('ada', 'job', 8, today());
    await ledger.settle('ada', 'job', 6);
    expect(await ledger.balance('ada', today())).toMatchObject({ available: 4, held: 0 });
  });

  it('never charges more than was held', async () => {
    const ledger = await open();
    await ledger.hold('ada', 'job', 3, today());
    await ledger.settle('ada', 'job', 9);
    expect(await ledger.balance('ada', today())).toMatchObject({ available: 7, held: 0 });
  });

  it('gives a hold back whole', async () => {
    const ledger = await open();
    await ledger.hold('ada', 'job', 8, today());
    await ledger.release('ada', 'job');
    expect(await ledger.balance('ada', today())).toMatchObject({ available: 10, held: 0 });
  });

  it('takes a hold of nothing, for what costs nothing', async () => {
    const ledger = await open();
    await ledger.hold('ada', 'all', 10, today());
    expect(await ledger.hold('ada', 'free', 0, today())).toEqual({ held: true });
    await ledger.settle('ada', 'free', 0);
    expect(await ledger.balance('ada', today())).toMatchObject({ available: 0, held: 10 });
  });

  it('holds once for one job, however often and from wherever it is asked', async () => {
    const [one, other] = [await open(), await again()];
    await Promise.all(Array.from({ length: 6 }, (_, i) => (i % 2 ? one : other).hold('ada', 'job', 4, today())));
    expect(await one.balance('ada', today())).toMatchObject({ available: 6, held: 4 });
  });

  it('resolves a hold once, also across a restart', async () => {
    const ledger = await open();
    await ledger.hold('ada', 'job', 8, today());
    await ledger.settle('ada', 'job', 6);
    const restarted = await again();
    await restarted.settle('ada', 'job', 6);
    await restarted.release('ada', 'job');
    expect(await restarted.hold('ada', 'job', 8, today())).toEqual({ held: true });
    expect(await restarted.balance('ada', today())).toMatchObject({ available: 4, held: 0 });
  });

  it('ignores jobs it never heard of', async () => {
    const ledger = await open();
    await ledger.release('ada', 'nobody');
    await ledger.settle('ada', 'nobody', 5);
    await ledger.release('ada', 'constructor');
    expect(await ledger.balance('ada', today())).toMatchObject({ available: 10, held: 0 });
  });

  it('opens a new allowance every period and lets the rest of the old one expire', async () => {
    const ledger = await open();
    await ledger.hold('ada', 'job', 4, today());
    await ledger.settle('ada', 'job', 4);
    await tomorrow();
    expect(await ledger.balance('ada', today())).toMatchObject({ available: 10, held: 0 });
    expect(await ledger.hold('ada', 'next', 10, today())).toEqual({ held: true });
  });

  it('does not bring back an allowance whose period is over', async () => {
    const ledger = await open();
    await ledger.hold('ada', 'job', 8, today());
    await tomorrow();
    await ledger.release('ada', 'job');
    expect(await ledger.balance('ada', today())).toMatchObject({ available: 10, held: 0 });
  });

  it('tells of every move, newest first', async () => {
    const ledger = await open();
    await ledger.hold('ada', 'job', 8, today());
    await ledger.settle('ada', 'job', 6);
    const told = (await ledger.entries('ada', 10)).map(({ kind, amount, jobId }) => ({ kind, amount, jobId }));
    expect(told).toEqual([
      { kind: 'released', amount: 2, jobId: 'job' },
      { kind: 'settled', amount: 6, jobId: 'job' },
      { kind: 'held', amount: 8, jobId: 'job' },
      { kind: 'opened', amount: 10, jobId: undefined },
    ]);
    expect((await ledger.entries('ada', 2)).map(({ kind }) => kind)).toEqual(['released', 'settled']);
    expect(await ledger.entries('ada', 0)).toEqual([]);
  });

  it('counts a grant once by its id, also across a restart', async () => {
    const ledger = await open();
    await ledger.grant('ada', 5, by('gift'));
    await ledger.grant('ada', 5, by('gift'));
    const restarted = await again();
    await restarted.grant('ada', 5, by('gift'));
    await restarted.grant('ada', 2, by('another'));
    expect(await restarted.balance('ada', today())).toMatchObject({ available: 17, held: 0 });
    expect((await restarted.entries('ada', 1))[0]).toMatchObject({ kind: 'granted', actor: 'mo', reason: 'thanks' });
  });

  it('keeps grants over the end of the period, until they end themselves', async () => {
    const ledger = await open();
    const soon = today().endsAt;
    await ledger.grant('ada', 5, by('for ever'));
    await ledger.grant('ada', 3, { ...by('today'), expiresAt: soon });
    expect(await ledger.balance('ada', today())).toMatchObject({ available: 18, ending: [{ amount: 3, at: soon }] });
    await tomorrow();
    expect(await ledger.balance('ada', today())).toMatchObject({ available: 15, held: 0 });
    expect((await ledger.balance('ada', today())).ending).toBeUndefined();
  });

  it('fills an allowance up again, once by its id, and says by how much', async () => {
    const ledger = await open();
    await ledger.hold('ada', 'job', 8, today());
    await ledger.settle('ada', 'job', 6);
    expect(await ledger.reset('ada', today(), by('reset'))).toBe(6);
    expect(await ledger.reset('ada', today(), by('reset'))).toBe(0);
    expect(await ledger.balance('ada', today())).toMatchObject({ available: 10, held: 0 });
    expect(await ledger.reset('grace', today(), by('reset'))).toBe(0);
  });

  it('takes a changed allowance at once, up and down, without making credits', async () => {
    const ledger = await open();
    await ledger.hold('ada', 'job', 8, today());
    expect(await ledger.balance('ada', today(30))).toMatchObject({ available: 22, held: 8, allowance: 30 });
    expect(await ledger.balance('ada', today(5))).toMatchObject({ available: 0, held: 8, allowance: 5 });
    expect(await ledger.hold('ada', 'big', 20, today(30))).toEqual({ held: true });
    await ledger.settle('ada', 'big', 20);
    expect(await ledger.hold('ada', 'low', 1, today(0))).toMatchObject({ held: false, available: 0 });
    expect(await ledger.balance('ada', today(30))).toMatchObject({ available: 2, held: 8 });
  });

  it('books what was really spent, also beyond the hold, and starts the next period anew', async () => {
    const ledger = await open();
    await ledger.hold('#money', 'job', 8, today());
    await ledger.book('#money', 'job', 25, { personId: 'ada', credits: 4 });
    await ledger.book('#money', 'job', 25);
    expect(await ledger.balance('#money', today())).toMatchObject({ available: -15, held: 0 });
    expect(await ledger.hold('#money', 'next', 1, today())).toMatchObject({ held: false });
    expect((await ledger.entries('#money', 2)).map(({ kind, amount }) => [kind, amount])).toEqual([
      ['overrun', 17],
      ['settled', 8],
    ]);
    await tomorrow();
    expect(await ledger.balance('#money', today())).toMatchObject({ available: 10 });
    expect(await ledger.audit('#money')).toMatchObject({ ok: true });
  });

  it('takes a hold back so that the same job may hold again', async () => {
    const ledger = await open();
    await ledger.hold('ada', 'job', 8, today());
    await ledger.withdraw('ada', 'job');
    await ledger.withdraw('ada', 'nobody');
    expect(await ledger.balance('ada', today())).toMatchObject({ available: 10, held: 0 });
    expect(await ledger.hold('ada', 'job', 3, today())).toEqual({ held: true });
    expect([await ledger.heldFor('ada', 'job'), await ledger.heldFor('ada', 'other')]).toEqual([3, 0]);
    expect(await ledger.holders('ada')).toEqual(['job']);
  });

  it('knows every account by the beginning of its name, and what was paid for', async () => {
    const ledger = await open();
    for (const name of ['guild:ada', 'guild:grace', 'guild-2:ada']) await ledger.hold(name, 'job', 1, today());
    const found: string[] = [];
    for await (const [name] of ledger.accounts('guild:')) found.push(name);
    expect(found).toEqual(['guild:ada', 'guild:grace']);
    await ledger.settle('guild:ada', 'job', 1, { modelId: 'simulator/sketch', pictures: 1 });
    expect((await ledger.entries('guild:ada', 1))[0]?.about).toEqual({ modelId: 'simulator/sketch', pictures: 1 });
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('refuses the amount %s', async (amount) => {
    const ledger = await open();
    await ledger.hold('ada', 'job', 5, today());
    await expect(ledger.hold('ada', 'other', amount, today())).rejects.toThrow(RangeError);
    await expect(ledger.settle('ada', 'job', amount)).rejects.toThrow(RangeError);
    await expect(ledger.book('ada', 'job', amount)).rejects.toThrow(RangeError);
    await expect(ledger.grant('ada', amount, by('gift'))).rejects.toThrow(RangeError);
    expect(await ledger.balance('ada', today())).toMatchObject({ available: 5, held: 5 });
  });
}

const by = (id: string) => ({ id, actor: 'mo', reason: 'thanks' });
