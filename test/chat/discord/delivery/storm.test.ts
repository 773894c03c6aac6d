import fc from 'fast-check';
import { expect, it } from 'vitest';
import { progress } from '../../../contracts/chat-platform-cards.ts';
import { openBench } from './bench.ts';
import { picture, result } from './cards.ts';

const FAULTS = [
  { status: 502 },
  { status: 502, afterEffect: true },
  { how: 'drop' },
  { status: 429, body: { message: 'slow', retry_after: 1, global: false } },
] as const;

const Step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('update' as const), percent: fc.nat(99) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('preview' as const), step: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(4000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fault' as const), fault: fc.constantFrom(...FAULTS) }) },
);

it('keeps its pace through every weather, ends in the result, and says nothing after it', async () => {
  const { discord, ada, deliveries, handle: acknowledged, drive, pass } = await openBench();
  await fc.assert(
    fc.asyncProperty(fc.array(Step, { maxLength: 20 }), fc.nat(3), async (steps, late) => {
      const handle = await acknowledged();
      const delivery = deliveries.delivery(handle);
      const before = discord.traffic.length;
      const edits = () => discord.traffic.slice(before).filter(({ method }) => method === 'PATCH');
      for (const step of steps) {
        if (step.kind === 'update') delivery.update(progress(step.percent));
        if (step.kind === 'preview') delivery.preview({ bytes: new Uint8Array(100), type: 'image/jpeg' }, step.step);
        if (step.kind === 'wait') await pass(step.ms);
        if (step.kind === 'fault') discord.fail({ method: 'PATCH', ...step.fault });
      }
      const onTheWay = edits().length;
      for (const [index, { at }] of edits().entries())
        expect(at - (edits()[index - 1]?.at ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(2500);

      const finished = untilDone(() => delivery.finish(result([picture(0)])));
      for (let update = 0; update < late; update++) delivery.update(progress(update));
      await drive(finished);
      const atTheEnd = edits().length;
      delivery.update(progress(99));
      await pass(10_000);
      expect(edits()).toHaveLength(atTheEnd);
      expect(atTheEnd).toBeGreaterThan(onTheWay);
      // Faults that were planned and not used are not for the next round.
      while (discord.take('PATCH', '/') !== undefined);
      const shown = ada.sees(discord.channel).filter(({ id }) => id === handle.messageId);
      expect(shown.map(({ files }) => files.map(({ name }) => name))).toEqual([['easel-job1-1.png']]);
    }),
    { numRuns: 25 },
  );
});

/** As the app does: what fails in passing is asked for again. Twenty faults are through after four times. */
async function untilDone(work: () => Promise<void>, times = 5): Promise<void> {
  return times === 1 ? work() : work().catch(() => untilDone(work, times - 1));
}
