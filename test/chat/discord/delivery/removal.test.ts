import { describe, expect, it } from 'vitest';
import { progress, question } from '../../../contracts/chat-platform-cards.ts';
import { type Bench, callsOf, openBench } from './bench.ts';
import { MIB, picture, result } from './cards.ts';

const QUARTER = 15 * 60_000;
const DAY = 86_400_000;
const shown = ({ ada, discord }: Bench) =>
  ada.sees(discord.channel).map(({ id, files }) => ({ id, files: files.length }));
const large = () => result(Array.from({ length: 4 }, (_, index) => picture(index, 8 * MIB)));

async function finished(visibility: 'public' | 'private' = 'public', card = large()) {
  const bench = await openBench();
  const handle = await bench.handle(visibility);
  await bench.drive(bench.deliveries.delivery(handle).finish(card));
  return { ...bench, bench, handle };
}

describe('a deletion', () => {
  it('removes every message, as often as it is asked for, and nothing brings them back', async () => {
    const { bench, deliveries, handle, drive, pass, again } = await finished();
    expect(shown(bench)).toHaveLength(2);
    const ids = shown(bench).map(({ id }) => id);
    await drive(deliveries.deleteResult(handle));
    await drive(deliveries.deleteResult(handle));
    await drive(again().deliveries.deleteResult(handle));
    for (const { delivery } of [deliveries, again().deliveries]) {
      delivery(handle).update(progress(50));
      await pass(5000);
      await drive(delivery(handle).ask(question()));
      await drive(delivery(handle).finish(large()));
    }
    expect(shown(bench)).toEqual([]);
    for (const id of ids) expect(await deliveries.jobOfMessage(id)).toBeUndefined();
  });

  it('goes by the channel when the token is over', async () => {
    const { bench, deliveries, handle, drive, pass } = await finished();
    await pass(QUARTER);
    await drive(deliveries.deleteResult(handle));
    expect(shown(bench)).toEqual([]);
  });

  it('reaches what only one person sees as long as the token lives, and does not fail later', async () => {
    const first = await finished('private');
    await first.drive(first.deliveries.deleteResult(first.handle));
    expect(shown(first.bench)).toEqual([]);
    const second = await finished('private');
    await second.pass(QUARTER);
    await second.drive(second.deliveries.deleteResult(second.handle));
    expect(shown(second.bench)).toHaveLength(2);
  });

  it('reaches what had to move to direct messages', async () => {
    const bench = await openBench();
    const { ada, deliveries, drive, pass } = bench;
    const handle = await bench.handle('private');
    await pass(QUARTER);
    await drive(deliveries.delivery(handle).finish(large()));
    expect(ada.sees(ada.directMessages())).toHaveLength(2);
    await drive(deliveries.deleteResult(handle));
    expect(ada.sees(ada.directMessages())).toEqual([]);
    expect(bench.gone).toEqual([]);
  });

  it('is fine with messages, channels and servers that are gone', async () => {
    const { bench, discord, deliveries, handle, drive, pass } = await finished();
    discord.deleteMessage({ id: shown(bench)[1]?.id ?? '' });
    await drive(deliveries.deleteResult(handle));
    expect(shown(bench)).toEqual([]);
    const other = await bench.handle();
    await drive(deliveries.delivery(other).finish(result()));
    await pass(QUARTER);
    discord.removeBot(discord.guild);
    await drive(deliveries.deleteResult(other));
  });

  it('wins over a delivery that is on its way in the same process', async () => {
    const bench = await openBench();
    const { discord, deliveries, drive } = bench;
    const handle = await bench.handle();
    const held = discord.hold({ method: 'PATCH', path: /original$/ });
    const delivered = deliveries.delivery(handle).finish(large());
    await held.arrived;
    const deleted = deliveries.deleteResult(handle);
    held.release();
    await drive(Promise.all([delivered, deleted]));
    expect(shown(bench)).toEqual([]);
  });

  it('wins over a delivery that is on its way in another process', async () => {
    const bench = await openBench();
    const { discord, deliveries, drive, again } = bench;
    const handle = await bench.handle();
    const held = discord.hold({ method: 'POST', path: /messages$/ });
    const delivered = deliveries.delivery(handle).finish(large());
    await held.arrived;
    const deleted = again().deliveries.deleteResult(handle);
    held.release();
    await drive(Promise.all([delivered, deleted]));
    expect(shown(bench)).toEqual([]);
  });

  it('is told to be tried again where Discord cannot be reached, and then finds all of it', async () => {
    const { bench, discord, deliveries, handle, drive } = await finished();
    discord.fail({ method: 'DELETE', times: 3 });
    await expect(drive(deliveries.deleteResult(handle))).rejects.toMatchObject({ code: 'unavailable' });
    await drive(deliveries.deleteResult(handle));
    expect(shown(bench)).toEqual([]);
  });

  it('opens an archived thread for it', async () => {
    const bench = await openBench();
    const { discord, ada, deliveries, drive, pass } = bench;
    const thread = discord.addThread(discord.channel, { ownerId: discord.botId });
    const handle = await bench.handle('public', thread);
    await drive(deliveries.delivery(handle).finish(result()));
    await pass(QUARTER);
    discord.archive(thread);
    await drive(deliveries.deleteResult(handle));
    expect(ada.sees(thread)).toEqual([]);
  });

  it('leaves nothing in the store where it is long ago', async () => {
    const { records, clock, deliveries, handle, drive } = await finished();
    await clock.advance(31 * DAY);
    await drive(deliveries.deleteResult(handle));
    const left: string[] = [];
    for await (const [id] of records.list()) left.push(id);
    expect(left).toEqual([]);
  });
});

