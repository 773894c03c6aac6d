import { MessageFlags, Routes } from 'discord.js';
import { z } from 'zod';
import type { DiscordHandle } from '../handle.ts';
import { bodyOf, type Outgoing } from './message.ts';
import type { Call, Outcome, Send } from './send.ts';

/** One way to the messages of a place. */
export interface Way {
  readonly kind: 'token' | 'channel';
  readonly channelId: string;
  readonly maxFileBytes: number;
  /** How many messages may follow the first. */
  readonly maxMore: number;
  edit(messageId: string, message: Outgoing, timeoutMs?: number): Promise<Outcome>;
  /** @param nonce the same one makes one message for some minutes; only channels know it. */
  post(message: Outgoing, nonce: string): Promise<Outcome>;
  remove(messageId: string): Promise<Outcome>;
}

/** The answer to an interaction, by this name also where its id is not known. */
export const ORIGINAL = '@original';
/** What a bot may upload where nobody pays for more. */
const USUAL_FILE_BYTES = 10 * 1024 * 1024;
/** What Discord takes where only the person installed Easel. */
const FOLLOW_UPS = 5;

/** The webhook of an interaction, for 15 minutes. It needs no permission in the place. */
export function tokenWay(handle: DiscordHandle, token: string, send: Send): Way {
  const { applicationId, channelId, maxFileBytes } = handle;
  const sendHere = (call: Omit<Call, 'token'>) => send({ ...call, token });
  return {
    kind: 'token',
    channelId,
    maxFileBytes,
    maxMore: handle.channelRoute ? Number.POSITIVE_INFINITY : FOLLOW_UPS,
    edit: (messageId, message, timeoutMs) =>
      sendHere({
        method: 'PATCH',
        route: Routes.webhookMessage(applicationId, token, messageId),
        body: bodyOf(message),
        files: message.files,
        ...(timeoutMs !== undefined && { timeoutMs }),
      }),
    post: (message) =>
      sendHere({
        method: 'POST',
        route: Routes.webhook(applicationId, token),
        body: bodyOf(message, handle.private ? MessageFlags.Ephemeral : 0),
        query: { wait: 'true' },
        files: message.files,
      }),
    remove: (messageId) =>
      sendHere({ method: 'DELETE', route: Routes.webhookMessage(applicationId, token, messageId) }),
  };
}

/** The bot's own messages in a channel, a thread or a direct message. */
export function channelWay(channelId: string, send: Send): Way {
  return {
    kind: 'channel',
    channelId,
    maxFileBytes: USUAL_FILE_BYTES,
    maxMore: Number.POSITIVE_INFINITY,
    edit: (messageId, message, timeoutMs) =>
      send({
        method: 'PATCH',
        route: Routes.channelMessage(channelId, messageId),
        body: bodyOf(message),
        files: message.files,
        ...(timeoutMs !== undefined && { timeoutMs }),
      }),
    post: (message, nonce) =>
      send({
        method: 'POST',
        route: Routes.channelMessages(channelId),
        body: { ...bodyOf(message), nonce, enforce_nonce: true },
        files: message.files,
      }),
    remove: (messageId) => send({ method: 'DELETE', route: Routes.channelMessage(channelId, messageId) }),
  };
}

const Known = z.object({ id: z.string() });

/** The id in an answer that is a message, a channel or a thread. */
export const idIn = (body: unknown): string | undefined => Known.safeParse(body).data?.id;
