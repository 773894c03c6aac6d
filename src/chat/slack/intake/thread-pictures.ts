import { z } from 'zod';
import type { ImageRef } from '#src/domain/job.ts';
import type { Send } from '../delivery/send.ts';
import { picturesOf } from './message-pictures.ts';
import type { Around } from './parts.ts';
import { listOf, maybe, Ts } from './shapes.ts';

/** What people posted in a thread since Easel showed something there, or that it begins with; none where Easel's own is newest. */
export type ThreadPictures = (
  thread: { readonly channelId: string; readonly threadTs: string; readonly before: string },
  around: Pick<Around, 'workspace' | 'botUserId' | 'botId'>,
) => Promise<readonly ImageRef[]>;

const PATIENCE_MS = 2000;
/** Some workspaces give no more than 15. */
const MOST = 200;

const Message = z.looseObject({ ts: Ts, user: maybe(z.string()), bot_id: maybe(z.string()) });

const Replies = z.object({ messages: listOf(Message) });

/**
 * Looks once through a thread, when somebody there asks for something without a picture. Nothing depends on it: what Easel made there
 * it knows by itself, and where Slack gives nothing, none is all that is known.
 */
export function createThreadPictures({ send }: { readonly send: Send }): ThreadPictures {
  return async ({ channelId, threadTs, before }, { workspace, botUserId, botId }) => {
    const args = { channel: channelId, ts: threadTs, latest: before, limit: MOST };
    const outcome = await send(workspace, 'conversations.replies', args, { timeoutMs: PATIENCE_MS });
    const read = outcome.ok ? Replies.safeParse(outcome.body) : undefined;
    const messages = read?.data?.messages.filter(({ ts }) => Number(ts) < Number(before)) ?? [];
    for (const message of messages.toReversed()) {
      const isOurs = message.user === botUserId || message.bot_id === botId;
      const pictures = picturesOf(message, { workspace, channelId, isOurs });
      if (pictures.length > 0) return isOurs ? [] : pictures;
    }
    return [];
  };
}
