import { z } from 'zod';
import { isDirectChannel } from './place.ts';
import { IGNORED, type Read } from './said.ts';
import { listOf, maybe, problemsOf, SlackId, Ts } from './shapes.ts';

const Button = z.object({
  type: z.literal('button'),
  action_id: z.string().regex(/^easel:[a-z]+:/),
  action_ts: maybe(z.string()),
  value: z.string().min(1),
});

const Actions = z.object({
  actions: listOf(Button),
  user: z.object({ id: SlackId, name: maybe(z.string()), username: maybe(z.string()) }),
  channel: maybe(z.object({ id: SlackId })),
  container: maybe(z.object({ channel_id: maybe(SlackId), message_ts: maybe(Ts), thread_ts: maybe(Ts) })),
  message: maybe(z.object({ ts: maybe(Ts), thread_ts: maybe(Ts) })),
  trigger_id: maybe(z.string().min(1)),
  response_url: maybe(z.string()),
});

/** A button that was pressed; its value is its state. Anything with another name is not ours. */
export function readAction(payload: unknown): Read {
  const read = Actions.safeParse(payload);
  if (!read.success) return { kind: 'malformed', where: problemsOf(read.error) };
  const [button] = read.data.actions;
  if (!button) return IGNORED;
  const { user, channel, container, trigger_id, response_url } = read.data;
  const channelId = channel?.id ?? container?.channel_id ?? null;
  const origin = {
    id: trigger_id ?? `action:${channelId}:${container?.message_ts}:${button.action_ts}:${user.id}`,
    userId: user.id,
    channelId,
    threadTs: threadOf(read.data),
    isDirect: channelId !== null && isDirectChannel(channelId),
    responseUrl: response_url ?? null,
    triggerId: trigger_id ?? null,
    functionExecutionId: null,
  };
  const said = { trigger: 'button', name: '', options: {}, images: {}, state: button.value } as const;
  const came = { origin, userName: user.name ?? user.username ?? undefined, said };
  const ts = read.data.message?.ts ?? container?.message_ts ?? undefined;
  const isShare = button.action_id.startsWith('easel:share:') && channelId !== null && ts !== undefined;
  return { kind: 'came', came: { ...came, ...(isShare && { shares: { channelId, ts } }) } };
}

/** A message that a thread begins with stands outside of it. */
function threadOf({ container, message }: z.infer<typeof Actions>): string | null {
  const threadTs = message?.thread_ts ?? container?.thread_ts ?? null;
  return threadTs === (message?.ts ?? container?.message_ts) ? null : threadTs;
}
