import { z } from 'zod';
import { isDirectChannel } from './place.ts';
import { maybe, problemsOf, SlackId, Ts } from './shapes.ts';

const Name = maybe(z.string());

const Message = z.looseObject({
  subtype: maybe(z.string()),
  channel: SlackId,
  channel_type: maybe(z.string()),
  user: maybe(SlackId),
  bot_id: maybe(z.string()),
  text: z.string().catch(''),
  ts: Ts,
  thread_ts: maybe(Ts),
  user_profile: maybe(z.object({ display_name: Name, real_name: Name, name: Name })),
});

/** What somebody of flesh and blood wrote. */
export interface MessageEvent {
  readonly channelId: string;
  readonly ts: string;
  /** The message that its thread begins with; null outside of threads. */
  readonly threadTs: string | null;
  readonly userId: string;
  readonly userName: string | undefined;
  readonly isDirect: boolean;
  /** With Slack's entities. */
  readonly text: string;
  /** As it came: its pictures may be anywhere in it. */
  readonly raw: unknown;
}

const Deletion = z.object({
  subtype: z.literal('message_deleted'),
  channel: SlackId,
  deleted_ts: Ts,
  previous_message: maybe(z.object({ user: maybe(z.string()), bot_id: maybe(z.string()) })),
});

export interface DeletionEvent {
  readonly channelId: string;
  readonly ts: string;
  /** Whose it was; `undefined` where Slack does not tell. */
  readonly author: { readonly user: string | null | undefined; readonly botId: string | null | undefined } | undefined;
}

export type ReadMessage =
  | { readonly kind: 'said'; readonly event: MessageEvent }
  | { readonly kind: 'deleted'; readonly event: DeletionEvent }
  /** Nobody said it: an edit, a notice, the words of a bot. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'malformed'; readonly where: readonly string[] };

/** What people write; all else are notices of Slack's. */
const WRITTEN: readonly unknown[] = [undefined, null, 'file_share', 'thread_broadcast'];

/** @param raw a `message` or an `app_mention` as Slack sent it, whatever that is. */
export function readMessage(raw: unknown): ReadMessage {
  const deletion = Deletion.safeParse(raw).data;
  if (deletion) {
    const { channel, deleted_ts, previous_message: before } = deletion;
    const author = before ? { user: before.user, botId: before.bot_id } : undefined;
    return { kind: 'deleted', event: { channelId: channel, ts: deleted_ts, author } };
  }
  const read = Message.safeParse(raw);
  if (!read.success) return { kind: 'malformed', where: problemsOf(read.error) };
  const { subtype, user, bot_id } = read.data;
  if (!WRITTEN.includes(subtype) || bot_id || !user || user === 'USLACKBOT') return { kind: 'unsupported' };
  return { kind: 'said', event: saidBy(user, read.data, raw) };
}

function saidBy(userId: string, message: z.infer<typeof Message>, raw: unknown): MessageEvent {
  const { channel, channel_type, ts, thread_ts, text, user_profile: profile } = message;
  return {
    channelId: channel,
    ts,
    threadTs: thread_ts && thread_ts !== ts ? thread_ts : null,
    userId,
    userName: profile?.display_name || profile?.real_name || profile?.name || undefined,
    isDirect: channel_type === 'im' || isDirectChannel(channel),
    text,
    raw,
  };
}
