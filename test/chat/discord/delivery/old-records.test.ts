import { describe, expect, it } from 'vitest';
import { forgetOldRecords, keepForgetting } from '#src/chat/discord/delivery/old-records.ts';
import { type Bench, openBench } from './bench.ts';
import { MIB, picture, result } from './cards.ts';

const DAY = 86_400_000;

const kept = async ({ records }: Bench): Promise<readonly string[]> => {
  const ids: string[] = [];
  for await (const [id] of records.list()) ids.push(id);
  return ids;
};

/** A result that was deleted soon after, an answer of several messages, and a result that stays. */
async function threeShown() {
  const bench = await openBench();
  const { deliveries, drive } = bench;
  const deleted = await bench.handle();
  await drive(deliveries.delivery(deleted).finish(result()));
  await drive(deliveries.deleteResult(deleted));
  const answered = await bench.handle();
  const originals = Array.from({ length: 4 }, (_, index) => picture(index, 8 * MIB));
  await drive(deliveries.delivery(answered).answer({ kind: 'text', text: [{ plain: 'Here' }], originals }));
  const staying = await bench.handle();
  await drive(deliveries.delivery(staying).finish(result()));
  return { ...bench, bench, deleted, answered, staying };
}

describe('what is kept of messages', () => {
  it('goes after two days where no job takes it along, and not before', async () => {
    const { bench, deleted, answered, staying, clock } = await threeShown();
    const all = [deleted.id, answered.id, staying.id, `message:${staying.messageId}`];
    await forgetOldRecords(bench);
    expect(await kept(bench)).toEqual(expect.arrayContaining(all));
    expect(await kept(bench)).toHaveLength(all.length);
    await clock.advance(2 * DAY + 60_000);
    await forgetOldRecords(bench);
    expect(await kept(bench)).toEqual([staying.id, `message:${staying.messageId}`]);
  });

  it('is looked through every hour until the end', async () => {
    const { bench, clock, staying } = await threeShown();
    const forgetting = keepForgetting(bench);
    await clock.advance(2 * DAY + 3_600_000);
    await expect.poll(() => kept(bench)).toHaveLength(2);
    await forgetting.stop();
    await bench.drive(bench.deliveries.deleteResult(staying));
    await clock.advance(3 * DAY);
    expect(await kept(bench)).toEqual([]);
  });

  it('does not end with one look that fails', async () => {
    const { bench, clock, log, records } = await threeShown();
    let isDown = true;
    const troubled = {
      ...bench,
      records: {
        ...records,
        list() {
          if (isDown) throw new Error('the store is down');
          return records.list();
        },
      },
    };
    const forgetting = keepForgetting(troubled);
    await expect.poll(() => log.lines.length).toBeGreaterThan(0);
    isDown = false;
    await clock.advance(2 * DAY + 3_600_000);
    await expect.poll(() => kept(bench)).toHaveLength(2);
    await forgetting.stop();
  });
});
