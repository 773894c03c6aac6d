import { Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { bodyOf, file, gallery } from './asking.ts';
import { openCommands, PNG } from './open-commands.ts';

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
