import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Account, available, EMPTY_ACCOUNT, ENTRY_SIGNS, entryId, held } from '#src/domain/account.ts';
import { grant, openPeriod, reset } from '#src/domain/account-credits.ts';
import { book, hold, settle, withdraw } from '#src/domain/account-holds.ts';

type Step = (account: Account, at: number) => Account;

const amount = fc.nat({ max: 15 });
const job = fc.constantFrom('a', 'b', 'c');
const period = fc.nat({ max: 5 }).map(entryId);
const by = { actor: 'mo', reason: 'test' };
const id = fc.constantFrom('one', 'two', 'three', 'four');

const credits: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(job, amount).map(
    ([name, n]): Step =>
      (account, at) =>
        hold(account, name, n, at).account,
  ),
  fc.tuple(job, amount).map(
    ([name, n]): Step =>
      (account, at) =>
        settle(account, name, n, { at }).account,
  ),
  job.map(
    (name): Step =>
      (account, at) =>
        withdraw(account, name, at),
  ),
  fc.tuple(id, amount, fc.option(fc.nat({ max: 40 }), { nil: undefined })).map(
    ([name, n, endsAt]): Step =>
      (account, at) =>
        grant(account, n, { ...by, id: name, at, ...(endsAt !== undefined && { endsAt }) }),
  ),
  fc.tuple(period, amount).map(
    ([name, allowance]): Step =>
      (account, at) =>
        openPeriod(account, { period: name, allowance, at }),
  ),
  fc.tuple(id, amount).map(
    ([name, allowance]): Step =>
      (account, at) =>
        reset(account, allowance, { ...by, id: `reset-${name}`, at }),
  ),
);

const money: fc.Arbitrary<Step> = fc.tuple(job, amount).map(
  ([name, n]): Step =>
    (account, at) =>
      book(account, name, n, { at }).account,
);

/** Times that jump, forward and back. */
const stepsOf = (step: fc.Arbitrary<Step>) => fc.array(fc.tuple(step, fc.nat({ max: 40 })), { maxLength: 40 });

function expectSound(account: Account): void {
  const sum = account.outbox.reduce((total, { kind, amount: each }) => total + ENTRY_SIGNS[kind] * each, 0);
  expect(available(account) + held(account)).toBe(sum);
  expect(account.outbox).toHaveLength(account.entries);
  expect(Math.min(account.extra, ...(account.lots ?? []).map((lot) => lot.amount))).toBeGreaterThanOrEqual(0);
  expect(account.lots ?? []).toEqual((account.lots ?? []).toSorted((one, other) => one.endsAt - other.endsAt));
}

it('sums to its entries whatever happens, and is never overspent', () => {
  fc.assert(
    fc.property(stepsOf(credits), (steps) => {
      let account = EMPTY_ACCOUNT;
      for (const [step, at] of steps) {
        account = step(account, at);
        expectSound(account);
        expect(account.allowanceLeft).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: 400 },
  );
});

it('sums to its entries also where more is charged than was held', () => {
  fc.assert(
    fc.property(stepsOf(fc.oneof(credits, money)), (steps) => {
      let account = EMPTY_ACCOUNT;
      for (const [step, at] of steps) {
        account = step(account, at);
        expectSound(account);
      }
    }),
    { numRuns: 400 },
  );
});

it('makes no credits out of an allowance that goes up and down, whatever is spent in between', () => {
  const spend = fc.tuple(job, amount, amount);
  const steps = fc.array(fc.tuple(amount, fc.option(spend, { nil: undefined })), { maxLength: 20 });
  fc.assert(
    fc.property(steps, (given) => {
      let account = EMPTY_ACCOUNT;
      for (const [number, [allowance, spending]] of given.entries()) {
        account = openPeriod(account, { period: 'p', allowance, at: 0 });
        const [name, asked, used] = spending ?? ['', 0, 0];
        const jobId = `${name}-${number}`;
        account = hold(account, jobId, asked, 0).account;
        account = settle(account, jobId, Math.min(asked, used), { at: 0 }).account;
      }
      const settled = account.outbox.filter(({ kind }) => kind === 'settled');
      const spent = settled.reduce((sum, entry) => sum + entry.amount, 0);
      expect(spent + available(account)).toBeLessThanOrEqual(Math.max(0, ...given.map(([allowance]) => allowance)));
    }),
    { numRuns: 300 },
  );
});
