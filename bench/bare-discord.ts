import { Client, GatewayIntentBits } from 'discord.js';

/** The least a bot can do with a command: a process of its own that defers. To be forked: API-URL TOKEN. */
const [api = '', token = ''] = process.argv.slice(2);
const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api } });
client.on('interactionCreate', (interaction) => {
  if (interaction.isChatInputCommand()) void interaction.deferReply();
});
await client.login(token);
