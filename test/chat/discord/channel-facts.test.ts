import { PermissionFlagsBits } from 'discord.js';
import { describe, expect, it, vi } from 'vitest';
import { openListening } from './open-listening.ts';

const { ViewChannel, SendMessages, AttachFiles, ManageMessages } = PermissionFlagsBits;

async function connected() {
  const listening = await openListening();
  await listening.start();
  const { discord, gateway } = listening;
  /** What is known of it, once something is. */
  const known = (id: string) => vi.waitFor(() => gateway.channelOf(id) ?? Promise.reject(new Error('Not yet.')));
  return { ...listening, discord, gateway, known };
}

describe('what is known of a channel', () => {
  it('is its mark for adults, also where that is changed', async () => {
    const { discord, gateway, known } = await connected();
    expect(await known(discord.channel.id)).toMatchObject({ isThread: false, nsfw: false, isEaselsThread: false });
    discord.setNsfw(discord.channel, true);
    await vi.waitFor(() => expect(gateway.channelOf(discord.channel.id)?.nsfw).toBe(true));
  });

  it('is for a thread the mark of the channel it hangs on, and whose it is', async () => {
    const { discord, known } = await connected();
    const adults = discord.addChannel({ name: 'adults', nsfw: true });
    const theirs = discord.addThread(adults);
    const ours = discord.addThread(discord.channel, { ownerId: discord.botId });
    expect(await known(theirs.id)).toMatchObject({ isThread: true, nsfw: true, isEaselsThread: false });
    expect(await known(ours.id)).toMatchObject({ isThread: true, nsfw: false, isEaselsThread: true });
  });

  it('is what Easel may do there, by the overwrites of the channel', async () => {
    const { discord, gateway, known } = await connected();
    const quiet = discord.addChannel({ name: 'quiet' });
    const before = (await known(quiet.id)).permissions ?? 0n;
    expect(before & (ViewChannel | SendMessages | AttachFiles)).toBe(ViewChannel | SendMessages | AttachFiles);
    expect(before & ManageMessages).toBe(0n);
    discord.deny(quiet, 'everyone', 'SendMessages', 'AttachFiles');
    discord.allow(quiet, 'bot', 'SendMessages', 'ManageMessages');
    const wanted = (before & ~AttachFiles) | ManageMessages;
    await vi.waitFor(() => expect(gateway.channelOf(quiet.id)?.permissions).toBe(wanted));
    const thread = discord.addThread(quiet);
    expect((await known(thread.id)).permissions).toBe(wanted);
  });

  it('is nothing of what Easel does not see, and of direct messages', async () => {
    const { discord, gateway, heard } = await connected();
    const { id, channelId } = await discord.person('Ada').dm('hello');
    await vi.waitFor(() => expect(heard).toEqual([id]));
    expect(gateway.channelOf(channelId)).toBeUndefined();
    expect(gateway.channelOf('123456789012345678')).toBeUndefined();
  });

  it('is nothing more of a channel that was deleted, and of a server that threw Easel out', async () => {
    const { discord, gateway, known } = await connected();
    const gone = discord.addChannel({ name: 'gone' });
    await known(gone.id);
    discord.deleteChannel(gone);
    await vi.waitFor(() => expect(gateway.channelOf(gone.id)).toBeUndefined());
    discord.removeBot(discord.guild);
    await vi.waitFor(() => expect(gateway.channelOf(discord.channel.id)).toBeUndefined());
  });
});

it('knows the role that Discord made for it in each server', async () => {
  const { discord, gateway } = await connected();
  const role = [...discord.guild.roles.values()].find(({ botId }) => botId === discord.botId);
  expect(gateway.botRoleOf(discord.guild.id)).toBe(role?.id ?? 'missing');
  expect(gateway.botRoleOf('123456789012345678')).toBeUndefined();
});
