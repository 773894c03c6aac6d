import { GatewayIntentBits } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { clientOf, connected, openDiscord } from './open-client.ts';

const { Guilds, GuildMessages, MessageContent } = GatewayIntentBits;

describe('the real client', () => {
  it('is told where the gateway is and who it is', async () => {
    const discord = await openDiscord();
    const client = await connected(discord);
    expect(client.user?.id).toBe(discord.botId);
    expect(client.application?.id).toBe(discord.applicationId);
    expect((await client.application?.fetch())?.name).toBe('Easel');
    expect(discord.gateway.counts).toMatchObject({ identified: 1, resumed: 0 });
  });

  it('is turned away with a wrong token', async () => {
    const discord = await openDiscord();
    await expect(clientOf(discord).login('wrong.bot.token')).rejects.toThrow(/invalid token/);
    expect(discord.gateway.counts.identified).toBe(0);
  });

  it('is turned away with a privileged intent that was not granted', async () => {
    const discord = await openDiscord();
    const client = clientOf(discord, { intents: [Guilds, GuildMessages, MessageContent] });
    await expect(client.login(discord.token)).rejects.toThrow(/disallowed intents/);
  });

  it('is let in with a privileged intent that was granted', async () => {
    const discord = await openDiscord({ messageContent: true });
    const client = await connected(discord, { intents: [Guilds, GuildMessages, MessageContent] });
    expect((await client.application?.fetch())?.flags.has('GatewayMessageContentLimited')).toBe(true);
  });

  it('opens as many shards as Discord says, each with its own servers', async () => {
    const discord = await openDiscord({ shards: 2 });
    const other = discord.addGuild({ name: 'Other' });
    const client = await connected(discord, { shards: 'auto' });
    expect(discord.gateway.counts.identified).toBe(2);
    const shards = [discord.guild, other].map(({ id }) => client.guilds.cache.get(id)?.shardId);
    expect(shards.toSorted()).toEqual([0, 1]);
  });
});

describe('a connection', () => {
  it.each([
    ['is closed', 'disconnect'],
    ['is asked to reconnect', 'askToReconnect'],
  ] as const)('that %s is resumed, and what happened meanwhile is told', async (_name, how) => {
    const discord = await openDiscord();
    const client = await connected(discord);
    const heard = new Set<string>();
    client.on('messageCreate', (message) => heard.add(message.id));
    discord.gateway[how]();
    const ada = discord.person('Ada');
    const said = await ada.say(discord.channel, 'while you were away');
    await discord.until(() => discord.gateway.counts.resumed === 1);
    const later = await ada.say(discord.channel, 'and now');
    await expect.poll(() => [...heard]).toEqual([said.id, later.id]);
    expect(discord.gateway.counts.identified).toBe(1);
  });

  it('whose session is over is opened anew', async () => {
    const discord = await openDiscord();
    const client = await connected(discord);
    const again = new Promise((resolve) => client.once('shardReady', resolve));
    discord.gateway.invalidate();
    await again;
    expect(discord.gateway.counts).toMatchObject({ identified: 2, resumed: 0 });
  });

  it('whose heartbeats nobody answers is given up and resumed', async () => {
    const discord = await openDiscord({ heartbeatMs: 40 });
    await connected(discord);
    await discord.until(() => discord.gateway.counts.heartbeats > 0);
    discord.gateway.acknowledgeHeartbeats(false);
    await discord.until(() => discord.gateway.counts.resumed > 0);
    discord.gateway.acknowledgeHeartbeats(true);
  });
});

it('tells the client of channels, threads and a server that threw it out', async () => {
  const discord = await openDiscord();
  const client = await connected(discord);
  const channel = discord.addChannel({ name: 'art', nsfw: true });
  const thread = discord.addThread(channel);
  await expect.poll(() => client.channels.cache.has(thread.id)).toBe(true);
  expect(client.channels.cache.get(channel.id)).toMatchObject({ name: 'art', nsfw: true });
  discord.deny(channel, 'bot', 'AttachFiles');
  const own = () =>
    client.guilds.cache.get(discord.guild.id)?.channels.cache.get(channel.id)?.permissionsFor(discord.botId);
  await expect.poll(() => own()?.has('AttachFiles')).toBe(false);
  expect(own()?.has('SendMessages')).toBe(true);
  discord.removeBot(discord.guild);
  await expect.poll(() => client.guilds.cache.size).toBe(0);
});

it('tells two processes on one token the same', async () => {
  const discord = await openDiscord();
  const clients = [await connected(discord), await connected(discord)];
  const heard: string[] = [];
  for (const client of clients) client.on('messageCreate', ({ id }) => heard.push(id));
  const { id } = await discord.person('Ada').say(discord.channel, 'hello');
  await expect.poll(() => heard).toEqual([id, id]);
});
