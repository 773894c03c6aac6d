import { describe, expect, it } from 'vitest';
import { text } from '#src/domain/text.ts';
import { failure, progress } from '../../../contracts/chat-platform-cards.ts';
import { openBench } from './bench.ts';
import { question, result } from './cards.ts';

const { picture: _, ...bare } = question();

describe('a question', () => {
  it('with a picture is a new message, and takes the place of the progress', async () => {
    const { handle, deliveries, drive, sees, bob, world } = await openBench();
    const given = await handle();
    await drive(deliveries.delivery(given).ask(question()));
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }], words: expect.stringContaining('24 credits') }]);
    expect(world.files.size).toBe(1);
  });

  it('of words alone is told in the message that is there', async () => {
    const { handle, deliveries, drive, sees, bob } = await openBench();
    const given = await handle();
    await drive(deliveries.delivery(given).ask(bare));
    expect(sees(bob)).toMatchObject([{ ts: given.messageTs, buttons: [{ label: 'Start' }] }]);
  });

  it('is there once however often it is asked, also by the next process', async () => {
    const { handle, deliveries, again, drive, sees, bob, callsOf } = await openBench();
    const given = await handle();
    const delivery = deliveries.delivery(given);
    await drive(Promise.all([delivery.ask(question()), delivery.ask(question())]));
    await drive(again().deliveries.delivery(given).ask(question()));
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }] }]);
    expect(callsOf('chat.postMessage')).toHaveLength(2);
  });

  it('gives way to progress, comes back where it is asked again, and goes with its picture at the end', async () => {
    const { handle, deliveries, drive, pass, sees, bob, world } = await openBench();
    const delivery = deliveries.delivery(await handle());
    await drive(delivery.ask(question()));
    delivery.update(progress(40));
    await pass(5000);
    expect(sees(bob)).toMatchObject([{ images: [], words: expect.stringContaining('40 %') }]);
    await drive(delivery.ask(question()));
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }] }]);
    await drive(delivery.finish(result()));
    expect(sees(bob)).toMatchObject([{ images: [{ broken: false }], words: expect.stringContaining('2 credits') }]);
    expect([...world.files.values()].filter(({ deleted }) => !deleted)).toHaveLength(1);
  });

  it('is replaced by a failure, and does not come back after it', async () => {
    const { handle, deliveries, drive, sees, bob } = await openBench();
    const delivery = deliveries.delivery(await handle());
    await drive(delivery.ask(question()));
    await drive(delivery.fail(failure()));
    await drive(delivery.ask(question()));
    expect(sees(bob)).toMatchObject([{ images: [], words: expect.stringContaining('Nothing was charged.') }]);
  });
});

describe('a failure', () => {
  it('is told in the message that is there, as often as it is told', async () => {
    const { handle, deliveries, again, drive, sees, bob, callsOf } = await openBench();
    const given = await handle();
    await drive(deliveries.delivery(given).fail(failure()));
    await drive(again().deliveries.delivery(given).fail(failure()));
    expect(sees(bob)).toMatchObject([{ ts: given.messageTs, words: expect.stringContaining('Nothing was charged.') }]);
    expect(callsOf('chat.update')).toHaveLength(1);
  });

  it('is a message of its own where there is none, and one in direct messages where Easel may not speak', async () => {
    const { handle, origin, deliveries, drive, fail, sees, ada, bob, direct, channel, workspace } = await openBench();
    fail({ method: 'chat.postMessage', how: 'drop' });
    await drive(deliveries.delivery(await handle('public', origin())).fail(failure()));
    expect(sees(bob)).toMatchObject([{ words: expect.stringContaining('Nothing was charged.') }]);
    const given = await handle();
    channel.deleted = true;
    channel.members.delete(workspace.botUserId);
    await drive(deliveries.delivery(given).fail(failure()));
    expect(sees(ada, direct(ada))).toMatchObject([{ words: expect.stringContaining('cannot show it any more') }]);
  });

  it('is nothing more where somebody removed the message', async () => {
    const { handle, deliveries, drive, sees, bob, world, channel } = await openBench();
    const given = await handle();
    const message = world.messages.get(`${channel.id}:${given.messageTs}`);
    if (message) message.deleted = true;
    await expect(drive(deliveries.delivery(given).fail(failure()))).rejects.toMatchObject({ code: 'not-found' });
    expect(sees(bob)).toEqual([]);
  });

  it('is told although Slack’s limits are used up, after a while', async () => {
    const { handle, deliveries, drive, fail, sees, bob } = await openBench();
    const given = await handle();
    fail({ method: 'chat.update', retryAfter: 10, times: 2 });
    await drive(deliveries.delivery(given).fail(failure()));
    expect(sees(bob)).toMatchObject([{ words: expect.stringContaining('Nothing was charged.') }]);
  });

  it('keeps its words where Slack does not take its blocks', async () => {
    const { handle, deliveries, drive, fail, sees, bob } = await openBench();
    const given = await handle();
    fail({ method: 'chat.update', error: 'invalid_blocks', times: 2 });
    const blamed = { ...failure(), failure: { ...failure().failure, text: text('It was blocked.') } };
    await drive(deliveries.delivery(given).fail(blamed));
    expect(sees(bob)).toMatchObject([{ words: expect.stringContaining('It was blocked.'), blocks: [] }]);
  });
});
