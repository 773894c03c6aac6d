import { GatewayIntentBits, Routes, type GatewayMessageCreateDispatchData as Said } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { bodyOf, openTable, text } from './asking.ts';
import { connected, openDiscord } from './open-client.ts';
import { PNG } from './open-commands.ts';

const { Guilds, GuildMessages, DirectMessages, MessageContent } = GatewayIntentBits;

describe('what the bot may read', () => {
  async function openListening(messageContent: boolean) {
    const discord = await openDiscord({ messageContent });
    const intents = [Guilds, GuildMessages, DirectMessages, ...(messageContent ? [MessageContent] : [])];
    const client = await connected(discord, { intents });
    const heard: Said[] = [];
    client.on('raw', (packet: { t: string; d: Said }) => {
      if (packet.t === 'MESSAGE_CREATE') heard.push(packet.d);
    });
    const next = async (id: string): Promise<Said> => {
      await expect.poll(() => heard.some((message) => message.id === id)).toBe(true);
      return heard.find((message) => message.id === id) ?? expect.fail();
    };
    const result = async () => {
      await client.rest.post(Routes.channelMessages(discord.channel.id), { body: bodyOf([text('a result')]) });
      return [...discord.world.messages.values()].at(-1) ?? expect.fail();
    };
    return { discord, next, ada: discord.person('Ada'), result };
  }

  it('is nothing of what is not for it', async () => {
    const { ada, discord, next } = await openListening(false);
    const { id } = await ada.say(discord.channel, 'hello all', { attachments: [PNG] });
    expect(await next(id)).toMatchObject({
      content: '',
      attachments: [],
      author: { username: 'ada' },
      member: { roles: [expect.any(String)] },
    });
  });

  it('is a mention, and a ping-reply to its own message, but nothing of others in it', async () => {
    const { ada, discord, next, result } = await openListening(false);
    const before = await ada.say(discord.channel, 'a picture', { attachments: [PNG] });
    const mention = await ada.say(discord.channel, `<@${discord.botId}> like this`, {
      replyTo: before,
      attachments: [PNG],
    });
    expect(await next(mention.id)).toMatchObject({
      content: mention.content,
      attachments: [{ filename: 'fox.png' }],
      referenced_message: { content: '', attachments: [] },
    });
    const own = await result();
    const reply = await ada.say(discord.channel, 'in blue', { replyTo: own });
    expect(await next(reply.id)).toMatchObject({
      content: 'in blue',
      mentions: [{ id: discord.botId }],
      referenced_message: { components: [{ content: 'a result' }] },
    });
    const quiet = await ada.say(discord.channel, 'in red', { replyTo: own, silentReply: true });
    expect(await next(quiet.id)).toMatchObject({ content: '', mentions: [] });
  });

  it('is every direct message', async () => {
    const { ada, next } = await openListening(false);
    const { id } = await ada.dm('hello', { attachments: [PNG] });
    expect(await next(id)).toMatchObject({ content: 'hello', attachments: [{ size: 3 }] });
  });

  it('is everything where that was granted, forwarded messages too', async () => {
    const { ada, discord, next } = await openListening(true);
    const original = await ada.say(discord.channel, 'look', { attachments: [PNG] });
    expect(await next(original.id)).toMatchObject({ content: 'look' });
    const { id } = await ada.say(discord.channel, '', { forward: original });
    expect(await next(id)).toMatchObject({
      message_reference: { type: 1 },
      message_snapshots: [{ message: { content: 'look', attachments: [{}] } }],
    });
  });

  it('is not a reply to the answer of a command', async () => {
    const { deferred, discord, ada } = await openTable();
    await (await deferred()).edit([text('a result')]);
    const [answer] = ada.sees(discord.channel);
    const reply = await ada.say(discord.channel, 'in blue', { replyTo: answer ?? { id: '' } });
    expect(reply.mentions).toEqual([]);
  });
});
