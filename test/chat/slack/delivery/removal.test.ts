import { describe, expect, it } from 'vitest';
import { forgetOldRecords } from '#src/chat/slack/delivery/old-records.ts';
import { progress } from '../../../contracts/chat-platform-cards.ts';
import { collect } from '../../../fakes/collect.ts';
import { openBench } from './bench.ts';
import { picture, result } from './cards.ts';

const HOUR_MS = 3_600_000;

describe('a deleted result', () => {
  it('is gone with all its messages and files, and nothing brings it back', async () => {
    const { handle, deliveries, again, drive, pass, sees, bob, world, channel } = await openBench();
    const given = await handle();
    const delivery = deliveries.delivery(given);
    await drive(delivery.finish(result(Array.from({ length: 12 }, (_, index) => picture(index)))));
    const shown = sees(bob);
    await drive(deliveries.deleteResult(given));
    await drive(again().deliveries.deleteResult(given));
    expect(sees(bob)).toEqual([]);
    expect([...world.files.values()].every(({ deleted }) => deleted)).toBe(true);
    delivery.update(progress(50));
    await pass(5000);
    await drive(delivery.finish(result()));
    await drive(again().deliveries.delivery(given).finish(result()));
    expect(sees(bob)).toEqual([]);
    for (const { ts } of shown) expect(await deliveries.jobOfMessage(channel.id, ts)).toBeUndefined();
  });

  it('is gone also where only Slack knows that it was posted', async () => {
    const { handle, deliveries, again, drive, fail, sees, bob, world } = await openBench();
    const given = await handle();
    fail({ method: 'chat.postMessage', how: 'drop', afterEffect: true });
    fail({ method: 'files.info', when: () => sees(bob).length > 1, status: 500, times: 12 });
    await expect(drive(deliveries.delivery(given).finish(result()))).rejects.toMatchObject({ code: 'unavailable' });
    await drive(again().deliveries.deleteResult(given));
    expect(sees(bob)).toEqual([]);
    expect([...world.files.values()].every(({ deleted }) => deleted)).toBe(true);
  });

  it('does not appear where it is deleted in the moment it is shown', async () => {
    const { handle, deliveries, again, drive, sees, bob } = await openBench();
    const given = await handle();
    const finished = deliveries.delivery(given).finish(result());
    await drive(Promise.all([finished, again().deliveries.deleteResult(given)]));
    expect(sees(bob)).toEqual([]);
  });

  it('is asked for again where Slack does not answer', async () => {
    const { handle, deliveries, drive, fail, sees, bob } = await openBench();
    const given = await handle();
    await drive(deliveries.delivery(given).finish(result()));
    fail({ method: 'chat.delete', status: 500, times: 3 });
    await expect(drive(deliveries.deleteResult(given))).rejects.toMatchObject({ code: 'unavailable' });
    await drive(deliveries.deleteResult(given));
    expect(sees(bob)).toEqual([]);
  });

  it('is fine where the channel is gone', async () => {
    const { handle, deliveries, drive, channel } = await openBench();
    const given = await handle();
    await drive(deliveries.delivery(given).finish(result()));
    channel.deleted = true;
    await drive(deliveries.deleteResult(given));
  });
});

describe('what is remembered', () => {
  it('is forgotten after two days where no job needs it', async () => {
    const { handle, deliveries, drive, records, clock, sessions } = await openBench();
    const kept = await handle();
    await drive(deliveries.delivery(kept).finish(result()));
    const deleted = await handle();
    await drive(deliveries.delivery(deleted).finish(result([picture(0)], { jobId: 'job2' })));
    await drive(deliveries.deleteResult(deleted));
    await handle();
    await sessions.touch('C1', '1.0');
    await forgetOldRecords({ records, clock });
    const all = async () => (await collect(records.list())).map(([id]) => id.split(':')[0]);
    expect(await all()).toHaveLength(5);
    await clock.advance(49 * HOUR_MS);
    await forgetOldRecords({ records, clock });
    expect((await all()).toSorted()).toEqual(['message', kept.id]);
  });
});
