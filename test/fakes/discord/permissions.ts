import { ChannelType, PermissionFlagsBits } from 'discord.js';
import { known, type PermissionName, type PlayedChannel, type World } from './state.ts';

const ALL = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

export const bits = (names: readonly PermissionName[]): bigint =>
  names.reduce((all, name) => all | PermissionFlagsBits[name], 0n);

/** What everybody may do in a new server. */
export const EVERYONE: bigint = bits([
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'ReadMessageHistory',
  'AttachFiles',
  'EmbedLinks',
  'AddReactions',
  'UseApplicationCommands',
  'UseExternalApps',
]);

export const isThread = (channel: PlayedChannel): boolean =>
  channel.type === ChannelType.PublicThread || channel.type === ChannelType.PrivateThread;

/** What somebody may do in a channel; a thread obeys its parent. */
export function permissionsIn(world: World, userId: string, channel: PlayedChannel): bigint {
  if (channel.guildId === null) return channel.recipients.includes(userId) ? ALL : 0n;
  const guild = known(world.guilds, channel.guildId);
  const member = guild.members.get(userId);
  if (!member) return 0n;
  const roleIds = [guild.id, ...member.roles];
  const granted = roleIds.reduce((all, id) => all | (guild.roles.get(id)?.permissions ?? 0n), 0n);
  if (guild.ownerId === userId || granted & PermissionFlagsBits.Administrator) return ALL;
  return overwritten(granted, roleIds, userId, channel.parentId ? known(world.channels, channel.parentId) : channel);
}

/** First what holds for everybody, then for the roles together, then for the one person. */
function overwritten(granted: bigint, roleIds: readonly string[], userId: string, channel: PlayedChannel): bigint {
  const [everyoneId, ...others] = roleIds;
  let result = granted;
  for (const ids of [[everyoneId ?? ''], others, [userId]]) {
    const found = ids.flatMap((id) => channel.overwrites.get(id) ?? []);
    const denied = found.reduce((all, { deny }) => all | deny, 0n);
    const allowed = found.reduce((all, { allow }) => all | allow, 0n);
    result = (result & ~denied) | allowed;
  }
  return result;
}

export const may = (world: World, userId: string, channel: PlayedChannel, ...names: PermissionName[]): boolean =>
  (permissionsIn(world, userId, channel) & bits(names)) === bits(names);

/** Whether somebody sees what is in a channel. */
export function sees(world: World, userId: string, channel: PlayedChannel): boolean {
  return may(world, userId, channel, 'ViewChannel');
}

/** What the application may do there, as an interaction tells it; in places of its own nobody's, Discord gives a fixed set. */
export function appPermissions(world: World, channel: PlayedChannel): bigint {
  const inGuild = channel.guildId !== null && known(world.guilds, channel.guildId).members.has(world.application.botId);
  return channel.guildId === null || !inGuild
    ? bits(['ViewChannel', 'SendMessages', 'AttachFiles', 'EmbedLinks', 'MentionEveryone', 'UseExternalEmojis'])
    : permissionsIn(world, world.application.botId, channel);
}
