import { Events } from 'discord.js';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openClient } from '#src/chat/discord/open-client.ts';
import { openDiscord } from '../../fakes/discord/open-client.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

const MANY = 1000;

it('keeps neither messages nor people, however many there are', async () => {
  const discord = await openDiscord();
  const { client, close } = openClient({ apiUrl: discord.apiUrl, messageContent: false, clock: createManualClock() });
  onTestFinished(close);
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(discord.token);
  await ready;
  let heard = 0;
  client.on(Events.Raw, ({ t }: { t: string }) => {
    if (t === 'MESSAGE_CREATE') heard++;
  });
  const people = Array.from({ length: 50 }, (_, index) => discord.person(`Person ${index}`));
  for (let message = 0; message < MANY; message++) {
    const person = people[message % people.length];
    await (message % 2 === 0 ? person?.dm('hello') : person?.say(discord.channel, `hello ${message}`));
  }
  await vi.waitFor(() => expect(heard).toBe(MANY), 5000);
  const guild = client.guilds.cache.get(discord.guild.id);
  const channel = client.channels.cache.get(discord.channel.id);
  expect({
    users: [...client.users.cache.keys()],
    members: [...(guild?.members.cache.keys() ?? [])],
    messages: channel && 'messages' in channel ? channel.messages.cache.size : undefined,
    channels: [...client.channels.cache.keys()],
  }).toEqual({
    users: [discord.botId],
    members: [discord.botId],
    messages: 0,
    channels: [discord.channel.id],
  });
});
