import type { SlackHandle } from '../handle.ts';
import type { Laid } from '../layout/laid.ts';
import type { Content } from './content.ts';
import { allOf } from './make-ready.ts';
import { persist, persistOnce } from './persist.ts';
import { bodyOf } from './post.ts';
import { asError, isClosed, isPassing } from './problem.ts';
import { mainOf, NOTHING, type Showing } from './records.ts';
import type { Respond } from './respond.ts';
import type { Outcome } from './send.ts';
import { type End, type EndParts, showEnd } from './show-end.ts';

export type TellParts = EndParts & { readonly respond: Respond };

/**
 * Answers who asked, and nobody else sees it: where they asked, or in their own conversation with Easel where that cannot be, such
 * as with pictures. What everybody saw of the request is taken away.
 * @param handle as this delivery of the event got it
 * @throws {EaselError} why it could not be said.
 */
export async function tellAlone(content: Content, handle: SlackHandle, parts: TellParts): Promise<void> {
  const { records, log } = parts;
  const before = await records.showing(handle.id).catch(() => NOTHING);
  if (before.told === content.key || before.deleted) return;
  if (!(await toldHere(content, handle, before, parts)))
    return endDirectly({ content, isFinal: true }, handle, before, parts);
  await takeAway(handle, before, parts);
  await records
    .change(handle.id, { told: content.key })
    .catch((err: unknown) => log.warn({ err }, 'What was told could not be noted'));
}

/** Where nobody else is, an answer is like any other, unless Easel has no part in that conversation. */
export const isAlone = (handle: SlackHandle): boolean => handle.isDirect || handle.channelId === null;

/** @returns false where it cannot be told there. */
export async function toldHere(
  content: Content,
  handle: SlackHandle,
  before: Showing,
  parts: TellParts,
): Promise<boolean> {
  if (handle.private && before.main) return false;
  if (content.drafts.some((draft) => allOf(draft).length > 0)) return false;
  const pages = content.drafts.flatMap((draft) => draft.lay([], [], true));
  for (const [index, laid] of pages.entries()) {
    const outcome = await say(laid, handle, parts);
    if (outcome.ok) continue;
    if (index === 0 && !isPassing(outcome.problem)) return false;
    if (index === 0) throw asError(outcome.problem);
    parts.log.warn({ err: outcome.problem.cause }, 'The rest of an answer could not be said');
    break;
  }
  return true;
}

async function say(laid: Laid, handle: SlackHandle, parts: TellParts): Promise<Outcome> {
  const { respond, clock, send, workspace } = parts;
  const { responseUrl, responseUntil, channelId, threadTs, userId } = handle;
  const at = threadTs === null ? {} : { thread_ts: threadTs };
  if (responseUrl !== null && clock.now() < responseUntil) {
    const body = { response_type: 'ephemeral', replace_original: false, ...at, ...bodyOf(laid) };
    const outcome = await persistOnce(clock, () => respond(responseUrl, body));
    if (outcome.ok) return outcome;
  }
  const { text, blocks } = { blocks: [], ...bodyOf(laid) };
  const args = { channel: channelId, user: userId, ...at, text, blocks };
  return persist(clock, () => send(workspace, 'chat.postEphemeral', args));
}

/** In the person's own conversation, as if it had been asked for in private. */
async function endDirectly(end: End, handle: SlackHandle, before: Showing, parts: TellParts): Promise<void> {
  const own: SlackHandle = { ...handle, private: true };
  await showEnd(end, {
    ...parts,
    handle: handle.private ? handle : { ...own, id: `${handle.id}:alone`, messageTs: null },
  });
  if (!handle.private) await takeAway(handle, before, parts);
}

/** What another delivery of the same event shows there is not ours to take away. */
async function takeAway(
  handle: SlackHandle,
  before: Showing,
  { send, workspace, clock, log }: TellParts,
): Promise<void> {
  const main = handle.private || handle.again ? undefined : mainOf(handle, before);
  if (!main) return;
  const outcome = await persist(clock, () => send(workspace, 'chat.delete', { channel: main.channelId, ts: main.ts }));
  if (outcome.ok || outcome.problem.kind === 'message-gone' || isClosed(outcome.problem)) return;
  log.warn({ err: outcome.problem.cause }, 'What said that a request arrived could not be removed');
}
