import { z } from 'zod';
import { EaselError } from '#src/domain/errors.ts';
import type { OpenedThread } from '#src/ports/chat-platform.ts';
import type { SlackHandle } from '../handle.ts';
import type { FileParts } from './file-info.ts';
import { persist } from './persist.ts';
import { asError, type Problem } from './problem.ts';
import { mainOf, type Records, type ShownMessage } from './records.ts';
import type { Sessions } from './sessions.ts';

const WHAT = 'open a thread on this result';

export type ThreadParts = FileParts & {
  readonly records: Records;
  readonly sessions: Sessions;
  /** Whether plain words in a thread reach Easel where it takes part. */
  readonly plainReplies: boolean;
};

const Permalink = z.object({ permalink: z.string() });

/** The address of a message. */
async function permalinkOf(
  { channelId, ts }: Pick<ShownMessage, 'channelId' | 'ts'>,
  { send, workspace, clock }: FileParts,
): Promise<string | Problem> {
  const args = { channel: channelId, message_ts: ts };
  const outcome = await persist(clock, () => send(workspace, 'chat.getPermalink', args));
  return outcome.ok ? Permalink.parse(outcome.body).permalink : outcome.problem;
}

/**
 * The thread of a result's message: every message can begin one, and one that is in a thread has that.
 * @throws {EaselError} `not-allowed` about what only one person sees, `not-found` where the message is gone.
 */
export async function openThread(handle: SlackHandle, parts: ThreadParts): Promise<OpenedThread> {
  const { records, sessions, plainReplies } = parts;
  const { main, ended, deleted } = await records.showing(handle.id);
  const isThere = main && ended && !deleted;
  if (handle.private || !isThere || main.channelId !== handle.channelId)
    throw new EaselError('not-allowed', { what: WHAT });
  const url = await permalinkOf(main, parts);
  if (typeof url !== 'string') throw asError(url);
  const threadTs = handle.threadTs ?? main.ts;
  await sessions.touch(main.channelId, threadTs);
  const needsMention = !plainReplies && !handle.isDirect;
  return { channelId: `${main.channelId}/${threadTs}`, url, ...(needsMention && { needsMention }) };
}

/** The message that shows the end, for whoever goes on with it. */
export async function linkToEnd(handle: SlackHandle, parts: ThreadParts): Promise<string | undefined> {
  const main = mainOf(handle, await parts.records.showing(handle.id));
  const url = main && (await permalinkOf(main, parts));
  return typeof url === 'string' ? url : undefined;
}
