import { PermissionFlagsBits } from 'discord.js';
import type { DiscordHandle } from '../handle.ts';
import type { RequestOrigin } from '../origin.ts';

const { ViewChannel, SendMessages, SendMessagesInThreads, AttachFiles, Administrator } = PermissionFlagsBits;

/**
 * What Easel lacks to show something to everybody in a place. The webhook of an interaction would get by with less, but it lives
 * for 15 minutes only; and a server that takes these from Easel in a channel does not want it to speak there.
 */
export function lackingIn({
  permissions,
  isThread,
  installedThere,
}: Pick<RequestOrigin, 'permissions' | 'isThread' | 'installedThere'>): bigint {
  if (permissions === null || permissions & Administrator) return 0n;
  const ofItsOwn = ViewChannel | (isThread ? SendMessagesInThreads : SendMessages);
  return (installedThere ? ofItsOwn | AttachFiles : AttachFiles) & ~permissions;
}

/** What a channel may have taken away where Discord only says that something is missing. */
export const usuallyLacking = (isThread: boolean): bigint =>
  ViewChannel | (isThread ? SendMessagesInThreads : SendMessages) | AttachFiles;

/** The direct messages with Easel itself: private, and with a route of its own. */
export const isOwnDirect = ({ guildId, installedThere }: RequestOrigin): boolean => guildId === null && installedThere;

/** A minute before Discord lets the token die, so that nothing is begun on it that ends too late. */
export const TOKEN_MS = 14 * 60_000;

/** A handle on the answer of an interaction. */
export const tokenHandle = (
  origin: RequestOrigin,
  { messageId, isPrivate }: { readonly messageId: string | null; readonly isPrivate: boolean },
): DiscordHandle => ({
  ...channelHandle(origin, { channelId: origin.channelId, messageId, isPrivate }),
  token: origin.token,
  tokenUntil: origin.receivedAt + TOKEN_MS,
  channelRoute: origin.installedThere && !isPrivate && mayView(origin),
  canThread: origin.guildId !== null && origin.installedThere && !origin.isThread && !isPrivate,
});

/** A handle on a message that the bot wrote itself, where the person asked or in their direct messages. */
export function channelHandle(
  origin: RequestOrigin,
  at: { readonly channelId: string; readonly messageId: string | null; readonly isPrivate: boolean },
): DiscordHandle {
  const { id, applicationId, userId, maxFileBytes, isThread } = origin;
  const guildId = at.channelId === origin.channelId ? origin.guildId : null;
  return {
    platform: 'discord',
    id,
    applicationId,
    token: null,
    tokenUntil: 0,
    guildId,
    channelId: at.channelId,
    messageId: at.messageId,
    userId,
    private: at.isPrivate,
    channelRoute: true,
    canThread: guildId !== null && !isThread,
    again: false,
    maxFileBytes,
  };
}

const mayView = ({ permissions }: RequestOrigin): boolean =>
  permissions === null || (permissions & (ViewChannel | Administrator)) !== 0n;
