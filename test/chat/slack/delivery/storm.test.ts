import fc from 'fast-check';
import { expect, it } from 'vitest';
import { progress } from '../../../contracts/chat-platform-cards.ts';
import { openBench } from './bench.ts';
import { picture, result } from './cards.ts';

const HOW = [
  { status: 502 },
  { status: 502, afterEffect: true },
  { how: 'drop' },
  { how: 'drop', afterEffect: true },
  { retryAfter: 1 },
  { retryAfter: 20 },
] as const;

/** The message that says that it arrived is not among them: it is there before. */
const METHODS = [
  'chat.update',
  'chat.update',
  'chat.postMessage',
  'chat.postMessage',
  'chat.delete',
  'files.getUploadURLExternal',
  'upload',
  'files.completeUploadExternal',
  'files.info',
] as const;

const Step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('update' as const), percent: fc.nat(99) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(6000) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      method: fc.constantFrom(...METHODS),
      how: fc.constantFrom(...HOW),
    }),
  },
);

it('ends in one result with whole pictures and nothing beside it, through every weather, and says nothing after it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(Step, { maxLength: 20 }), fc.nat(3), fc.boolean(), async (steps, late, restarts) => {
      const bench = await openBench();
      const { handle: acknowledged, deliveries, again, drive, pass, fail, sees, bob, callsOf } = bench;
      const handle = await acknowledged();
      const delivery = deliveries.delivery(handle);
      for (const step of steps) {
        if (step.kind === 'update') delivery.update(progress(step.percent));
        if (step.kind === 'wait') await pass(step.ms);
        if (step.kind === 'fault') fail({ method: step.method, ...step.how });
      }
      const edits = callsOf('chat.update').map(({ at }) => at);
      for (const [index, at] of edits.entries())
        expect(at - (edits[index - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(4000);

      const card = result([picture(0), picture(1)]);
      await drive(
        untilDone((times) => (restarts && times > 0 ? again().deliveries : deliveries).delivery(handle).finish(card)),
      );
      const atTheEnd = callsOf('chat.update').length;
      for (let update = 0; update < late; update++) delivery.update(progress(update));
      await pass(10_000);
      expect(callsOf('chat.update')).toHaveLength(atTheEnd);
      expect(sees(bob)).toMatchObject([{ images: [{ broken: false }, { broken: false }] }]);
      expect(sees(bob)[0]?.words).toContain('2 credits');
    }),
    { numRuns: 60 },
  );
});

/** As the app does: what fails in passing is asked for again. Twenty faults are through after that many times. */
async function untilDone(work: (times: number) => Promise<void>): Promise<void> {
  for (let times = 0; ; times++) {
    try {
      return await work(times);
    } catch (error) {
      if (times === 25) throw error;
    }
  }
}
