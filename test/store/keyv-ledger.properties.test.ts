import fc from 'fast-check';
import { it } from 'vitest';
import { createAtomicStorage } from '#src/store/atomic-storage.ts';
import { createMemoryEngine } from '#src/store/memory-storage.ts';
import { createTroubledEngine } from '../fakes/troubled-engine.ts';
import { clockOf, death, dying, expectSound, step, take, world } from './ledger-steps.ts';
import { openLedger } from './ledgers.ts';

it('overspends, loses and invents nothing in any order of moves, under any policy, whatever the clock does', async () => {
  await fc.assert(
    fc.asyncProperty(world, fc.array(step, { maxLength: 30 }), async (given, steps) => {
      const now = { ...given, periods: new Set<string>() };
      const { ledger } = openLedger(createAtomicStorage(createMemoryEngine()), clockOf(now));
      for (const next of steps) {
        await take(ledger, now, next);
        await expectSound(ledger, now);
      }
    }),
    { numRuns: 150 },
  );
});

it('overspends, loses and invents nothing when a process dies at any question to the store, and its successor tries again', async () => {
  const moves = fc.array(fc.record({ step, dies: fc.option(death, { nil: undefined }) }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(world, moves, async (given, planned) => {
      const now = { ...given, periods: new Set<string>() };
      const clock = clockOf(now);
      const engine = createMemoryEngine();
      for (const { step: next, dies } of planned) {
        const sound = openLedger(createAtomicStorage(engine), clock).ledger;
        const dead = dies && openLedger(createAtomicStorage(dying(engine, dies)), clock).ledger;
        if (dead && next.do !== 'clock') await take(dead, now, next).catch(() => undefined);
        await expectSound(sound, now);
        await take(sound, now, next);
        await expectSound(sound, now);
      }
    }),
    { numRuns: 200 },
  );
});

it('overspends, loses and invents nothing however the calls of two processes interleave', async () => {
  const still = step.filter((next) => next.do !== 'clock' && next.do !== 'policy');
  const calls = fc.array(fc.record({ step: still, second: fc.boolean() }), { minLength: 2, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), world, calls, async (scheduler, given, planned) => {
      const now = { ...given, periods: new Set<string>() };
      const clock = clockOf(now);
      const engine = createMemoryEngine();
      const process = () => {
        const slow = createTroubledEngine(engine, {
          before: (operation) => scheduler.schedule(Promise.resolve(), operation),
        });
        const pause = () => scheduler.schedule(Promise.resolve(), 'pause');
        return openLedger(createAtomicStorage(slow), clock, { pause }).ledger;
      };
      const [one, other] = [process(), process()];
      const all = Promise.all(planned.map(({ step: next, second }) => take(second ? other : one, now, next)));
      await scheduler.waitFor(all);
      await expectSound(openLedger(createAtomicStorage(engine), clock).ledger, now);
    }),
    { numRuns: 200 },
  );
});
