import { GatewayIntentBits, type GatewayMessageCreateDispatchData as Said, Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { bodyOf, button, file, gallery, openTable, pending, row, type Table, text } from './asking.ts';
import { connected, openDiscord } from './open-client.ts';
import type { Asked } from './people/act.ts';
import type { Person } from './people/person.ts';

const { Guilds, GuildMessages, DirectMessages, MessageContent } = GatewayIntentBits;
const PNG = { name: 'fox.png', bytes: new Uint8Array([1, 2, 3]) };

async function openCommands(): Promise<Table & { begin(act: () => Promise<Asked>): ReturnType<typeof pending> }> {
  const table = await openTable();
  const { discord, rest } = table;
  const size = { type: 4, name: 'count', description: 'How many', min_value: 1, max_value: 4 };
  const choices = [{ name: 'Square', value: '1:1' }];
  const body = [
    {
      name: 'paint',
      description: 'Paint',
      options: [
        { type: 3, name: 'prompt', description: 'Words', required: true, max_length: 10 },
        { type: 3, name: 'model', description: 'Which', autocomplete: true },
        { type: 3, name: 'shape', description: 'Shape', choices },
        size,
        { type: 11, name: 'image', description: 'Picture', file_types: ['image'] },
      ],
    },
    {
      name: 'quota',
      description: 'Quota',
      default_member_permissions: '32',
      options: [
        {
          type: 1,
          name: 'set',
          description: 'Set',
          options: [{ type: 6, name: 'who', description: 'Who', required: true }, size],
        },
      ],
    },
    { name: 'Edit this image', type: 3 },
    { name: 'Image credits', type: 2 },
  ];
  await rest.put(Routes.applicationGuildCommands(discord.applicationId, discord.guild.id), { body });
  return { ...table, begin: (act) => pending(discord, rest, act) };
}

describe('a person', () => {
  it('sends a command with what it may take', async () => {
    const { ada, discord, begin } = await openCommands();
    const values = { prompt: 'a fox', shape: '1:1', count: 4, image: PNG };
    const { interaction } = await begin(() => ada.command(discord.channel, 'paint', values));
    expect(interaction.payload).toMatchObject({
      type: 2,
      guild_id: discord.guild.id,
      context: 0,
      attachment_size_limit: 10 * 1024 * 1024,
      data: { name: 'paint', options: [{ name: 'prompt', type: 3, value: 'a fox' }, {}, { value: 4 }, { type: 11 }] },
    });
    const { resolved } = interaction.payload.data as { resolved: { attachments: Record<string, { url: string }> } };
    const [attachment] = Object.values(resolved.attachments);
    expect(attachment).toMatchObject({ filename: 'fox.png', ephemeral: true, size: 3 });
    expect(new Uint8Array(await (await fetch(attachment?.url ?? '')).arrayBuffer())).toEqual(PNG.bytes);
    discord.forgetUploads();
    expect((await fetch(attachment?.url ?? '')).status).toBe(404);
  });

  it.each<[string, Record<string, string | number | typeof PNG>, string]>([
    ['without what is required', {}, 'needs prompt'],
    ['with an option that is not there', { prompt: 'x', seed: 1 }, 'no option seed'],
    ['with words that are too long', { prompt: 'x'.repeat(11) }, 'lies between'],
    ['with a choice that is not there', { prompt: 'x', shape: '2:1' }, 'no choice'],
    ['with a number that is too high', { prompt: 'x', count: 5 }, 'lies between'],
    ['with a file of another kind', { prompt: 'x', image: { ...PNG, name: 'fox.txt' } }, 'none of .png'],
    [
      'with a file that is too large',
      { prompt: 'x', image: { ...PNG, bytes: new Uint8Array(11_000_000) } },
      'too large',
    ],
  ])('cannot send a command %s', async (_name, values, why) => {
    const { ada, discord } = await openCommands();
    await expect(ada.command(discord.channel, 'paint', values)).rejects.toThrow(why);
  });

  it('finds only what is theirs', async () => {
    const { ada, discord, begin } = await openCommands();
    await expect(ada.command(discord.channel, 'nothing')).rejects.toThrow('there is no command');
    await expect(ada.command(discord.channel, 'quota set', { who: ada })).rejects.toThrow('may not use');
    const mod = discord.person('Mo', { permissions: ['ManageGuild'], nick: 'The Mod' });
    const { interaction } = await begin(() => mod.command(discord.channel, 'quota set', { who: ada, count: 2 }));
    expect(interaction.payload).toMatchObject({
      member: { nick: 'The Mod' },
      data: { options: [{ name: 'set', type: 1, options: [{ name: 'who', value: ada.id }, { value: 2 }] }] },
    });
    expect(interaction.payload.data).toMatchObject({ resolved: { users: { [ada.id]: { global_name: 'Ada' } } } });
  });

  it('is offered suggestions while typing', async () => {
    const { ada, discord, begin } = await openCommands();
    const typing = await begin(() => ada.autocomplete(discord.channel, 'paint', 'model', 'fl'));
    expect(typing.interaction.payload).toMatchObject({
      type: 4,
      data: { options: [{ name: 'model', value: 'fl', focused: true }] },
    });
    await expect(typing.callback(5)).rejects.toMatchObject({ code: 50035 });
    const choices = [{ name: 'Flux', value: 'flux' }];
    await expect(typing.callback(8, { choices: Array(26).fill(choices[0]) })).rejects.toMatchObject({ code: 50035 });
    await typing.callback(8, { choices });
    expect((await typing.asked).choices).toEqual(choices);
  });

  it('uses the menus of messages and people', async () => {
    const { ada, discord, rest, begin } = await openCommands();
    const files = [file('a.png')];
    await rest.post(Routes.channelMessages(discord.channel.id), { body: bodyOf([gallery('a.png')]), files });
    const [result] = ada.sees(discord.channel);
    const edit = await begin(() => ada.messageMenu(result ?? { id: '' }, 'Edit this image'));
    expect(edit.interaction.payload.data).toMatchObject({
      type: 3,
      target_id: result?.id,
      resolved: {
        messages: {
          [result?.id ?? '']: { attachments: [], components: [{ items: [{ media: { content_type: 'image/png' } }] }] },
        },
      },
    });
    const credits = await begin(() => ada.personMenu(ada, 'Image credits', discord.channel));
    expect(credits.interaction.payload.data).toMatchObject({ type: 2, target_id: ada.id });
  });
});

describe('a form', () => {
  const component = (type: number, custom_id: string, more: object = {}) => ({
    type: 18,
    label: custom_id,
    component: { type, custom_id, ...more },
  });
  const options = ['whole', 'left'].map((value) => ({ label: value, value, default: value === 'whole' }));
  const MODAL = {
    custom_id: 'edit|1',
    title: 'Edit',
    components: [
      component(4, 'prompt', { style: 2, value: 'a fox', max_length: 20 }),
      component(19, 'image', { required: false, max_values: 2, min_values: 0 }),
      component(21, 'region', { options }),
      component(23, 'keep'),
      component(3, 'ratio', { options, required: false }),
    ],
  };

  async function opened(): Promise<
    Table & { asked: Asked; begin(act: () => Promise<Asked>): ReturnType<typeof pending>; by: Person }
  > {
    const table = await openCommands();
    await (await table.deferred()).edit([row(button('edit'))]);
    const [message] = table.ada.sees(table.discord.channel);
    const pressed = await table.begin(() => table.ada.press(message ?? { id: '' }, 'edit'));
    await pressed.callback(9, MODAL);
    return { ...table, asked: await pressed.asked, by: table.ada };
  }

  it('is sent with what was typed, chosen and uploaded', async () => {
    const { begin, by, asked } = await opened();
    const sent = await begin(() => by.fill(asked, { prompt: 'a cat', image: [PNG], region: 'left', keep: true }));
    expect(sent.interaction.payload).toMatchObject({
      type: 5,
      message: { components: [{}] },
      data: { custom_id: 'edit|1' },
    });
    const { components, resolved } = sent.interaction.payload.data as {
      components: { component: object }[];
      resolved: { attachments: object };
    };
    const [id] = Object.keys(resolved.attachments);
    expect(components.map((label) => label.component)).toMatchObject([
      { type: 4, custom_id: 'prompt', value: 'a cat' },
      { type: 19, custom_id: 'image', values: [id] },
      { type: 21, custom_id: 'region', value: 'left' },
      { type: 23, custom_id: 'keep', value: true },
      { type: 3, custom_id: 'ratio', values: ['whole'] },
    ]);
    await expect(sent.callback(9, MODAL)).rejects.toMatchObject({ code: 50035 });
    await sent.callback(6);
    await sent.edit([text('done')]);
  });

  it('keeps what it was filled with', async () => {
    const { begin, by, asked } = await opened();
    const sent = await begin(() => by.fill(asked));
    expect(sent.interaction.payload.data).toMatchObject({
      components: [
        { component: { value: 'a fox' } },
        {},
        { component: { value: 'whole' } },
        { component: { value: false } },
        {},
      ],
    });
  });

  it.each<[string, Record<string, string | (typeof PNG)[]>, string]>([
    ['empty where something is required', { prompt: '' }, 'prompt is required'],
    ['with more than fits', { prompt: 'x'.repeat(21) }, 'prompt has between'],
    ['with too many files', { image: [PNG, PNG, PNG] }, 'takes between 0 and 2'],
    ['with a choice that is not there', { region: 'up' }, 'no option up'],
    ['with a field that is not there', { seed: '1' }, 'no field seed'],
  ])('cannot be sent %s', async (_name, values, why) => {
    const { by, asked } = await opened();
    await expect(by.fill(asked, values)).rejects.toThrow(why);
  });
});

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
