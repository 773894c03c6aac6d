import type { Actor, Place } from '#src/ports/chat-platform.ts';
import type { ChannelFacts } from '../channel-facts.ts';
import type { RequestOrigin } from '../origin.ts';
import type { MessageEvent } from './message-event.ts';
import { isThreadType, placeIn, USUAL_MAX_FILE_BYTES } from './place.ts';
import { nameOf } from './shapes.ts';

export interface MessageSurroundings {
  readonly applicationId: string;
  readonly receivedAt: number;
  /** What is known of the channel. */
  readonly facts: ChannelFacts | undefined;
}

export const messageOrigin = (
  event: MessageEvent,
  { applicationId, receivedAt, facts }: MessageSurroundings,
): RequestOrigin => ({
  id: event.id,
  applicationId,
  token: null,
  receivedAt,
  guildId: event.guild_id ?? null,
  channelId: event.channel_id,
  userId: event.author.id,
  permissions: facts?.permissions ?? null,
  isThread: isThread(event, facts),
  // Discord tells messages to members only.
  installedThere: true,
  maxFileBytes: USUAL_MAX_FILE_BYTES,
});

/** A message does not tell what its author may do, so nobody moderates by words. */
export const messageActor = ({ author, member }: MessageEvent): Actor => ({
  userId: author.id,
  displayName: nameOf(author, member?.nick),
  isModerator: false,
  ...(member && { roles: member.roles }),
});

export const messagePlace = (event: MessageEvent, facts: ChannelFacts | undefined): Place =>
  placeIn({
    guildId: event.guild_id ?? null,
    channelId: event.channel_id,
    parentId: facts?.parentId,
    isThread: isThread(event, facts),
    // Discord tells a bot of no direct messages but its own.
    isDirect: !event.guild_id,
    isForAdults: facts?.nsfw ?? false,
  });

const isThread = ({ channel_type }: MessageEvent, facts: ChannelFacts | undefined): boolean =>
  isThreadType(channel_type) || facts?.isThread === true;
