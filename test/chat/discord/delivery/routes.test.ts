import { describe, expect, it } from 'vitest';
import { failure, progress, question } from '../../../contracts/chat-platform-cards.ts';
import type { PlayedChannel } from '../../../fakes/discord/state.ts';
import { type Bench, type BenchWish, callsOf, openBench } from './bench.ts';
import { MIB, picture, result } from './cards.ts';

const QUARTER = 15 * 60_000;
const EDIT = /original$/;
/** Without the bytes, which no failed test should print. */
const seen = ({ ada }: Bench, channel: PlayedChannel) =>
  ada.sees(channel).map((message) => ({ ...message, files: message.files.map(({ name }) => ({ name })) }));
const shown = (bench: Bench) => seen(bench, bench.discord.channel);
const direct = (bench: Bench) => seen(bench, bench.ada.directMessages());

async function delivering(visibility: 'public' | 'private' = 'public', wish: BenchWish = {}) {
  const bench = await openBench(wish);
  const handle = await bench.handle(visibility);
  return { ...bench, bench, handle, delivery: bench.deliveries.delivery(handle) };
}

describe('when the token is over', () => {
  it('a result comes by the channel, in the same message', async () => {
    const { bench, handle, delivery, drive, pass } = await delivering();
    await pass(QUARTER);
    await drive(delivery.finish(result([picture(0, 5 * MIB)])));
    expect(shown(bench)).toMatchObject([{ id: handle.messageId, files: [{ name: 'easel-job1-1.png' }] }]);
    expect(callsOf(bench, 'PATCH', EDIT)).toEqual([]);
  });

  it.each([
    [10062, 404],
    [50027, 401],
    [10015, 404],
  ])('and only Discord knows it (%i), it comes by the channel all the same', async (code, status) => {
    const { bench, handle, delivery, discord, drive } = await delivering();
    discord.fail({ method: 'PATCH', path: EDIT, status, body: { code, message: 'over' }, times: 9 });
    await drive(delivery.finish(result()));
    await drive(delivery.finish(result()));
    expect(shown(bench)).toMatchObject([{ id: handle.messageId, files: [{}] }]);
    expect(callsOf(bench, 'PATCH', EDIT)).toHaveLength(1);
  });

  it('a picture is made smaller where the channel takes less', async () => {
    const { bench, delivery, drive, pass } = await delivering('public', { ada: { uploadLimit: 50 * MIB } });
    await pass(QUARTER);
    await drive(delivery.finish(result([picture(0, 12 * MIB)])));
    expect(shown(bench)).toMatchObject([{ files: [{ name: 'easel-job1-1.jpg' }] }]);
  });

  it('a private one comes by direct message, once, and says where it was asked for', async () => {
    const { bench, discord, delivery, handle, drive, pass, again } = await delivering('private');
    await pass(QUARTER);
    const card = result(Array.from({ length: 4 }, (_, index) => picture(index, 8 * MIB)));
    await drive(delivery.finish(card));
    await drive(delivery.finish(card));
    await drive(again().deliveries.delivery(handle).finish(card));
    expect(direct(bench).map(({ files }) => files.length)).toEqual([3, 1]);
    expect(direct(bench)[0]?.text).toContain(`/channels/${discord.guild.id}/${discord.channel.id}`);
    expect(shown(bench)).toMatchObject([{ loading: true }]);
    expect(await bench.deliveries.jobOfMessage(direct(bench)[0]?.id ?? '')).toBe('job1');
  });

  it('what was seen before it was over is not sent again', async () => {
    const { bench, delivery, handle, drive, pass, again } = await delivering('private');
    await drive(delivery.finish(result()));
    await pass(QUARTER);
    await drive(again().deliveries.delivery(handle).finish(result()));
    expect(direct(bench)).toEqual([]);
  });

  it('what was half shown comes whole by direct message', async () => {
    const { bench, discord, delivery, handle, drive, pass, again } = await delivering('private');
    const card = result(Array.from({ length: 7 }, (_, index) => picture(index, 8 * MIB)));
    discord.fail({ method: 'POST', path: /^\/webhooks/, times: 2 });
    await expect(drive(delivery.finish(card))).rejects.toMatchObject({ code: 'unavailable' });
    await pass(QUARTER);
    await drive(again().deliveries.delivery(handle).finish(card));
    expect(direct(bench).map(({ files }) => files.length)).toEqual([3, 3, 1]);
  });

  it('the answer to a direct message that was lost makes no second one', async () => {
    const { bench, discord, delivery, drive, pass } = await delivering('private');
    await pass(QUARTER);
    discord.fail({ method: 'POST', path: /messages$/, afterEffect: true });
    await drive(delivery.finish(result()));
    expect(direct(bench)).toHaveLength(1);
  });

  it('a failure and a question come by direct message too, and go on there', async () => {
    const { bench, delivery, drive, pass } = await delivering('private');
    await pass(QUARTER);
    await drive(delivery.ask(question()));
    delivery.update(progress(40));
    await pass(0);
    expect(direct(bench)).toMatchObject([{ text: expect.stringContaining('40') }]);
    await drive(delivery.fail(failure()));
    expect(direct(bench)).toMatchObject([{ text: expect.stringContaining('blocked') }]);
  });

  it('it ends for good where direct messages are closed', async () => {
    const { bench, delivery, drive, pass } = await delivering('private', { ada: { dmsOpen: false } });
    await pass(QUARTER);
    await expect(drive(delivery.finish(result()))).rejects.toMatchObject({ code: 'not-found', retryable: false });
    expect(direct(bench)).toEqual([]);
  });

  it('where only the person installed Easel, it comes by direct message', async () => {
    const bench = await openBench({ ada: { installed: true } });
    const { ada, discord, deliveries, drive, pass } = bench;
    ada.directMessages();
    const friends = discord.addPrivateChannel(ada, discord.person('Bob'));
    const handle = await bench.handle('public', friends);
    await pass(QUARTER);
    await drive(deliveries.delivery(handle).finish(result()));
    expect(direct(bench)).toMatchObject([{ files: [{}], text: expect.stringContaining('/channels/@me/') }]);
  });

  it('in direct messages with Easel it stays where it is', async () => {
    const bench = await openBench();
    const { ada, deliveries, drive, pass } = bench;
    const handle = await bench.handle('public', ada.directMessages());
    await pass(QUARTER);
    await drive(deliveries.delivery(handle).finish(result()));
    expect(direct(bench)).toMatchObject([{ id: handle.messageId, files: [{}] }]);
  });
});

