import { GatewayIntentBits, Routes } from 'discord.js';
import { expect, it } from 'vitest';
import { hasDescriptions } from '../../descriptions.ts';
import { bodyOf, button, file, gallery, row, text } from './asking.ts';
import { judgeEvents } from './judge-events.ts';
import { connected } from './open-client.ts';
import { openCommands, PNG } from './open-commands.ts';

const MODAL = {
  custom_id: 'edit|1',
  title: 'Edit',
  components: [
    { type: 18, label: 'Prompt', component: { type: 4, custom_id: 'prompt', style: 2 } },
    { type: 18, label: 'Image', component: { type: 19, custom_id: 'image', required: false } },
  ],
};

it.skipIf(!hasDescriptions)(
  'sends over the gateway what Discord would (skipped without the descriptions)',
  async () => {
    const { discord, rest, ada, begin } = await openCommands();
    const { Guilds, GuildMessages, DirectMessages } = GatewayIntentBits;
    await connected(discord, { intents: [Guilds, GuildMessages, DirectMessages] });
    const command = await begin(() => ada.command(discord.channel, 'paint', { prompt: 'a fox', image: PNG }));
    await command.callback(5);
    const box = { type: 17, components: [gallery('a.png'), { type: 14 }, row(button('edit'))] };
    await command.edit([text('done'), box], { files: [file('a.png')] });
    const [result] = ada.sees(discord.channel);
    const pressed = await begin(() => ada.press(result ?? { id: '' }, 'edit'));
    await pressed.callback(9, MODAL);
    const form = await begin(async () => ada.fill(await pressed.asked, { prompt: 'a cat', image: [PNG] }));
    await form.callback(6);
    const menu = await begin(() => ada.messageMenu(result ?? { id: '' }, 'Edit this image'));
    await menu.callback(5);
    await menu.followUp([text('by the menu')]);
    await ada.say(discord.channel, `<@${discord.botId}>`, { replyTo: result ?? { id: '' }, attachments: [PNG] });
    await ada.dm('hello', { attachments: [PNG] });
    await ada.say(discord.channel, '', { forward: result ?? { id: '' } });
    await rest.post(Routes.channelMessages(discord.channel.id), { body: bodyOf([text('own')]) });
    const { found, judged } = judgeEvents(discord.gateway.sessions.flatMap(({ sent }) => sent));
    expect(found).toEqual([]);
    expect([...new Set(judged)].toSorted()).toEqual([
      'APIChatInputApplicationCommandInteraction',
      'APIMessage',
      'APIMessageApplicationCommandInteraction',
      'APIMessageComponentInteraction',
      'APIModalSubmitInteraction',
      'GatewayReadyDispatchData',
    ]);
  },
);
