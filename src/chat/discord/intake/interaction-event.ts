import { InteractionType } from 'discord.js';
import { z } from 'zod';
import { listOf, PermissionBits, problemsOf, Snowflake, User } from './shapes.ts';

const Channel = z.object({
  id: Snowflake,
  type: z.number().catch(-1),
  nsfw: z.boolean().catch(false),
  parent_id: Snowflake.nullish().catch(null),
});

/** What every interaction of a person has, whatever they did. `data` is read by what they did. */
const Told = z.object({
  id: Snowflake,
  application_id: Snowflake,
  type: z.enum(InteractionType),
  token: z.string().min(1),
  guild_id: Snowflake.nullish(),
  channel: Channel.optional().catch(undefined),
  channel_id: Snowflake.optional().catch(undefined),
  member: z
    .object({
      user: User,
      nick: z.string().nullish().catch(null),
      permissions: PermissionBits.catch(0n),
      roles: listOf(Snowflake),
    })
    .nullish(),
  user: User.nullish(),
  app_permissions: PermissionBits.optional().catch(undefined),
  authorizing_integration_owners: z.record(z.string(), z.unknown()).catch({}),
  context: z.number().nullish().catch(null),
  attachment_size_limit: z.number().int().positive().optional().catch(undefined),
  data: z.unknown().optional(),
});

const Interaction = Told.transform((read, { addIssue }) => {
  const user = read.member?.user ?? read.user;
  const channelId = read.channel?.id ?? read.channel_id;
  if (user && channelId !== undefined) return { ...read, user, channelId };
  addIssue('It is without a person or a place.');
  return z.NEVER;
});

export type InteractionEvent = z.output<typeof Interaction>;

/** The kinds that a person's doing makes; others are not for us. */
const KINDS: readonly unknown[] = [
  InteractionType.ApplicationCommand,
  InteractionType.MessageComponent,
  InteractionType.ApplicationCommandAutocomplete,
  InteractionType.ModalSubmit,
];

export type ReadInteraction =
  | { readonly kind: 'read'; readonly event: InteractionEvent }
  | { readonly kind: 'unsupported'; readonly type: unknown }
  | { readonly kind: 'malformed'; readonly where: readonly string[] };

/** @param data as Discord sent it, whatever that is. */
export function readInteraction(data: unknown): ReadInteraction {
  const type = typeof data === 'object' && data !== null && 'type' in data ? data.type : undefined;
  if (typeof type === 'number' && !KINDS.includes(type)) return { kind: 'unsupported', type };
  const read = Interaction.safeParse(data);
  if (read.success) return { kind: 'read', event: read.data };
  return { kind: 'malformed', where: problemsOf(read.error) };
}

/** Of what Discord sent, as much as is read: without the message a button is at, for one. */
export const readPart = (data: object): object =>
  Object.fromEntries(Object.entries(data).filter(([field]) => Object.hasOwn(Told.shape, field)));
