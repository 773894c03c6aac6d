import { ChannelType } from 'discord.js';
import { channelPayload } from './payloads.ts';
import { EVERYONE, isThread } from './permissions.ts';
import {
  known,
  type PlayedChannel,
  type PlayedGuild,
  type PlayedMessage,
  type PlayedUser,
  snowflake,
  type World,
} from './state.ts';

const MIB = 1024 * 1024;

/** What things of Discord are unless a test says otherwise, and how they change. */
export function addUser(world: World, wish: Partial<PlayedUser> & { username: string }): PlayedUser {
  const user: PlayedUser = {
    id: world.newId(),
    globalName: null,
    bot: false,
    locale: 'en-US',
    uploadLimit: 10 * MIB,
    installed: false,
    dmsOpen: true,
    ...wish,
  };
  world.users.set(user.id, user);
  return user;
}

export interface GuildWish {
  readonly name?: string;
  readonly locale?: string;
  readonly uploadLimit?: number;
  readonly blockedWords?: readonly string[];
  /** Where only people installed the application for themselves, the bot is no member. */
  readonly withoutBot?: boolean;
}

export function addGuild(world: World, wish: GuildWish): PlayedGuild {
  // Each in a millisecond of its own, so that they spread over the shards.
  const id = snowflake(Date.UTC(2020, 0, 1) + world.guilds.size, 0);
  const owner = addUser(world, { username: `owner-${world.guilds.size + 1}` });
  const { name = 'Studio', locale = 'en-US', uploadLimit = 10 * MIB } = wish;
  const guild: PlayedGuild = {
    id,
    name,
    locale,
    uploadLimit,
    ownerId: owner.id,
    roles: new Map(),
    members: new Map(),
    blockedWords: [...(wish.blockedWords ?? [])],
  };
  guild.roles.set(id, { id, name: '@everyone', permissions: EVERYONE });
  guild.members.set(owner.id, { nick: null, roles: new Set() });
  if (!wish.withoutBot) addBot(world, guild);
  world.guilds.set(id, guild);
  return guild;
}

/** With the role that Discord makes for it. */
function addBot({ application: { botId, name }, newId }: World, guild: PlayedGuild): void {
  const role = { id: newId(), name, botId, permissions: 0n };
  guild.roles.set(role.id, role);
  guild.members.set(botId, { nick: null, roles: new Set([role.id]) });
}

export function addChannel(
  world: World,
  wish: Partial<PlayedChannel> & { guildId: string | null; name: string },
): PlayedChannel {
  const channel: PlayedChannel = {
    id: world.newId(),
    type: ChannelType.GuildText,
    parentId: null,
    ownerId: null,
    recipients: [],
    overwrites: new Map(),
    autoArchiveMinutes: 1440,
    nsfw: false,
    archived: false,
    locked: false,
    ...wish,
  };
  world.channels.set(channel.id, channel);
  sayChannel(world, channel, 'CREATE');
  world.changed();
  return channel;
}

/** Says on the gateway that a channel or thread is new or different. */
export function sayChannel(world: World, channel: PlayedChannel, what: 'CREATE' | 'UPDATE' | 'DELETE'): void {
  if (channel.guildId === null) return;
  const event = `${isThread(channel) ? 'THREAD' : 'CHANNEL'}_${what}`;
  const more = isThread(channel) && what === 'CREATE' ? { newly_created: true } : {};
  world.dispatch(
    event,
    { guildId: channel.guildId, channelId: channel.id },
    { ...channelPayload(world, channel), ...more },
  );
}

/** The direct messages of a person and the bot; made where there are none. */
export function directChannel(world: World, userId: string): PlayedChannel {
  const existing = [...world.channels.values()].find(
    ({ type, recipients }) => type === ChannelType.DM && recipients.includes(userId),
  );
  const recipients = [userId, world.application.botId];
  return existing ?? addChannel(world, { guildId: null, name: '', type: ChannelType.DM, recipients });
}

export function removeMessage(world: World, message: PlayedMessage): void {
  message.deleted = true;
  const { guildId } = known(world.channels, message.channelId);
  const place = { id: message.id, channel_id: message.channelId, ...(guildId !== null && { guild_id: guildId }) };
  if (!message.ephemeralFor) world.dispatch('MESSAGE_DELETE', { guildId, channelId: message.channelId }, place);
  world.changed();
}

/** The person as members see them: nick, else display name, else user name. */
export function nameOf(world: World, userId: string, guildId: string | null): string {
  const user = known(world.users, userId);
  const nick = guildId === null ? null : known(world.guilds, guildId).members.get(userId)?.nick;
  return nick ?? user.globalName ?? user.username;
}
