import { Client, GatewayIntentBits, Partials, REST, type RESTOptions } from 'discord.js';
import { onTestFinished } from 'vitest';
import { type DiscordOptions, type PlayedDiscord, startDiscord } from './discord.ts';

/** A played Discord that is gone when the test is. */
export async function openDiscord(options: DiscordOptions = {}): Promise<PlayedDiscord> {
  const discord = await startDiscord(options);
  onTestFinished(() => discord.close());
  return discord;
}

export interface ClientWish {
  readonly intents?: readonly GatewayIntentBits[];
  readonly token?: string;
  readonly shards?: 'auto';
}

const INTENTS = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages];

/** The real client, not yet logged in, ended with the test. */
export function clientOf(discord: PlayedDiscord, { intents = INTENTS, shards }: ClientWish = {}): Client {
  const client = new Client({
    intents: [...intents],
    partials: [Partials.Channel],
    ...(shards && { shards }),
    rest: { api: discord.apiUrl, retries: 0 },
    // Without it the client waits five seconds before it identifies again.
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => undefined }) },
  });
  client.on('error', () => undefined);
  onTestFinished(() => client.destroy());
  return client;
}

/** The real client, connected and with its servers. */
export async function connected(discord: PlayedDiscord, wish: ClientWish = {}): Promise<Client> {
  const client = clientOf(discord, wish);
  const ready = new Promise<void>((resolve) => client.once('clientReady', () => resolve()));
  await client.login(wish.token ?? discord.token);
  await ready;
  return client;
}

export const restOf = (discord: PlayedDiscord, options: Partial<RESTOptions> = {}): REST =>
  new REST({ api: discord.apiUrl, retries: 0, ...options }).setToken(discord.token);
