import { describe, expect, it } from 'vitest';
import { anchorOf } from '#src/chat/discord/anchor.ts';
import { text } from '#src/domain/text.ts';
import { openBench } from './bench.ts';

const MINUTE_MS = 60_000;
const ARRIVED = { id: 'paint-1', prompt: 'a red kite' };
const DONE = { kind: 'text', text: text('Done.') } as const;

/** Somebody pressed a button and was answered in private; what follows comes from a page. */
async function pressed(where: 'channel' | 'direct' | 'friends' = 'channel') {
  const bench = await openBench({ ada: { installed: true } });
  const { ada, discord } = bench;
  const bob = discord.person('Bob');
  const channel = {
    channel: () => discord.channel,
    direct: () => ada.directMessages(),
    friends: () => discord.addPrivateChannel(ada, bob),
  }[where]();
  const { origin } = await bench.ask(channel);
  await bench.drive(bench.replies.open(origin).ack('private'));
  // Kept in a store meanwhile, and read by another process.
  const anchor = JSON.parse(JSON.stringify(anchorOf(origin).handle));
  const goOn = (visibility: 'public' | 'private') =>
    bench.drive(bench.again().deliveries.goOn(anchor, { ...ARRIVED, visibility }));
  return { ...bench, bob, channel, origin, goOn };
}

describe('what comes from a page', () => {
  it('is a new message for everybody where the page was asked for, and names nobody', async () => {
    const { goOn, drive, deliveries, ada, bob, discord, origin } = await pressed();
    const handle = await goOn('public');
    expect(handle).toMatchObject({ private: false, token: null, canThread: true, userId: origin.userId });
    expect(handle.id).not.toBe(origin.id);
    await drive(deliveries.delivery(handle).answer(DONE));
    const [message, ...more] = bob.sees(discord.channel);
    expect([message?.text, message?.id, more]).toEqual(['Done.', handle.messageId, []]);
    expect(ada.sees(discord.channel)).toHaveLength(2);
  });

  it('takes the place of the private answer, where it is private', async () => {
    const { goOn, drive, deliveries, ada, bob, discord } = await pressed();
    const before = ada.sees(discord.channel).length;
    await drive(deliveries.delivery(await goOn('private')).answer(DONE));
    const messages = ada.sees(discord.channel);
    expect(messages).toHaveLength(before);
    expect(messages.at(-1)).toMatchObject({ ephemeral: true, text: 'Done.' });
    expect(bob.sees(discord.channel)).toEqual([]);
  });

  it('is a direct message where that can be changed no more, and never public', async () => {
    const { goOn, drive, deliveries, clock, ada, bob, discord } = await pressed();
    await clock.advance(15 * MINUTE_MS);
    await drive(deliveries.delivery(await goOn('private')).answer(DONE));
    expect(ada.sees(ada.directMessages()).map(({ text }) => text)).toContain('Done.');
    expect(bob.sees(discord.channel)).toEqual([]);
  });

  it('stays private where only the person installed Easel', async () => {
    const { goOn, drive, deliveries, bob, channel } = await pressed('friends');
    const handle = await goOn('public');
    expect(handle).toMatchObject({ private: true, channelRoute: false });
    await drive(deliveries.delivery(handle).answer(DONE));
    expect(bob.sees(channel)).toEqual([]);
  });

  it('is said in direct messages where it was asked for there', async () => {
    const { goOn, drive, deliveries, ada, channel } = await pressed('direct');
    await drive(deliveries.delivery(await goOn('public')).answer(DONE));
    expect(ada.sees(channel).map(({ text }) => text)).toContain('Done.');
  });

  it('is refused where Easel may not speak any more, and nothing is shown', async () => {
    const { goOn, bob, discord } = await pressed();
    discord.deny(discord.channel, 'bot', 'SendMessages');
    await expect(goOn('public')).rejects.toMatchObject({ code: 'place-forbids' });
    expect(bob.sees(discord.channel)).toEqual([]);
  });

  it('leads back to where it was asked for', async () => {
    const { origin, discord } = await pressed();
    expect(anchorOf(origin).url).toBe(`https://discord.com/channels/${discord.guild.id}/${discord.channel.id}`);
    expect(anchorOf({ ...origin, guildId: null }).url).toBe(`https://discord.com/channels/@me/${discord.channel.id}`);
  });
});
