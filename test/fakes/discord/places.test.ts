import { ChannelType, Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { bodyOf, file, gallery, openTable, text } from './asking.ts';

async function openRoutes() {
  const table = await openTable();
  const { discord, rest } = table;
  const post = (
    channelId = discord.channel.id,
    more: { files?: { name: string; data: Buffer }[]; body?: object } = {},
  ) =>
    rest.post(Routes.channelMessages(channelId), {
      body: bodyOf([text('hello')], more.body ? { body: more.body } : {}),
      ...(more.files && { files: more.files }),
    });
  const last = () => [...discord.world.messages.values()].at(-1) ?? { id: '' };
  const thread = (messageId: string, name = 'a fox') =>
    rest.post(Routes.threads(discord.channel.id, messageId), { body: { name, auto_archive_duration: 1440 } });
  return { ...table, post, last, thread };
}

describe('what the bot may not do', () => {
  it.each([
    ['ViewChannel', 50001],
    ['SendMessages', 50013],
    ['AttachFiles', 50013],
  ] as const)('without %s is refused', async (name, code) => {
    const { discord, post } = await openRoutes();
    discord.deny(discord.channel, 'bot', name);
    await expect(post(undefined, { files: [file('a.png')] })).rejects.toMatchObject({ code, status: 403 });
    discord.allow(discord.channel, 'bot', name);
    await post(undefined, { files: [file('a.png')] });
  });

  it('is told with each interaction', async () => {
    const { discord, ask } = await openRoutes();
    discord.deny(discord.channel, 'everyone', 'AttachFiles');
    const { interaction } = await ask();
    const has = BigInt(String(interaction.payload.app_permissions));
    expect([has & (1n << 15n), has & (1n << 11n)]).toEqual([0n, 1n << 11n]);
  });

  it('is to read on, to reply and to delete for others', async () => {
    const { discord, rest, post, ada } = await openRoutes();
    const said = await ada.say(discord.channel, 'hello');
    await expect(rest.delete(Routes.channelMessage(discord.channel.id, said.id))).rejects.toMatchObject({
      code: 50013,
    });
    await expect(rest.patch(Routes.channelMessage(discord.channel.id, said.id), { body: {} })).rejects.toMatchObject({
      code: 50005,
    });
    const reply = { message_reference: { message_id: said.id } };
    await post(undefined, { body: reply });
    discord.deny(discord.channel, 'bot', 'ReadMessageHistory');
    await expect(post(undefined, { body: reply })).rejects.toMatchObject({ code: 50013 });
    await expect(rest.get(Routes.channelMessage(discord.channel.id, said.id))).rejects.toMatchObject({ code: 50013 });
    discord.allow(discord.channel, 'bot', 'ManageMessages');
    await rest.delete(Routes.channelMessage(discord.channel.id, said.id));
    expect(ada.sees(discord.channel).map(({ ours }) => ours)).toEqual([true]);
    expect(ada.sees(discord.channel, true)[0]).toMatchObject({ text: 'hello', deleted: true });
  });

  it('is anything where there is no channel, or the bot was thrown out', async () => {
    const { discord, post, rest } = await openRoutes();
    await expect(post('123')).rejects.toMatchObject({ code: 10003, status: 404 });
    discord.removeBot(discord.guild);
    await expect(post()).rejects.toMatchObject({ code: 50001 });
    const commands = Routes.applicationGuildCommands(discord.applicationId, discord.guild.id);
    await expect(rest.get(commands)).rejects.toMatchObject({ code: 50001 });
  });

  it('comes from roles and people too', async () => {
    const { discord, post } = await openRoutes();
    discord.deny(discord.channel, 'everyone', 'SendMessages');
    await expect(post()).rejects.toMatchObject({ code: 50013 });
    const mod = discord.person('Mo', { permissions: ['Administrator'] });
    await mod.say(discord.channel, 'I may');
    await expect(discord.person('Ben').say(discord.channel, 'I may not')).rejects.toThrow('may not write');
  });
});

describe('a thread', () => {
  it('is opened once on a message, and has its id', async () => {
    const { post, last, thread, discord, ada } = await openRoutes();
    await post();
    const { id } = last();
    expect(await thread(id)).toMatchObject({ id, type: ChannelType.PublicThread, parent_id: discord.channel.id });
    await expect(thread(id)).rejects.toMatchObject({ code: 160004 });
    await expect(thread('1234')).rejects.toMatchObject({ code: 10008 });
    expect(ada.sees(discord.channel)[0]?.threadId).toBe(id);
  });

  it('takes a right and a name that fits', async () => {
    const { post, last, thread, discord } = await openRoutes();
    await post();
    await expect(thread(last().id, 'x'.repeat(101))).rejects.toMatchObject({ code: 50035 });
    discord.deny(discord.channel, 'bot', 'CreatePublicThreads');
    await expect(thread(last().id)).rejects.toMatchObject({ code: 50013 });
  });

  it('that is archived is opened again by a message, not by an edit', async () => {
    const { post, last, discord, rest } = await openRoutes();
    const inside = discord.addThread(discord.channel);
    await post(inside.id);
    const edit = () => rest.patch(Routes.channelMessage(inside.id, last().id), { body: bodyOf([text('again')]) });
    await edit();
    discord.archive(inside);
    await expect(edit()).rejects.toMatchObject({ code: 50083, status: 400 });
    await post(inside.id);
    expect(inside.archived).toBe(false);
    discord.lock(inside);
    await expect(post(inside.id)).rejects.toMatchObject({ code: 50083 });
  });

  it('needs a right of its own to write in', async () => {
    const { post, discord } = await openRoutes();
    const inside = discord.addThread(discord.channel);
    discord.deny(discord.channel, 'bot', 'SendMessages');
    await post(inside.id);
    discord.deny(discord.channel, 'bot', 'SendMessagesInThreads');
    await expect(post(inside.id)).rejects.toMatchObject({ code: 50013 });
  });

  it('cannot be edited by the token either once it is archived', async () => {
    const { deferred, discord } = await openRoutes();
    const inside = discord.addThread(discord.channel);
    const one = await deferred(false, inside);
    discord.archive(inside);
    await expect(one.edit([text('x')])).rejects.toMatchObject({ code: 50083 });
  });
});

describe('a direct message', () => {
  it('reaches people who let it in', async () => {
    const { rest, ada, post } = await openRoutes();
    const channel = (await rest.post(Routes.userChannels(), { body: { recipient_id: ada.id } })) as { id: string };
    await post(channel.id, { files: [file('a.png')] });
    expect(ada.sees(ada.directMessages())).toMatchObject([{ text: 'hello', ours: true }]);
  });

  it('does not reach people who closed theirs, or who share no server', async () => {
    const { rest, post, discord } = await openRoutes();
    const away = discord.addGuild({ withoutBot: true });
    const strangers = [discord.person('Cy', { dmsOpen: false }), discord.person('Di', { guilds: [away] })];
    for (const { id } of strangers) {
      const channel = (await rest.post(Routes.userChannels(), { body: { recipient_id: id } })) as { id: string };
      await expect(post(channel.id)).rejects.toMatchObject({ code: 50007, status: 403 });
    }
  });
});

it('blocks words that a server does not want', async () => {
  const { discord, post, deferred, ada } = await openRoutes();
  discord.guild.blockedWords.push('Hello');
  await expect(post()).rejects.toMatchObject({ code: 200000, status: 400 });
  const one = await deferred();
  await expect(one.edit([text('oh, hello')])).rejects.toMatchObject({ code: 200000 });
  await one.edit([text('hi'), gallery('a.png')], { files: [file('a.png')] });
  expect(ada.sees(discord.channel)).toMatchObject([{ text: 'hi' }]);
});
