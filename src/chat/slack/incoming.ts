import { z } from 'zod';
import type { Workspace } from './origin.ts';
import { type Payload, workspaceOf } from './workspace-of.ts';

/** What came, as far as that tells how Slack is answered and whose it is. */
export type Incoming =
  | {
      /** `event`: Slack sends it again where it is not answered. `asked`: a person waits for it, and for three seconds at most. */
      readonly kind: 'event' | 'asked';
      /** The same for each time it is sent. */
      readonly key: string;
      /** As Slack names it; `Access` knows whether it is one of ours. */
      readonly workspace: Workspace;
      readonly body: Payload;
      /** Epoch milliseconds. */
      readonly receivedAt: number;
      /** Somebody had begun with it, and did not come to an end. */
      readonly takenUp?: true;
      /** It is tried no more, and its person is told so. */
      readonly givenUp?: true;
    }
  /** Nothing Easel listens to. */
  | { readonly kind: 'unsupported' };

export type Taken = Exclude<Incoming, { kind: 'unsupported' }>;

const id = z.string().min(1);

const EVENT = z.looseObject({ event_id: id, event: z.looseObject({ type: z.string() }) });
const COMMAND = z.looseObject({ command: z.string(), trigger_id: id });
const INTERACTION = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('block_actions'), trigger_id: id }),
  z.looseObject({ type: z.literal('shortcut'), trigger_id: id }),
  z.looseObject({ type: z.literal('message_action'), trigger_id: id }),
  z.looseObject({ type: z.literal('view_submission'), view: z.looseObject({ id }) }),
]);

const HEARD = new Set([
  'app_mention',
  'message',
  'app_home_opened',
  'function_executed',
  'app_uninstalled',
  'tokens_revoked',
  'subteam_members_changed',
]);

/** Reads what came. Tokens that Slack sends along are left out: nothing here needs them, and the rest may be kept. */
export function readIncoming(payload: unknown, receivedAt: number): Incoming {
  const event = EVENT.safeParse(payload);
  if (event.success) {
    const { data } = event;
    if (!HEARD.has(data.event.type) || isChatter(data.event)) return { kind: 'unsupported' };
    const { bot_access_token: _secret, ...inner } = data.event;
    return taken('event', `event:${data.event_id}`, { ...data, event: inner }, receivedAt);
  }
  const command = COMMAND.safeParse(payload);
  if (command.success) return taken('asked', `command:${command.data.trigger_id}`, command.data, receivedAt);
  const { data } = INTERACTION.safeParse(payload);
  if (!data) return { kind: 'unsupported' };
  const name = data.type === 'view_submission' ? data.view.id : data.trigger_id;
  return taken('asked', `${data.type}:${name}`, data, receivedAt);
}

function taken(kind: Taken['kind'], key: string, payload: Payload, receivedAt: number): Incoming {
  const { token: _verification, bot_access_token: _secret, ...body } = payload;
  const workspace = workspaceOf(body);
  // Slack's own names are plain; half a character is no name that anything could be kept under.
  const isNamed = key !== '' && key.isWellFormed();
  return workspace && isNamed ? { kind, key, workspace, body, receivedAt } : { kind: 'unsupported' };
}

const SAID = new Set<unknown>([undefined, 'file_share', 'thread_broadcast']);

/**
 * Messages that nobody said to Easel: edits, joins, what bots say, and words in a channel outside of threads. Where those name
 * Easel they come as a mention as well.
 */
function isChatter({ type, subtype, bot_id: botId, channel_type: channelType, thread_ts: threadTs }: Payload): boolean {
  if (type !== 'message' || subtype === 'message_deleted') return false;
  return !SAID.has(subtype) || botId !== undefined || (channelType !== 'im' && threadTs === undefined);
}
