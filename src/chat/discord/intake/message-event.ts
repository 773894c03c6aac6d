import { MessageReferenceType, MessageType } from 'discord.js';
import { z } from 'zod';
import { listOf, problemsOf, Snowflake, User } from './shapes.ts';

/** The message that another one answers. Without the privileged intent it may be there and yet empty. */
const Answered = z.object({
  id: Snowflake,
  author: User.pick({ id: true }),
  content: z.string().catch(''),
});

const Message = z.object({
  id: Snowflake,
  channel_id: Snowflake,
  guild_id: Snowflake.nullish(),
  channel_type: z.number().optional().catch(undefined),
  type: z.number(),
  author: User,
  webhook_id: z.unknown().optional(),
  member: z
    .object({ nick: z.string().nullish().catch(null), roles: listOf(Snowflake) })
    .nullish()
    .catch(null),
  content: z.string().catch(''),
  mentions: listOf(User.pick({ id: true })),
  mention_roles: listOf(Snowflake),
  message_reference: z
    .object({ type: z.number().catch(MessageReferenceType.Default), message_id: Snowflake })
    .nullish()
    .catch(null),
  /** `null`: it was deleted; absent: Discord did not look. */
  referenced_message: Answered.nullish().catch(undefined),
});

export type MessageEvent = z.output<typeof Message>;

/** What people write; all else are notices of Discord's. */
const WRITTEN: readonly unknown[] = [MessageType.Default, MessageType.Reply];

export type ReadMessage =
  | { readonly kind: 'read'; readonly event: MessageEvent }
  /** Nobody of flesh and blood wrote it. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'malformed'; readonly where: readonly string[] };

/** @param data as Discord sent it, whatever that is. */
export function readMessage(data: unknown): ReadMessage {
  const read = Message.safeParse(data);
  if (!read.success) return { kind: 'malformed', where: problemsOf(read.error) };
  const { author, webhook_id, type } = read.data;
  const isByPerson = !author.bot && !author.system && !webhook_id && WRITTEN.includes(type);
  return isByPerson ? { kind: 'read', event: read.data } : { kind: 'unsupported' };
}

/** The id of the message that it answers; one that is only passed on is not answered. */
export const answeredId = ({ message_reference: reference }: MessageEvent): string | undefined =>
  reference?.type === MessageReferenceType.Default ? reference.message_id : undefined;
