import fc from 'fast-check';
import { expect } from 'vitest';
import { ENTRY_SIGNS, type Entry } from '#src/domain/account.ts';
import { PERIODS, type Period, periodAt } from '#src/domain/period.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { AllowanceTerms, CreditLedger } from '#src/ports/credit-ledger.ts';
import type { StorageEngine } from '#src/store/storage-engine.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createTroubledEngine } from '../fakes/troubled-engine.ts';

/** What moderators and time make of one account. */
export interface World {
  now: number;
  allowance: number;
  period: Period;
  timeZone: string;
  /** Every period that was ever asked about. */
  readonly periods: Set<string>;
}

export type Step =
  | { readonly do: 'hold' | 'settle' | 'release' | 'withdraw'; readonly job: string; readonly amount: number }
  | { readonly do: 'grant'; readonly id: string; readonly amount: number; readonly lastsMs: number | undefined }
  | { readonly do: 'reset'; readonly id: string }
  | { readonly do: 'policy'; readonly allowance: number; readonly period: Period; readonly timeZone: string }
  | { readonly do: 'clock'; readonly byMs: number };

const HOUR_MS = 3_600_000;
/** A day before the clocks of Berlin and New York change. */
const BEFORE_THE_CHANGE = [Date.UTC(2026, 2, 28, 20), Date.UTC(2026, 9, 24, 20), Date.UTC(2026, 2, 7, 20)];

const JOBS = ['a', 'b', 'c', 'd'];
const job = fc.constantFrom(...JOBS);
const amount = fc.nat({ max: 12 });
const id = fc.constantFrom('one', 'two', 'three', 'four', 'five');
const byMs = fc.oneof(fc.integer({ min: -30, max: 60 }), fc.integer({ min: 300, max: 900 })).map((h) => h * HOUR_MS);

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('hold', 'settle', 'release', 'withdraw'), job, amount }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('grant'),
      id,
      amount,
      lastsMs: fc.option(fc.nat({ max: 100 * HOUR_MS }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reset'), id }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('policy'),
      allowance: amount,
      period: fc.constantFrom(...PERIODS),
      timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Apia'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('clock'), byMs }) },
);

export const world: fc.Arbitrary<World> = fc.constantFrom(...BEFORE_THE_CHANGE).map((now) => ({
  now,
  allowance: 10,
  period: 'day',
  timeZone: 'Europe/Berlin',
  periods: new Set<string>(),
}));

/** A clock that jumps, forward and back. */
export const clockOf = (world: World): Clock => ({ ...createManualClock(), now: () => world.now });

function termsOf({ allowance, period, timeZone, now, periods }: World): AllowanceTerms {
  const { key, endsAt } = periodAt(period, now, timeZone);
  periods.add(key);
  return { allowance, period: key, endsAt };
}

export async function take(ledger: CreditLedger, world: World, step: Step): Promise<void> {
  if (step.do === 'clock') world.now += step.byMs;
  else if (step.do === 'policy') decide(world, step);
  else if (step.do === 'grant') await grant(ledger, world, step);
  else if (step.do === 'reset')
    await ledger.reset('ada', termsOf(world), { id: `reset-${step.id}`, actor: 'mo', reason: 'test' });
  else if (step.do === 'hold') await ledger.hold('ada', step.job, step.amount, termsOf(world));
  else if (step.do === 'settle') await ledger.settle('ada', step.job, step.amount);
  else await ledger[step.do]('ada', step.job);
}

function decide(world: World, { allowance, period, timeZone }: Extract<Step, { do: 'policy' }>): void {
  Object.assign(world, { allowance, period, timeZone });
}

async function grant(ledger: CreditLedger, { now }: World, step: Extract<Step, { do: 'grant' }>): Promise<void> {
  const ends = step.lastsMs === undefined ? {} : { expiresAt: now + step.lastsMs };
  await ledger.grant('ada', step.amount, { id: step.id, actor: 'mo', reason: 'test', ...ends });
}

/** What must be true at every moment, told by the entries alone and by what the ledger says. */
export async function expectSound(ledger: CreditLedger, world: World): Promise<void> {
  const audit = await ledger.audit('ada');
  expect(audit).toEqual({ ok: true, entriesSum: audit.balance, balance: audit.balance });
  const balance = await ledger.balance('ada', termsOf(world));
  expect(Math.min(balance.available, balance.held)).toBeGreaterThanOrEqual(0);
  const entries = (await ledger.entries('ada', 1000)).toReversed();
  expect(entries.map((entry) => Number(entry.id))).toEqual(entries.map((_, place) => place + 1));
  expect(isNeverOverspent(entries)).toBe(true);
  for (const name of JOBS) await expectOnce(ledger, name, entries);
  expect(entries.filter(({ kind }) => kind === 'opened').length).toBeLessThanOrEqual(world.periods.size);
  const granted = entries.filter(({ kind }) => kind === 'granted');
  expect(granted.length).toBeLessThanOrEqual(5);
}

/** What can be spent, entry by entry, never falls below nothing. */
function isNeverOverspent(entries: readonly Entry[]): boolean {
  const sign = { ...ENTRY_SIGNS, held: -1, released: 1, settled: 0 };
  let spendable = 0;
  return entries.every(({ kind, amount: each }) => {
    spendable += sign[kind] * each;
    return spendable >= 0;
  });
}

/** A job is charged at most once, and what was held for it was charged, came back or is still held. */
async function expectOnce(ledger: CreditLedger, jobId: string, entries: readonly Entry[]): Promise<void> {
  const sumOf = (kind: Entry['kind']) =>
    entries
      .filter((entry) => entry.jobId === jobId && entry.kind === kind)
      .reduce((sum, entry) => sum + entry.amount, 0);
  expect(entries.filter((entry) => entry.jobId === jobId && entry.kind === 'settled').length).toBeLessThanOrEqual(1);
  expect(sumOf('held')).toBe(sumOf('settled') + sumOf('released') + (await ledger.heldFor('ada', jobId)));
}

export interface Death {
  readonly calls: number;
  readonly answerLost: boolean;
}

/** A process dies at its `calls`th question to the store: the question or only the answer is lost, and everything after it. */
export const death: fc.Arbitrary<Death> = fc.record({ calls: fc.nat({ max: 14 }), answerLost: fc.boolean() });

export function dying(engine: StorageEngine, { calls, answerLost }: Death): StorageEngine {
  let asked = 0;
  return createTroubledEngine(engine, {
    before: () => {
      if (++asked > calls + 1 || (asked === calls + 1 && !answerLost)) throw new Error('dead');
    },
    after: () => {
      if (asked === calls + 1) throw new Error('dead');
    },
  });
}