describe('a thread', () => {
  it('is opened on the result, with its title, once', async () => {
    const { discord, deliveries, handle, drive } = await finished();
    const opened = await drive(deliveries.openThread(handle, `a fox\n${'🦊'.repeat(100)}`));
    expect(opened).toEqual({
      channelId: handle.messageId,
      url: `https://discord.com/channels/${discord.guild.id}/${handle.messageId}`,
    });
    const name = discord.world.channels.get(opened.channelId)?.name ?? '';
    expect(name).toMatch(/^a fox 🦊/u);
    expect(name.length).toBeLessThanOrEqual(100);
    expect(await drive(deliveries.openThread(handle, 'again'))).toEqual(opened);
    expect(await drive(deliveries.openThread(handle, ' \n '))).toEqual(opened);
  });

  it('is found where the answer to its opening was lost', async () => {
    const { bench, discord, deliveries, handle, drive } = await finished();
    discord.fail({ method: 'POST', path: /threads$/, afterEffect: true });
    expect((await drive(deliveries.openThread(handle, 'a fox'))).channelId).toBe(handle.messageId);
    expect(callsOf(bench, 'POST', /threads$/)).toHaveLength(2);
  });

  it('is not to be had on private results, in threads and in direct messages', async () => {
    const { deliveries, handle, ada, bench, discord } = await finished('private', result());
    const others = [
      handle,
      await bench.handle('public', ada.directMessages()),
      await bench.handle('public', discord.addThread(discord.channel)),
    ];
    for (const other of others)
      await expect(deliveries.openThread(other, 'a fox')).rejects.toMatchObject({ code: 'not-allowed' });
  });

  it('names the permissions that are missing', async () => {
    const { discord, deliveries, handle, drive } = await finished();
    discord.deny(discord.channel, 'bot', 'CreatePublicThreads');
    await expect(drive(deliveries.openThread(handle, 'a fox'))).rejects.toMatchObject({
      code: 'place-forbids',
      details: { permissions: expect.arrayContaining(['Create Public Threads']) },
    });
  });

  it('is not found where the result was removed', async () => {
    const { discord, deliveries, handle, drive } = await finished();
    discord.deleteMessage({ id: handle.messageId ?? '' });
    await expect(drive(deliveries.openThread(handle, 'a fox'))).rejects.toMatchObject({ code: 'not-found' });
  });
});
