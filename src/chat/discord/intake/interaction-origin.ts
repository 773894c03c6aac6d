import { ApplicationIntegrationType, InteractionContextType, PermissionFlagsBits } from 'discord.js';
import type { Actor, Place } from '#src/ports/chat-platform.ts';
import type { ChannelFacts } from '../channel-facts.ts';
import type { RequestOrigin } from '../origin.ts';
import type { InteractionEvent } from './interaction-event.ts';
import { isThreadType, placeIn, USUAL_MAX_FILE_BYTES } from './place.ts';
import { nameOf } from './shapes.ts';

const MODERATING = PermissionFlagsBits.ManageGuild | PermissionFlagsBits.Administrator;

export function originOf(event: InteractionEvent, receivedAt: number): RequestOrigin {
  return {
    id: event.id,
    applicationId: event.application_id,
    token: event.token,
    receivedAt,
    guildId: event.guild_id ?? null,
    channelId: event.channelId,
    userId: event.user.id,
    permissions: event.guild_id ? (event.app_permissions ?? null) : null,
    isThread: isThreadType(event.channel?.type),
    installedThere: isInstalledThere(event),
    maxFileBytes: event.attachment_size_limit ?? USUAL_MAX_FILE_BYTES,
  };
}

/** Discord names the owner of each installation that allowed this: the guild itself, or `0` in the bot's direct messages. */
function isInstalledThere({ authorizing_integration_owners: owners, guild_id, context }: InteractionEvent): boolean {
  if (!guild_id && context === InteractionContextType.BotDM) return true;
  const key = String(ApplicationIntegrationType.GuildInstall);
  return Object.hasOwn(owners, key) && owners[key] === (guild_id ?? '0');
}

export function actorOf({ user, member }: InteractionEvent): Actor {
  return {
    userId: user.id,
    displayName: nameOf(user, member?.nick),
    isModerator: ((member?.permissions ?? 0n) & MODERATING) !== 0n,
    ...(member && { roles: member.roles }),
  };
}

export function placeOf(event: InteractionEvent, channelOf: (id: string) => ChannelFacts | undefined): Place {
  const { guild_id, channelId, channel } = event;
  const isThread = isThreadType(channel?.type);
  const parentId = isThread ? (channel?.parent_id ?? channelOf(channelId)?.parentId) : undefined;
  // A thread has no mark of its own: its parent's counts.
  const parent = parentId === undefined ? undefined : channelOf(parentId);
  const isForAdults = isThread ? (parent ?? channelOf(channelId))?.nsfw : channel?.nsfw;
  const isDirect = !guild_id && isInstalledThere(event);
  return placeIn({
    guildId: guild_id ?? null,
    channelId,
    parentId,
    isThread,
    isDirect,
    isForAdults: isForAdults ?? false,
  });
}
