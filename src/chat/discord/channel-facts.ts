import type { Channel, Client } from 'discord.js';

/** What the gateway's cache knows of a channel. */
export interface ChannelFacts {
  readonly isThread: boolean;
  /** Of a thread: the channel or forum it is in. */
  readonly parentId?: string;
  /** Only for adults; of a thread its parent's. */
  readonly nsfw: boolean;
  /** A thread that Easel opened. */
  readonly isEaselsThread: boolean;
  /** What Easel may do there; null in direct messages and where the cache cannot tell. */
  readonly permissions: bigint | null;
}

/** `undefined` for a channel Easel has not heard of: it cannot see it, or Discord has not told it yet. */
export function channelFacts(client: Client, id: string): ChannelFacts | undefined {
  const channel = client.channels.cache.get(id);
  return (
    channel && {
      isThread: channel.isThread(),
      ...(channel.isThread() && channel.parentId !== null && { parentId: channel.parentId }),
      nsfw: isNsfw(channel),
      isEaselsThread: channel.isThread() && channel.ownerId !== null && channel.ownerId === client.user?.id,
      permissions: permissionsIn(channel),
    }
  );
}

/** The role that Discord made for the bot in a guild. */
export const botRoleOf = ({ guilds, user }: Client, guildId: string): string | undefined =>
  (user && guilds.cache.get(guildId)?.roles.botRoleFor(user.id)?.id) ?? undefined;

function isNsfw(channel: Channel): boolean {
  const place = channel.isThread() ? channel.parent : channel;
  return place !== null && 'nsfw' in place && place.nsfw === true;
}

function permissionsIn(channel: Channel): bigint | null {
  if (channel.isDMBased()) return null;
  const { me } = channel.guild.members;
  return me ? (channel.permissionsFor(me)?.bitfield ?? null) : null;
}
