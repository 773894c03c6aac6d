import { ChannelType } from 'discord.js';
import { isThread, permissionsIn } from './permissions.ts';
import { known, type PlayedChannel, type PlayedGuild, type PlayedRole, type PlayedUser, type World } from './state.ts';

const iso = (at: number): string => new Date(at).toISOString();

/** The milliseconds in an id. */
const timeOf = (id: string): number => Number(BigInt(id) >> 22n) + 1_420_070_400_000;

export function userPayload(user: PlayedUser): object {
  return {
    id: user.id,
    username: user.username,
    discriminator: user.bot ? '0000' : '0',
    global_name: user.globalName,
    avatar: null,
    public_flags: 0,
    flags: 0,
    primary_guild: null,
    ...(user.bot && { bot: true }),
  };
}

/** Without the user, as it comes inside messages. */
export function memberPayload(guild: PlayedGuild, userId: string): object | undefined {
  const member = guild.members.get(userId);
  return (
    member && {
      nick: member.nick,
      roles: [...member.roles],
      joined_at: iso(timeOf(guild.id)),
      premium_since: null,
      deaf: false,
      mute: false,
      flags: 0,
      avatar: null,
      banner: null,
      pending: false,
      communication_disabled_until: null,
    }
  );
}

/** The rights of Discord that a member has in a channel travel with interactions. */
export function interactingMember(world: World, guild: PlayedGuild, userId: string, channel: PlayedChannel): object {
  return {
    ...memberPayload(guild, userId),
    user: userPayload(known(world.users, userId)),
    permissions: String(permissionsIn(world, userId, channel)),
  };
}

export function channelPayload(world: World, channel: PlayedChannel): object {
  const common = { id: channel.id, type: channel.type, flags: 0, last_message_id: null };
  if (channel.guildId === null) {
    const recipients = channel.recipients.filter((id) => id !== world.application.botId);
    const group = channel.type === ChannelType.GroupDM && {
      name: channel.name || null,
      owner_id: channel.recipients[0],
      icon: null,
    };
    return { ...common, ...group, recipients: recipients.map((id) => userPayload(known(world.users, id))) };
  }
  const named = { ...common, guild_id: channel.guildId, name: channel.name, parent_id: channel.parentId };
  return isThread(channel) ? { ...named, ...threadPart(channel) } : { ...named, ...textChannelPart(channel) };
}

function textChannelPart(channel: PlayedChannel): object {
  return {
    position: 0,
    nsfw: channel.nsfw,
    topic: null,
    rate_limit_per_user: 0,
    permission_overwrites: [...channel.overwrites.values()].map(({ id, type, allow, deny }) => ({
      id,
      type,
      allow: String(allow),
      deny: String(deny),
    })),
  };
}

function threadPart(channel: PlayedChannel): object {
  return {
    owner_id: channel.ownerId,
    message_count: 0,
    member_count: 1,
    total_message_sent: 0,
    rate_limit_per_user: 0,
    thread_metadata: {
      archived: channel.archived,
      locked: channel.locked,
      archive_timestamp: iso(timeOf(channel.id)),
      auto_archive_duration: channel.autoArchiveMinutes,
      create_timestamp: iso(timeOf(channel.id)),
    },
  };
}

/** As it comes with an interaction: a thread does not tell whether its parent is age-restricted. */
export function interactingChannel(world: World, userId: string, channel: PlayedChannel): object {
  return { ...channelPayload(world, channel), permissions: String(permissionsIn(world, userId, channel)) };
}

export function rolePayload(role: PlayedRole, position: number): object {
  return {
    id: role.id,
    name: role.name,
    description: null,
    permissions: String(role.permissions),
    position,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: role.botId !== undefined,
    mentionable: false,
    icon: null,
    unicode_emoji: null,
    flags: 0,
    ...(role.botId !== undefined && { tags: { bot_id: role.botId } }),
  };
}

export function guildPayload(world: World, guild: PlayedGuild): object {
  const channels = [...world.channels.values()].filter(({ guildId }) => guildId === guild.id);
  const { botId } = world.application;
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    preferred_locale: guild.locale,
    roles: [...guild.roles.values()].map(rolePayload),
    members: [{ ...memberPayload(guild, botId), user: userPayload(known(world.users, botId)) }],
    channels: channels.filter((channel) => !isThread(channel)).map((channel) => channelPayload(world, channel)),
    threads: channels
      .filter((channel) => isThread(channel) && !channel.archived)
      .map((one) => channelPayload(world, one)),
    member_count: guild.members.size,
    joined_at: iso(timeOf(guild.id)),
    large: false,
    unavailable: false,
    ...EMPTY_GUILD,
  };
}

const EMPTY_GUILD = {
  icon: null,
  splash: null,
  discovery_splash: null,
  banner: null,
  description: null,
  features: [],
  emojis: [],
  stickers: [],
  voice_states: [],
  presences: [],
  stage_instances: [],
  guild_scheduled_events: [],
  soundboard_sounds: [],
  afk_channel_id: null,
  afk_timeout: 300,
  system_channel_id: null,
  system_channel_flags: 0,
  rules_channel_id: null,
  public_updates_channel_id: null,
  safety_alerts_channel_id: null,
  application_id: null,
  vanity_url_code: null,
  default_message_notifications: 1,
  verification_level: 1,
  explicit_content_filter: 2,
  nsfw_level: 0,
  mfa_level: 0,
  premium_tier: 0,
  premium_subscription_count: 0,
  premium_progress_bar_enabled: false,
  max_members: 500_000,
} as const;
