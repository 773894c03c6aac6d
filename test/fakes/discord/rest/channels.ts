import { ChannelType, MessageFlags } from 'discord.js';
import { MessageBody, readBody } from '../message-body.ts';
import { isReadable, messagePayload } from '../message-payload.ts';
import { createMessage, editMessage } from '../messages.ts';
import { channelPayload } from '../payloads.ts';
import { isThread } from '../permissions.ts';
import { botsChannel, refuseInArchived, require, requireSending } from '../places.ts';
import { refusal, unknownMessage } from '../refusal.ts';
import { known, type PlayedChannel, type PlayedMessage, type World } from '../state.ts';
import { removeMessage, sayChannel } from '../things.ts';
import type { Answered, Asked, Route } from './serve.ts';

const MIB = 1024 * 1024;
const HOUR = 3_600_000;

/** The bot's own route to messages. */
export function channelRoutes(world: World, mayRead: boolean): Route[] {
  const edits = oldEdits(world);
  const shown = (message: PlayedMessage): Answered => ({
    status: 200,
    body: messagePayload(world, message, mayRead || isReadable(world, message)),
  });
  return [
    {
      method: 'GET',
      pattern: '/channels/:channel',
      answer: (asked) => ({ status: 200, body: channelPayload(world, at(world, asked)) }),
    },
    { method: 'POST', pattern: '/channels/:channel/typing', answer: (asked) => typing(world, asked) },
    {
      method: 'GET',
      pattern: '/channels/:channel/messages',
      answer: (asked) => ({ status: 200, body: list(world, asked).map((one) => shown(one).body) }),
    },
    {
      method: 'POST',
      pattern: '/channels/:channel/messages',
      answer: async (asked) => shown(await send(world, asked)),
    },
    {
      method: 'GET',
      pattern: '/channels/:channel/messages/:message',
      answer: (asked) => shown(readable(world, asked)),
    },
    {
      method: 'PATCH',
      pattern: '/channels/:channel/messages/:message',
      answer: async (asked) => shown(await edit(world, asked, edits)),
    },
    { method: 'DELETE', pattern: '/channels/:channel/messages/:message', answer: (asked) => remove(world, asked) },
  ];
}

const at = (world: World, asked: Asked): PlayedChannel => botsChannel(world, asked.param('channel'));

function typing(world: World, asked: Asked): Answered {
  requireSending(world, at(world, asked), false);
  return { status: 204 };
}

/** A message by the bot's route; what only one person sees is not there. */
function messageAt(world: World, asked: Asked): PlayedMessage {
  const channel = at(world, asked);
  const message = world.messages.get(asked.param('message'));
  if (!message || message.channelId !== channel.id || message.deleted || message.ephemeralFor) throw unknownMessage();
  return message;
}

function readable(world: World, asked: Asked): PlayedMessage {
  require(world, at(world, asked), 'ReadMessageHistory');
  return messageAt(world, asked);
}

/** Newest first; without the right to read on, there is nothing. */
function list(world: World, asked: Asked): PlayedMessage[] {
  const channel = at(world, asked);
  const [limit, before, after] = ['limit', 'before', 'after'].map((name) => asked.query.get(name));
  const all = [...world.messages.values()].filter(
    (one) => one.channelId === channel.id && !one.deleted && !one.ephemeralFor,
  );
  const inside = all.filter(
    ({ id }) => (!before || BigInt(id) < BigInt(before)) && (!after || BigInt(id) > BigInt(after)),
  );
  return inside.toReversed().slice(0, Number(limit ?? 50));
}

async function send(world: World, asked: Asked): Promise<PlayedMessage> {
  const channel = at(world, asked);
  const body = readBody(MessageBody, asked.body);
  requireOpenDirect(world, channel);
  requireSending(world, channel, asked.files.size > 0);
  requireReply(world, channel, body);
  if ((body.flags ?? 0) & MessageFlags.Ephemeral) throw refusal(400, 50035, 'Invalid Form Body');
  const { botId } = world.application;
  const recent = [...world.messages.values()].find(
    (one) =>
      body.nonce != null &&
      one.nonce === body.nonce &&
      one.channelId === channel.id &&
      one.authorId === botId &&
      !one.deleted,
  );
  if (body.enforce_nonce && recent) return recent;
  if (channel.archived) {
    channel.archived = false;
    sayChannel(world, channel, 'UPDATE');
  }
  return createMessage(world, {
    channelId: channel.id,
    authorId: botId,
    body,
    files: asked.files,
    maxFileBytes: limitOf(world, channel),
  });
}

/** What one file may have by the bot's route. */
const limitOf = (world: World, { guildId }: PlayedChannel): number =>
  guildId === null ? 10 * MIB : known(world.guilds, guildId).uploadLimit;

function requireOpenDirect(world: World, channel: PlayedChannel): void {
  if (channel.type !== ChannelType.DM) return;
  const person = channel.recipients.find((id) => id !== world.application.botId) ?? '';
  const shares = [...world.guilds.values()].some(
    ({ members }) => members.has(person) && members.has(world.application.botId),
  );
  const wrote = [...world.messages.values()].some((one) => one.channelId === channel.id && one.authorId === person);
  const user = known(world.users, person);
  if (!user.dmsOpen || !(shares || wrote || user.installed))
    throw refusal(403, 50007, 'Cannot send messages to this user');
}

function requireReply(world: World, channel: PlayedChannel, { message_reference: reference }: MessageBody): void {
  if (!reference || reference.type === 1) return;
  if (channel.guildId !== null) require(world, channel, 'ReadMessageHistory');
  const replied = world.messages.get(reference.message_id);
  const there = replied && !replied.deleted && !replied.ephemeralFor && replied.channelId === channel.id;
  if (!there && (reference.fail_if_not_exists ?? true))
    throw refusal(400, 50035, 'Invalid Form Body', {
      errors: { message_reference: { _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' }] } },
    });
}

async function edit(world: World, asked: Asked, edits: (channelId: string) => void): Promise<PlayedMessage> {
  const message = messageAt(world, asked);
  if (message.authorId !== world.application.botId)
    throw refusal(403, 50005, 'Cannot edit a message authored by another user');
  const channel = at(world, asked);
  refuseInArchived(world, channel.id);
  if (asked.files.size > 0) require(world, channel, 'AttachFiles');
  if (world.clock.now() - message.createdAt > HOUR) edits(channel.id);
  await editMessage(world, message, {
    body: readBody(MessageBody, asked.body),
    files: asked.files,
    maxFileBytes: limitOf(world, channel),
  });
  return message;
}

/** Messages older than an hour take three edits in six seconds in a channel. */
function oldEdits(world: World): (channelId: string) => void {
  const made = new Map<string, number[]>();
  return (channelId) => {
    const now = world.clock.now();
    const recent = (made.get(channelId) ?? []).filter((time) => now - time < 6000);
    const [first] = recent;
    if (first !== undefined && recent.length >= 3)
      throw refusal(429, 30046, 'Maximum number of edits to messages older than 1 hour reached. Try again later', {
        retryAfter: (first + 6000 - now) / 1000,
      });
    made.set(channelId, [...recent, now]);
  };
}

function remove(world: World, asked: Asked): Answered {
  const message = messageAt(world, asked);
  const channel = at(world, asked);
  if (message.authorId !== world.application.botId) {
    if (channel.guildId === null) throw refusal(403, 50003, 'Cannot execute action on a DM channel');
    require(world, channel, 'ManageMessages');
  }
  if (isThread(channel)) refuseInArchived(world, channel.id);
  removeMessage(world, message);
  return { status: 204 };
}
