import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Entry } from '#src/domain/account.ts';
import { createAtomicStorage } from '#src/store/atomic-storage.ts';
import type { KeyvLedger } from '#src/store/keyv-ledger.ts';
import { createMemoryEngine } from '#src/store/memory-storage.ts';
import type { StorageEngine } from '#src/store/storage-engine.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createTroubledEngine } from '../fakes/troubled-engine.ts';
import { openLedger } from './ledgers.ts';

const DAY_MS = 86_400_000;

type Step =
  | { readonly do: 'hold' | 'settle' | 'release'; readonly job: string; readonly amount: number }
  | { readonly do: 'grant'; readonly amount: number }
  | { readonly do: 'tomorrow' };

const amount = fc.nat({ max: 12 });
const job = fc.constantFrom('a', 'b', 'c', 'd');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('hold', 'settle', 'release'), job, amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('grant'), amount }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tomorrow') }) },
);

async function take(ledger: KeyvLedger, clock: { advance(ms: number): Promise<void> }, step: Step): Promise<void> {
  if (step.do === 'tomorrow') return clock.advance(DAY_MS);
  if (step.do === 'grant') return ledger.grant('ada', step.amount, { actor: 'mo', reason: 'test' });
  if (step.do === 'release') return ledger.release('ada', step.job);
  await ledger[step.do]('ada', step.job, step.amount);
}

/** What must be true at every moment, told by the entries alone and by what the ledger says. */
async function expectSound(ledger: KeyvLedger): Promise<void> {
  const audit = await ledger.audit('ada');
  expect(audit).toEqual({ ok: true, entriesSum: audit.balance, balance: audit.balance });
  const balance = await ledger.balance('ada');
  expect(balance.available).toBeGreaterThanOrEqual(0);
  expect(balance.held).toBeGreaterThanOrEqual(0);
  const entries = (await ledger.entries('ada', 1000)).toReversed();
  expect(entries.map(({ id }) => Number(id))).toEqual(entries.map((_, i) => i + 1));
  expect(neverOverspent(entries)).toBe(true);
  for (const jobId of ['a', 'b', 'c', 'd']) expectOnce(entries.filter((entry) => entry.jobId === jobId));
  const opened = entries.filter(({ kind }) => kind === 'opened');
  expect(new Set(opened.map(({ at }) => Math.floor(at / DAY_MS))).size).toBe(opened.length);
}

/** What can be spent, entry by entry, never falls below nothing. */
function neverOverspent(entries: readonly Entry[]): boolean {
  const sign = { opened: 1, granted: 1, held: -1, released: 1, expired: -1, settled: 0 };
  let spendable = 0;
  return entries.every(({ kind, amount }) => {
    spendable += sign[kind] * amount;
    return spendable >= 0;
  });
}

/** A job was held at most once and resolved at most once, and charge and rest together are what was held. */
function expectOnce(entries: readonly Entry[]): void {
  const of = (kind: Entry['kind']) => entries.filter((entry) => entry.kind === kind);
  const [held, settled, released] = [of('held'), of('settled'), of('released')];
  expect([held.length, settled.length, released.length].every((count) => count <= 1)).toBe(true);
  if (settled.length + released.length > 0) {
    expect((settled[0]?.amount ?? 0) + (released[0]?.amount ?? 0)).toBe(held[0]?.amount);
  }
}

it('overspends, loses and invents nothing in any order of moves', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const clock = createManualClock();
      const { ledger } = openLedger(createAtomicStorage(createMemoryEngine()), clock);
      for (const next of steps) {
        await take(ledger, clock, next);
        await expectSound(ledger);
      }
    }),
    { numRuns: 100 },
  );
});

/** A process dies at its `calls`th question to the store: the question or only the answer is lost, and everything after it. */
const crash = fc.record({ calls: fc.nat({ max: 12 }), answerLost: fc.boolean() });

function dying(engine: StorageEngine, { calls, answerLost }: { calls: number; answerLost: boolean }): StorageEngine {
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

it('overspends, loses and invents nothing when a process dies at any question to the store, and its successor tries again', async () => {
  const moves = fc.array(fc.record({ step, crash: fc.option(crash, { nil: undefined }) }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(moves, async (planned) => {
      const clock = createManualClock();
      const engine = createMemoryEngine();
      for (const { step: next, crash: death } of planned) {
        const sound = openLedger(createAtomicStorage(engine), clock).ledger;
        const dead = death && openLedger(createAtomicStorage(dying(engine, death)), clock).ledger;
        if (dead) await take(dead, clock, next).catch(() => undefined);
        await expectSound(sound);
        // A move that may have been made is made again; only a grant would be another one.
        if (next.do !== 'grant' && next.do !== 'tomorrow') await take(sound, clock, next);
        await expectSound(sound);
      }
    }),
    { numRuns: 150 },
  );
});

it('overspends, loses and invents nothing however the calls of two processes interleave', async () => {
  const calls = fc.array(fc.record({ step: step.filter((next) => next.do !== 'tomorrow'), second: fc.boolean() }), {
    minLength: 2,
    maxLength: 8,
  });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), calls, async (scheduler, planned) => {
      const clock = createManualClock();
      const engine = createMemoryEngine();
      const process = () => {
        const slow = createTroubledEngine(engine, {
          before: (operation) => scheduler.schedule(Promise.resolve(), operation),
        });
        const pause = () => scheduler.schedule(Promise.resolve(), 'pause');
        return openLedger(createAtomicStorage(slow), clock, { pause }).ledger;
      };
      const [one, other] = [process(), process()];
      const all = Promise.all(planned.map(({ step: next, second }) => take(second ? other : one, clock, next)));
      await scheduler.waitFor(all);
      await expectSound(openLedger(createAtomicStorage(engine), clock).ledger);
    }),
    { numRuns: 150 },
  );
});
