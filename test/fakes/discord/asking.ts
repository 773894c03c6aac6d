import { MessageFlags, type REST, type RESTPostAPIApplicationCommandsJSONBody, Routes } from 'discord.js';
import { createManualClock, type ManualClock } from '../manual-clock.ts';
import type { DiscordOptions, PlayedDiscord } from './discord.ts';
import type { PlayedInteraction } from './interaction.ts';
import { openDiscord, restOf } from './open-client.ts';
import type { Asked } from './people/act.ts';
import type { Person } from './people/person.ts';
import type { PlayedChannel } from './state.ts';

/** A command with what most tests need: words, a picture, and installed by servers and by people. */
const DRAW: RESTPostAPIApplicationCommandsJSONBody = {
  name: 'draw',
  description: 'Draw something',
  integration_types: [0, 1],
  contexts: [0, 1, 2],
  options: [
    { type: 3, name: 'prompt', description: 'What to see', required: true },
    { type: 11, name: 'reference', description: 'A picture to go by' },
  ],
};

export interface Table {
  readonly discord: PlayedDiscord;
  readonly clock: ManualClock;
  readonly rest: REST;
  readonly ada: Person;
  /** Ada's `/draw`, not answered yet. */
  ask(channel?: PlayedChannel, person?: Person): Promise<Pending>;
  /** And answered by a stub. */
  deferred(ephemeral?: boolean, channel?: PlayedChannel, person?: Person): Promise<Pending>;
}

/** Something asked, and the calls that answer it. */
export interface Pending {
  readonly interaction: PlayedInteraction;
  readonly asked: Promise<Asked>;
  callback(type: number, data?: object): Promise<unknown>;
  /** `PATCH @original`, in Components V2. */
  edit(components: readonly object[], more?: Sent): Promise<unknown>;
  followUp(components: readonly object[], more?: Sent): Promise<unknown>;
}

export interface Sent {
  readonly files?: { name: string; data: Buffer }[];
  readonly flags?: number;
  readonly body?: object;
}

export const V2 = MessageFlags.IsComponentsV2;

/** A message of Components V2 that calls nobody. */
export const bodyOf = (components: readonly object[], { flags = V2, body }: Sent = {}): object => ({
  flags,
  components,
  allowed_mentions: { parse: [] },
  ...body,
});

export const text = (content: string): object => ({ type: 10, content });
export const button = (custom_id: string, label = custom_id): object => ({ type: 2, style: 2, custom_id, label });
export const row = (...components: object[]): object => ({ type: 1, components });
export const gallery = (...names: string[]): object => ({
  type: 12,
  items: names.map((name) => ({ media: { url: `attachment://${name}` } })),
});
export const file = (name: string, bytes = 3): { name: string; data: Buffer } => ({
  name,
  data: Buffer.alloc(bytes, 7),
});

/** A played Discord on a clock that only the test moves, with the real REST client, a person and a command. */
export async function openTable(options: Omit<DiscordOptions, 'clock'> = {}): Promise<Table> {
  const clock = createManualClock();
  const discord = await openDiscord({ ...options, clock });
  const rest = restOf(discord);
  await rest.put(Routes.applicationCommands(discord.applicationId), { body: [DRAW] });
  const ada = discord.person('Ada');

  const ask: Table['ask'] = async (channel = discord.channel, person = ada) =>
    pending(discord, rest, () => person.command(channel, 'draw', { prompt: 'a fox' }));

  async function deferred(ephemeral = false, channel?: PlayedChannel, person?: Person): Promise<Pending> {
    const one = await ask(channel, person);
    await one.callback(5, ephemeral ? { flags: MessageFlags.Ephemeral } : undefined);
    return one;
  }

  return { discord, clock, rest, ada, ask, deferred };
}

/** What somebody has just begun to ask. */
export async function pending(discord: PlayedDiscord, rest: REST, act: () => Promise<Asked>): Promise<Pending> {
  const known = discord.world.interactions.size;
  const asked = act();
  const interaction = await discord.until(() => [...discord.world.interactions.values()][known]);
  const { id, token } = interaction;
  const original = Routes.webhookMessage(discord.applicationId, token);
  const multipart = ({ files }: Sent = {}) => (files ? { files } : {});
  return {
    interaction,
    asked,
    callback: (type, data) =>
      rest.post(Routes.interactionCallback(id, token), { auth: false, body: { type, ...(data && { data }) } }),
    edit: (components, more) =>
      rest.patch(original, { auth: false, body: bodyOf(components, more), ...multipart(more) }),
    followUp: (components, more) =>
      rest.post(Routes.webhook(discord.applicationId, token), {
        auth: false,
        body: bodyOf(components, more),
        ...multipart(more),
      }),
  };
}
