import {
  type ChatInputCommandInteraction,
  type Client,
  MessageFlags,
  type RESTPostAPIApplicationCommandsJSONBody,
  Routes,
} from 'discord.js';
import { expect, it } from 'vitest';
import { pngOf } from '../../fixtures/pictures.ts';
import { connected, openDiscord, restOf } from './open-client.ts';

const IMAGINE: RESTPostAPIApplicationCommandsJSONBody = {
  name: 'imagine',
  description: 'Make a picture',
  options: [
    { type: 3, name: 'prompt', description: 'What to see', required: true },
    { type: 11, name: 'reference', description: 'A picture to go by' },
  ],
};

function onCommand(client: Client, answer: (interaction: ChatInputCommandInteraction) => Promise<unknown>): void {
  client.on('interactionCreate', (interaction) => {
    if (interaction.isChatInputCommand()) void answer(interaction);
  });
}

it('shows the real client its servers, and carries a command to it and a picture back', async () => {
  const discord = await openDiscord();
  const rest = restOf(discord);
  await rest.put(Routes.applicationCommands(discord.applicationId), { body: [IMAGINE] });
  const client = await connected(discord);
  expect(client.guilds.cache.get(discord.guild.id)?.name).toBe('Studio');
  expect(client.channels.cache.has(discord.channel.id)).toBe(true);
  const picture = new Uint8Array(await pngOf({ width: 8, height: 6 }));
  onCommand(client, async (interaction) => {
    await interaction.deferReply();
    const { url, width } = interaction.options.getAttachment('reference', true);
    expect(width).toBe(8);
    const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
    await rest.patch(Routes.webhookMessage(discord.applicationId, interaction.token), {
      body: {
        flags: MessageFlags.IsComponentsV2,
        components: [
          { type: 10, content: `> ${interaction.options.getString('prompt')}` },
          { type: 12, items: [{ media: { url: 'attachment://a.png' }, description: 'a fox' }] },
        ],
        attachments: [{ id: 0, filename: 'a.png' }],
        allowed_mentions: { parse: [] },
      },
      files: [{ name: 'a.png', data: bytes }],
    });
  });
  const ada = discord.person('Ada');
  const asked = await ada.command(discord.channel, 'imagine', {
    prompt: 'a fox',
    reference: { name: 'fox.png', bytes: picture },
  });
  expect(asked.answer).toEqual({ kind: 'deferred', ephemeral: false });
  const shown = await discord.until(() => ada.sees(discord.channel).find(({ files }) => files.length > 0));
  expect(shown).toMatchObject({ text: '> a fox', isV2: true, loading: false, ours: true, notified: [] });
  expect(shown.files[0]).toMatchObject({ name: 'a.png', alt: 'a fox', width: 8, height: 6, in: 'gallery' });
  expect(shown.files[0]?.bytes).toEqual(picture);
  const url = shown.files[0]?.url ?? '';
  expect(new Uint8Array(await (await fetch(url)).arrayBuffer())).toEqual(picture);
});
