import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { DiscordHandle } from '../handle.ts';
import { blockedContent, type Content } from './content.ts';
import { halved, type Limits } from './limits.ts';
import { usuallyLacking } from './place.ts';
import { asError, type Problem } from './problem.ts';
import { mainOf, NOTHING, type Records, type Showing, type ShownMessage } from './records.ts';
import { removeShown } from './removal.ts';
import type { Send } from './send.ts';
import { type Shown, showMain } from './show-main.ts';
import { showMore } from './show-more.ts';
import { candidatesFor } from './spots.ts';

export interface EndParts {
  readonly handle: DiscordHandle;
  /** Is refused at once where it would have to wait. */
  readonly send: Send;
  readonly patientSend: Send;
  readonly records: Records;
  readonly clock: Clock;
  readonly log: Log;
  readonly isTokenDead: () => boolean;
  readonly onTokenDead: () => void;
  readonly isRemoved: () => boolean;
}

export interface End {
  readonly content: Content;
  /** Absent for answers, which no store has to know of. */
  readonly job?: { readonly id: string; readonly charged: boolean };
  /** A question is none: something follows it. */
  readonly isFinal: boolean;
}

/** @throws {EaselError} where it cannot be shown: for good, by its code, or because Discord cannot be reached at the moment. */
export async function showEnd(end: End, parts: EndParts): Promise<void> {
  const before = await known(end, parts);
  if (before.deleted || (before.ended && !end.isFinal) || wasSeen(before, parts)) return;
  const problem = await showAll(end, before, parts, SMALLER_TRIES);
  if (!problem) return;
  if (isPassing(problem)) throw asError(problem, usuallyLacking(false));
  // What is there already is the result, and its button gives the pictures too.
  parts.log.warn({ kind: problem.kind, err: problem.cause }, 'Further pictures could not be shown');
}

const isPassing = ({ kind }: Problem): boolean => kind === 'outcome-unknown' || kind === 'rate-limited';

const SMALLER_TRIES = 2;

/** @returns what kept further messages from being shown. */
async function showAll(end: End, before: Showing, parts: EndParts, smallerTries: number): Promise<Problem | undefined> {
  const shown = await shownMain(end, before, parts);
  const at = mainAt(shown, parts.handle, before);
  // At once, like those that follow: somebody may answer it while they are still on their way.
  if (end.job && at) await parts.records.link(at.messageId, end.job.id);
  const { more, problem } = await showMore(shown, before, { ...parts, ...(end.job && { jobId: end.job.id }) });
  // What comes again to show the rest must not find an end, nor the end of a job that of an answer before it.
  const ended = end.isFinal && end.job !== undefined && !(problem && isPassing(problem));
  await keep(end, at, { ...before, more, ended: before.ended || ended }, parts);
  if (problem?.kind !== 'too-large' || smallerTries === 0) return problem;
  const smaller = { ...end, content: (limits: Limits) => end.content(halved(limits)) };
  return showAll(smaller, { ...(await known(end, parts)), more }, parts, smallerTries - 1);
}

/** The end was shown while the token lived, and is out of reach now: a direct message would only double it. */
function wasSeen(before: Showing, { handle, isTokenDead, ...parts }: EndParts): boolean {
  const [first] = candidatesFor(handle, before, isTokenDead, parts);
  return before.ended && first?.isLast === true;
}

/** An answer without a job goes on without the store: it may be the one that says that the store is down. */
async function known({ job }: End, { records, handle }: EndParts): Promise<Showing> {
  if (job) return records.showing(handle.id);
  return records.showing(handle.id).catch(() => NOTHING);
}

async function shownMain({ content, job, isFinal }: End, before: Showing, parts: EndParts): Promise<Shown> {
  // Neither that of the first answer nor that of a question: Discord would take the end for a repetition of them.
  const nonce = `${parts.handle.id}-${isFinal ? 0 : 'q'}`;
  const show = (what: Content) =>
    showMain(candidatesFor(parts.handle, before, parts.isTokenDead, parts), what, { ...parts, nonce });
  const first = await show(content);
  const isBlocked = 'cause' in first && first.kind === 'blocked';
  const shown = isBlocked ? await show(blockedContent(job?.id ?? '', job?.charged ?? false)) : first;
  if ('cause' in shown) throw asError(shown, usuallyLacking(false));
  return shown;
}

/** Remembers where it is. A deletion that came meanwhile wins. */
async function keep({ job }: End, at: ShownMessage | undefined, showing: Showing, parts: EndParts): Promise<void> {
  const { records, handle } = parts;
  const isWhereExpected = at?.channelId === handle.channelId && at.messageId === handle.messageId;
  if (!job && isWhereExpected && showing.more.length === 0) return;
  const after = await records.change(handle.id, {
    ...(showing.ended && { ended: true }),
    ...(job && { jobId: job.id }),
    ...(at && { main: at }),
  });
  if (after.deleted) await removeShown({ ...showing, ...(at && { main: at }) }, parts);
}

function mainAt({ way, messageId }: Shown, handle: DiscordHandle, before: Showing): ShownMessage | undefined {
  return messageId === undefined ? mainOf(handle, before) : { channelId: way.channelId, messageId };
}
