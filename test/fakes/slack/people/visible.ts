import { known, type PlayedChannel, type PlayedMessage, type PlayedUser, type World } from '../state.ts';

/** A message by where it stands. */
export type At = { readonly channelId: string; readonly ts: string };

/** A message that somebody has in front of them. @throws where they do not see it. */
export function visibleTo(
  world: World,
  user: PlayedUser,
  { channelId, ts }: At,
): { channel: PlayedChannel; message: PlayedMessage } {
  const channel = known(world.channels, channelId);
  const message = known(world.messages, `${channelId}:${ts}`);
  const isShown = channel.members.has(user.id) && (message.ephemeralFor ?? user.id) === user.id && !message.deleted;
  if (!isShown) throw new Error(`${user.name} does not see that message`);
  return { channel, message };
}