describe('limits of Discord', () => {
  const limited = (seconds: number) => ({ method: 'PATCH', path: EDIT, remaining: 0, resetAfter: seconds });

  it('send the end by the channel where the webhook would let it wait', async () => {
    const { bench, delivery, discord, clock, drive } = await delivering();
    discord.limit(limited(600));
    const before = clock.now();
    await drive(delivery.finish(result()));
    expect(clock.now() - before).toBeLessThan(2500);
    expect(shown(bench)).toMatchObject([{ files: [{}] }]);
  });

  it('are waited for where there is no other way, and no direct message is sent for them', async () => {
    const { bench, delivery, discord, drive, clock } = await delivering('private');
    discord.limit({ ...limited(20), limit: 5 });
    const before = clock.now();
    await drive(delivery.finish(result()));
    expect(clock.now() - before).toBeGreaterThanOrEqual(20_000);
    expect(shown(bench)).toMatchObject([{ files: [{}] }]);
    expect(direct(bench)).toEqual([]);
  });
});

describe('a Discord that stumbles', () => {
  it.each([
    ['502 before', { status: 502 }],
    ['502 after it took effect', { status: 502, afterEffect: true }],
    ['a lost connection', { how: 'drop' }],
    ['a lost answer', { how: 'drop', afterEffect: true }],
  ] as const)('is asked again: %s', async (_name, fault) => {
    const { bench, delivery, discord, drive } = await delivering();
    discord.fail({ method: 'PATCH', path: EDIT, times: 2, ...fault });
    await drive(delivery.finish(result()));
    expect(shown(bench)).toMatchObject([{ files: [{}] }]);
    expect(callsOf(bench, 'PATCH', /./)).toHaveLength(3);
  });

  it('is asked for about ten seconds and on each way, then left to whoever asks again', async () => {
    const { bench, delivery, discord, drive, clock } = await delivering();
    discord.fail({ method: 'PATCH', path: /messages/, times: 6 });
    const before = clock.now();
    await expect(drive(delivery.finish(result()))).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(clock.now() - before).toBeLessThan(20_000);
    expect(direct(bench)).toEqual([]);
    await drive(delivery.finish(result()));
    expect(shown(bench)).toMatchObject([{ files: [{}] }]);
  });

  it('that gives no answer costs a minute at most, and then the channel takes it', async () => {
    const { bench, delivery, discord, clock, drive } = await delivering();
    discord.fail({ method: 'PATCH', path: EDIT, how: 'hang' });
    const finished = delivery.finish(result());
    await bench.sent(EDIT);
    await clock.advance(60_000);
    await drive(finished);
    expect(shown(bench)).toMatchObject([{ files: [{}] }]);
  });

  it('tells no token, whatever breaks', async () => {
    const { bench, delivery, discord, drive, handle, log } = await delivering('private');
    const body = { code: 50035, message: `bad ${handle.token}` };
    discord.fail({ method: 'PATCH', path: EDIT, status: 400, body, times: 9 });
    delivery.update(progress(1));
    await bench.pass(10);
    const failed = await drive(delivery.finish(result()).catch((error: unknown) => error));
    const told = JSON.stringify([log.lines, failed], (_key, value) =>
      value instanceof Error ? { message: value.message, stack: value.stack, cause: value.cause } : value,
    );
    expect(told).toContain('bad');
    expect(told).not.toContain(handle.token);
  });
});

