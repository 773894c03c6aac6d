import { EaselError } from '#src/domain/errors.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { SlackHandle } from '../handle.ts';
import { layNotice } from '../layout/notice.ts';
import type { RequestOrigin } from '../origin.ts';
import { findStart, markOf } from './find-start.ts';
import { persist, persistOnce } from './persist.ts';
import { bodyOf, postedIn } from './post.ts';
import { asError, isClosed, isPassing } from './problem.ts';
import { NOTHING, type Records, type Showing } from './records.ts';
import type { Send } from './send.ts';

export interface AcknowledgeParts {
  readonly send: Send;
  readonly records: Records;
  readonly clock: Clock;
  readonly log: Log;
}

const STARTING = text('Starting …');
/** The job does not wait longer for the message that says that it was taken; Slack itself was answered before. */
const PATIENCE_MS = 10_000;

/**
 * Says that a request arrived. In private nothing is shown: what follows is an answer, or progress in the person's own
 * conversation. A second delivery of an event shows nothing: the first one's message is made its own before it is posted.
 * @throws {EaselError} `place-forbids`, and nothing was sent.
 */
export async function acknowledge(
  origin: RequestOrigin,
  visibility: 'public' | 'private',
  parts: AcknowledgeParts,
): Promise<SlackHandle> {
  const { records, log } = parts;
  const { channelId } = origin;
  if (visibility === 'private' || channelId === null) return handleOf(origin, { isPrivate: true, messageTs: null });
  const handle = handleOf(origin, { isPrivate: false, messageTs: null });
  // Without the store nobody knows, and whoever asks for something is told that it is down.
  const isOurs = await records.claim(origin.id).catch((err: unknown) => {
    log.warn({ eventId: origin.id, err }, 'A request could not be made one’s own');
    return undefined;
  });
  if (isOurs === undefined) return handle;
  if (!isOurs) {
    const shown = await shownBefore(channelId, origin, parts);
    return { ...known(handle, shown), ...(origin.takenUp && (await isUnused(shown, records)) && { again: false }) };
  }
  const messageTs = await postStart(channelId, origin, parts);
  if (messageTs === undefined) return handle;
  const noted = await asMain(channelId, messageTs, origin, parts);
  return noted.main?.ts === messageTs ? { ...handle, messageTs } : known(handle, noted);
}

/** Answered already, by another delivery. */
const known = (handle: SlackHandle, { main }: Showing): SlackHandle => ({
  ...handle,
  again: true,
  messageTs: main?.channelId === handle.channelId ? (main?.ts ?? null) : null,
});

/** Whoever posted it is gone, and no job shows anything there: what came of the request may take it away. */
async function isUnused({ main }: Showing, records: Records): Promise<boolean> {
  if (!main) return false;
  return records.messageAt(main.channelId, main.ts).then(
    (used) => used === undefined,
    () => false,
  );
}

/**
 * What another delivery showed. Its process may have died before it noted which message that was, or before it posted it: where that
 * cannot be found, another one tells that somebody is at it again.
 */
async function shownBefore(channelId: string, origin: RequestOrigin, parts: AcknowledgeParts): Promise<Showing> {
  const before = await parts.records.showing(origin.id).catch(() => NOTHING);
  // A living one notes it in a moment: of a mention come two events wherever Easel may read.
  if (!origin.takenUp || !before.began || before.main || before.ended || before.deleted) return before;
  const ts = (await findStart(channelId, origin, parts.send)) ?? (await postStart(channelId, origin, parts));
  return ts === undefined ? before : asMain(channelId, ts, origin, parts);
}

/** Makes a message the one of its request; where another one is by then, such as another delivery's end, this one is removed. */
async function asMain(channelId: string, ts: string, origin: RequestOrigin, parts: AcknowledgeParts): Promise<Showing> {
  const { records, send, clock, log } = parts;
  const main = { channelId, ts, files: [] };
  const noted = await records
    .change(origin.id, (now) => {
      if (now.main?.ts === ts) return {};
      return now.main ? { leftover: [...now.leftover, main] } : { main };
    })
    .catch((err: unknown) => {
      log.warn({ eventId: origin.id, err }, 'A message could not be noted');
      return { ...NOTHING, main };
    });
  if (noted.main?.ts !== ts)
    await persist(clock, () => send(origin.workspace, 'chat.delete', { channel: channelId, ts }));
  return noted;
}

/**
 * @returns nothing where nobody can tell which message it is: it is not posted twice, and the end is a message of its own then. Nor
 * where somebody removed what was asked about: the end comes to the person.
 */
async function postStart(
  channelId: string,
  origin: RequestOrigin,
  parts: AcknowledgeParts,
): Promise<string | undefined> {
  const { send, clock, records, log } = parts;
  const { id, workspace, threadTs } = origin;
  const args = {
    channel: channelId,
    ...(threadTs !== null && { thread_ts: threadTs }),
    ...bodyOf(layNotice(STARTING)),
    metadata: markOf(id),
  };
  const outcome = await persistOnce(clock, () => send(workspace, 'chat.postMessage', args), PATIENCE_MS);
  if (outcome.ok) return postedIn(outcome.body)?.ts;
  const { problem } = outcome;
  log.warn({ eventId: id, kind: problem.kind, err: problem.cause }, 'A request could not be answered at once');
  if (problem.kind === 'outcome-unknown') return findStart(channelId, origin, send);
  if (isPassing(problem) || problem.kind === 'thread-gone') return undefined;
  await records
    .unclaim(id)
    .catch((err: unknown) => log.warn({ eventId: id, err }, 'What was shown could not be noted'));
  if (problem.kind === 'missing-scope') throw mayNotWrite('chat:write', ADD_SCOPE, problem.cause);
  if (problem.kind === 'refused') throw mayNotWrite('to write', ELSEWHERE, problem.cause);
  // A private channel that Easel is not in is to Slack one that is not there.
  if (isClosed(problem) && origin.isDirect)
    throw new EaselError('place-forbids', { permissions: [], how: ITSELF }, { cause: problem.cause });
  throw asError(isClosed(problem) ? { ...problem, kind: 'not-in-channel' } : problem);
}

const ADD_SCOPE = text('Whoever installed Easel adds that scope and installs it again.');
/** Slack lets people ask in their conversation with somebody else, too. */
const ITSELF = text('Nobody can invite it there. Write to Easel itself, or ask it in a channel.');
const ELSEWHERE = text('Ask it in another channel, or in a direct message.');

/** The response address of a request needs no right, so that the person can be told. */
const mayNotWrite = (right: string, how: Text, cause: Error): EaselError =>
  new EaselError('place-forbids', { permissions: [right], how }, { cause });

/** Slack lets a response address live for half an hour; a minute less, so that nothing is begun on it that ends too late. */
const RESPONSE_MS = 29 * 60_000;

function handleOf(
  origin: RequestOrigin,
  { isPrivate, messageTs }: { readonly isPrivate: boolean; readonly messageTs: string | null },
): SlackHandle {
  const { id, workspace, channelId, threadTs, userId, isDirect, responseUrl, receivedAt, functionExecutionId } = origin;
  return {
    ...{
      platform: 'slack',
      id,
      workspace: { ...workspace },
      channelId,
      threadTs,
      messageTs,
      userId,
      private: isPrivate,
    },
    ...{ isDirect, responseUrl, functionExecutionId, again: false },
    responseUntil: receivedAt + RESPONSE_MS,
  };
}
