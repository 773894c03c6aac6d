import { ChannelType } from 'discord.js';
import type { Place } from '#src/ports/chat-platform.ts';

/** What one file may have where Discord does not tell: the limit of a guild nobody boosts. */
export const USUAL_MAX_FILE_BYTES = 10 * 1024 * 1024;

const THREADS: readonly unknown[] = [
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
];

export const isThreadType = (type: unknown): boolean => THREADS.includes(type);

/** Outside guilds a person has one account, wherever they are; nothing there is marked for adults only. */
export const placeIn = ({
  guildId,
  channelId,
  parentId,
  isThread,
  isDirect,
  isForAdults,
}: {
  readonly guildId: string | null;
  readonly channelId: string;
  /** Of a thread: the channel or forum it is in, where Discord tells. */
  readonly parentId: string | undefined;
  readonly isThread: boolean;
  /** The direct messages with Easel itself. */
  readonly isDirect: boolean;
  readonly isForAdults: boolean;
}): Place => ({
  platform: 'discord',
  tenantId: guildId === null ? 'discord:dm' : `discord:${guildId}`,
  channelId,
  ...(parentId !== undefined && { parentId }),
  ...(isThread && { isThread }),
  ...(isDirect && { isDirect, isEverywhere: true }),
  ageRestricted: guildId !== null && isForAdults,
});
