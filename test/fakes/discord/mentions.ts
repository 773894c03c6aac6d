import { MessageFlags } from 'discord.js';
import { type AllowedMentions, readText } from './message-body.ts';
import { may } from './permissions.ts';
import { known, type PlayedMessage, type World } from './state.ts';

/** Whom a text names, and whom it therefore calls: everybody named, unless `allowed_mentions` lets fewer through. */
export function notifiedBy(
  world: World,
  message: PlayedMessage,
  allowed: AllowedMentions,
): Pick<PlayedMessage, 'mentions' | 'notified'> {
  const text = withoutCode(readText(message));
  const named = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].flatMap(([, id]) => id ?? []))];
  const users = named(/<@!?(\d+)>/g).filter((id) => world.users.has(id));
  const roles = named(/<@&(\d+)>/g);
  const lets = (kind: 'users' | 'roles' | 'everyone', id: string) =>
    !allowed ||
    (allowed.parse?.includes(kind) ?? false) ||
    (kind !== 'everyone' && (allowed[kind]?.includes(id) ?? false));
  const called = users.filter((id) => lets('users', id));
  const channel = known(world.channels, message.channelId);
  const everyone =
    /@(everyone|here)\b/.test(text) && lets('everyone', '') && may(world, message.authorId, channel, 'MentionEveryone');
  const replied =
    message.repliesTo && (allowed ? allowed.replied_user : true) ? repliedAuthor(world, message.repliesTo) : [];
  const mentions = [...new Set([...called, ...replied])];
  const silent = (message.flags & MessageFlags.SuppressNotifications) !== 0;
  const notified = [...mentions, ...roles.filter((id) => lets('roles', id)), ...(everyone ? ['everyone'] : [])];
  return { mentions, notified: silent ? [] : notified };
}

/** A ping-reply calls whom it answers; but the answer to a command is not a message of the application's own. */
function repliedAuthor(world: World, messageId: string): string[] {
  const replied = world.messages.get(messageId);
  return replied && replied.interactionId === null ? [replied.authorId] : [];
}

/** Nothing in code is a mention. */
const withoutCode = (text: string): string => text.replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