describe('a place that changed', () => {
  it('whose message a moderator removed gets no result again', async () => {
    const { bench, delivery, discord, handle, drive, pass } = await delivering();
    discord.deleteMessage({ id: handle.messageId ?? '' });
    await expect(drive(delivery.finish(result()))).rejects.toMatchObject({ code: 'not-found' });
    await pass(QUARTER);
    await expect(drive(delivery.finish(result()))).rejects.toMatchObject({ code: 'not-found' });
    expect(shown(bench)).toEqual([]);
    expect(direct(bench)).toEqual([]);
  });

  it.each<[string, (bench: Bench) => void]>([
    ['a channel that is gone', ({ discord }) => discord.deleteChannel(discord.channel)],
    ['a channel that Easel may not see any more', ({ discord }) => discord.deny(discord.channel, 'bot', 'ViewChannel')],
  ])('gives the paid result to its owner directly: %s', async (_name, change) => {
    const { bench, delivery, drive, pass } = await delivering();
    await pass(QUARTER);
    change(bench);
    await drive(delivery.finish(result()));
    expect(direct(bench)).toMatchObject([{ files: [{}] }]);
  });

  it('ends for good where the bot was thrown out and nobody can be reached', async () => {
    const { bench, delivery, discord, drive, pass } = await delivering();
    await pass(QUARTER);
    discord.removeBot(discord.guild);
    await expect(drive(delivery.finish(result()))).rejects.toMatchObject({ retryable: false });
    expect(direct(bench)).toEqual([]);
  });

  it('is opened again where it is a thread that was archived', async () => {
    const bench = await openBench();
    const { discord, deliveries, drive, pass } = bench;
    const thread = discord.addThread(discord.channel);
    const handle = await bench.handle('public', thread);
    await pass(QUARTER);
    discord.archive(thread);
    await drive(deliveries.delivery(handle).finish(result()));
    expect(seen(bench, thread)).toMatchObject([{ files: [{}] }]);
    expect(thread.archived).toBe(false);
  });

  it('is told directly where the thread was locked', async () => {
    const bench = await openBench();
    const { discord, deliveries, drive } = bench;
    const thread = discord.addThread(discord.channel);
    const handle = await bench.handle('public', thread);
    discord.lock(thread);
    const before = callsOf(bench, 'PATCH', /./).length;
    await drive(deliveries.delivery(handle).finish(result()));
    expect(direct(bench)).toMatchObject([{ files: [{}] }]);
    expect(callsOf(bench, 'PATCH', /./).length - before).toBeLessThan(6);
  });

  it("says that the server's own rules blocked it, without repeating what they block", async () => {
    const { bench, delivery, drive } = await delivering('public', { guild: { blockedWords: ['fox'] } });
    await drive(delivery.finish(result()));
    expect(shown(bench)).toMatchObject([{ files: [], text: expect.stringContaining('own rules blocked') }]);
  });

  it('ends for good where not even that may be said', async () => {
    const { delivery, discord, drive } = await delivering();
    const body = { code: 200000, message: 'Message was blocked by automatic moderation' };
    discord.fail({ method: 'PATCH', path: EDIT, status: 400, body, times: 9 });
    await expect(drive(delivery.finish(result()))).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('a handle whose message nobody told of', () => {
  it('learns it from the first edit, and goes on by the channel with it', async () => {
    const { bench, handle, deliveries, drive, pass } = await delivering();
    const delivery = deliveries.delivery({ ...handle, messageId: null });
    delivery.update(progress(10));
    await pass(QUARTER);
    await drive(delivery.finish(result()));
    expect(shown(bench)).toMatchObject([{ id: handle.messageId, files: [{}] }]);
  });
});
