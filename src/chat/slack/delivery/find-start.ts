import { createHash } from 'node:crypto';
import { z } from 'zod';
import { listOf, maybe, Ts } from '../intake/shapes.ts';
import type { RequestOrigin } from '../origin.ts';
import type { Send } from './send.ts';

const EVENT_TYPE = 'easel_request';

/**
 * By which Easel knows the first message of a request again. Other apps can read it, so it tells no id.
 * Source: https://docs.slack.dev/messaging/message-metadata
 */
export const markOf = (id: string) => ({
  event_type: EVENT_TYPE,
  event_payload: { request: createHash('sha256').update(id).digest('hex').slice(0, 32) },
});

const Marked = z.looseObject({
  ts: Ts,
  metadata: maybe(z.object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })),
});
const Messages = z.object({ messages: listOf(Marked) });

const PATIENCE_MS = 2000;
/** Some workspaces give no more than 15. */
const MOST = 100;
/** Slack's clock and ours. */
const APART_MS = 60_000;

/**
 * Looks once for the first message of a request that a process posted and could not note any more. Nothing where Slack does not let
 * Easel read what was said there, or so much was said since that it is not among what Slack gives at once.
 */
export async function findStart(
  channelId: string,
  { id, workspace, threadTs, receivedAt }: RequestOrigin,
  send: Send,
): Promise<string | undefined> {
  const range = { oldest: String((receivedAt - APART_MS) / 1000), limit: MOST, include_all_metadata: true };
  const outcome =
    threadTs === null
      ? await send(workspace, 'conversations.history', { channel: channelId, ...range }, { timeoutMs: PATIENCE_MS })
      : await send(
          workspace,
          'conversations.replies',
          { channel: channelId, ts: threadTs, ...range },
          { timeoutMs: PATIENCE_MS },
        );
  const read = outcome.ok ? Messages.safeParse(outcome.body) : undefined;
  const mark = JSON.stringify(markOf(id));
  return read?.data?.messages.find(({ metadata }) => metadata && JSON.stringify(metadata) === mark)?.ts;
}
