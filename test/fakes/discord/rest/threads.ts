import { ChannelType } from 'discord.js';
import { z } from 'zod';
import { readBody } from '../message-body.ts';
import { channelPayload } from '../payloads.ts';
import { isThread, may } from '../permissions.ts';
import { botsChannel, require } from '../places.ts';
import { invalidBody, missingPermissions, refusal, unknownMessage } from '../refusal.ts';
import type { World } from '../state.ts';
import { addChannel, sayChannel } from '../things.ts';
import { lengthOf } from '../validate-components.ts';
import type { Answered, Asked, Route } from './serve.ts';

const ARCHIVE = z.union([z.literal(60), z.literal(1440), z.literal(4320), z.literal(10080)]);
const NewThread = z.looseObject({
  name: z.string(),
  auto_archive_duration: ARCHIVE.nullish(),
  type: z.number().nullish(),
});
const Change = z.looseObject({ archived: z.boolean().optional(), locked: z.boolean().optional() });

export function threadRoutes(world: World): Route[] {
  return [
    {
      method: 'POST',
      pattern: '/channels/:channel/messages/:message/threads',
      answer: (asked) => onMessage(world, asked),
    },
    { method: 'POST', pattern: '/channels/:channel/threads', answer: (asked) => inChannel(world, asked) },
    { method: 'PATCH', pattern: '/channels/:channel', answer: (asked) => change(world, asked) },
  ];
}

function onMessage(world: World, asked: Asked): Answered {
  const channel = botsChannel(world, asked.param('channel'));
  require(world, channel, 'CreatePublicThreads');
  const message = world.messages.get(asked.param('message'));
  if (!message || message.deleted || message.ephemeralFor || message.channelId !== channel.id) throw unknownMessage();
  if (isThread(channel) || channel.guildId === null)
    throw refusal(400, 50024, 'Cannot execute action on this channel type');
  if (world.channels.has(message.id)) throw refusal(400, 160004, 'A thread has already been created for this message');
  return made(world, asked, { id: message.id, type: ChannelType.PublicThread });
}

function inChannel(world: World, asked: Asked): Answered {
  const channel = botsChannel(world, asked.param('channel'));
  const isPrivate = readBody(NewThread, asked.body).type !== ChannelType.PublicThread;
  require(world, channel, isPrivate ? 'CreatePrivateThreads' : 'CreatePublicThreads');
  return made(world, asked, {
    id: world.newId(),
    type: isPrivate ? ChannelType.PrivateThread : ChannelType.PublicThread,
  });
}

function made(world: World, asked: Asked, { id, type }: { id: string; type: ChannelType }): Answered {
  const { name, auto_archive_duration } = readBody(NewThread, asked.body);
  if (lengthOf(name) < 1 || lengthOf(name) > 100)
    invalidBody(['name'], 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
  const parent = botsChannel(world, asked.param('channel'));
  const common = { guildId: parent.guildId, parentId: parent.id, ownerId: world.application.botId };
  const thread = addChannel(world, { ...common, id, type, name, autoArchiveMinutes: auto_archive_duration ?? 1440 });
  return { status: 201, body: channelPayload(world, thread) };
}

function change(world: World, asked: Asked): Answered {
  const channel = botsChannel(world, asked.param('channel'));
  const { archived, locked } = readBody(Change, asked.body);
  const { botId } = world.application;
  const manages = may(world, botId, channel, 'ManageThreads');
  if (!isThread(channel) || !(manages || (channel.ownerId === botId && locked === undefined)))
    throw missingPermissions();
  if (archived !== undefined) channel.archived = archived;
  if (locked !== undefined) channel.locked = locked;
  sayChannel(world, channel, 'UPDATE');
  return { status: 200, body: channelPayload(world, channel) };
}
