import { EaselError } from '#src/domain/errors.ts';
import type { Log } from '#src/ports/log.ts';
import type { SlackHandle } from '../handle.ts';
import type { Content } from './content.ts';
import { editWords } from './edit-words.ts';
import type { UploadParts } from './files.ts';
import { NOT_BEGUN } from './make-ready.ts';
import { asError, isClosed, isPassing, type Problem } from './problem.ts';
import { publish, type Target } from './publish.ts';
import { mainOf, NOTHING, type Publication, type Records, type Showing, type ShownMessage } from './records.ts';
import { removeShown, sweep } from './removal.ts';
import { candidatesFor } from './targets.ts';

export interface EndParts extends UploadParts {
  readonly handle: SlackHandle;
  readonly records: Records;
  readonly log: Log;
  readonly isRemoved: () => boolean;
}

export interface End {
  readonly content: Content;
  /** Absent for answers, which no store has to know of. */
  readonly jobId?: string;
  /** A question is none: something follows it. */
  readonly isFinal: boolean;
  /** Where the conversation takes nothing from Easel, says it there all the same. @returns false where that cannot be. */
  readonly aside?: (before: Showing) => Promise<boolean>;
}

/** @throws {EaselError} where it cannot be shown: for good, by its code, or because Slack cannot be reached at the moment. */
export async function showEnd(end: End, parts: EndParts): Promise<void> {
  const { content, jobId, isFinal } = end;
  const before = await known(end, parts);
  if (before.deleted || (before.ended && (jobId === undefined || !isFinal))) return;
  if (before.gone) throw new EaselError('not-found', { what: 'The place to show this' });
  // A repetition: all that may be missing is that what it took the place of goes.
  if (before.key === content.key) return sweep(before, parts);
  const shown = await showSomewhere(end, before, parts);
  if ('cause' in shown) throw asError(final(shown, parts.handle));
  await keep(end, shown, before, parts);
}

/** Where no place takes it, there is none; where Easel speaks first, somebody may still open the one that was meant. */
const final = (problem: Problem, { userId }: SlackHandle): Problem =>
  isClosed(problem) && userId !== '' ? { ...problem, kind: 'channel-gone' } : problem;

/** An answer without a job goes on without the store: it may be the one that says that the store is down. */
async function known({ jobId }: End, { records, handle }: EndParts): Promise<Showing> {
  if (jobId !== undefined) return records.showing(handle.id);
  return records.showing(handle.id).catch(() => NOTHING);
}

async function showSomewhere(end: End, before: Showing, parts: EndParts): Promise<readonly ShownMessage[] | Problem> {
  const { content } = end;
  const main = mainOf(parts.handle, before);
  const edited = main && isWords(content) ? await editWords(main, content, parts) : undefined;
  if (edited && !('cause' in edited)) return publishAfter(main, end, before, parts);
  if (edited && (isPassing(edited) || edited.kind === 'message-gone')) return edited;
  let problem = edited;
  let begun = before.publication;
  const onBegun = (publication: Publication) => {
    begun = publication;
  };
  for (const { kind, open } of candidatesFor(parts.handle, parts)) {
    if (problem && isClosed(problem) && kind === 'here') continue;
    if (problem && kind === 'direct' && (await end.aside?.(before))) return [];
    const target = await open();
    const shown = 'cause' in target ? target : await publishAt(target, end, begun, parts, onBegun);
    if (!('cause' in shown) || !isClosed(shown)) return shown;
    problem = shown;
  }
  return problem ?? NOWHERE;
}

const NOWHERE: Problem = { kind: 'channel-gone', retryAfterMs: 0, cause: new Error('No place is left') };

/** Words take the place of the progress; pictures cannot: Slack shows them in new messages only. */
const isWords = ({ drafts }: Content): boolean => drafts[0]?.images.length === 0;

/** The pages after the first, which is shown. */
function publishAfter(main: ShownMessage | undefined, end: End, before: Showing, parts: EndParts) {
  const { channelId, threadTs } = parts.handle;
  if (!main) throw new Error('Nothing was edited.');
  const target = { channelId: main.channelId, threadTs: main.channelId === channelId ? threadTs : null, notes: [] };
  const { key } = end.content;
  const begun = before.publication?.key === key ? before.publication.drafts : [];
  const [first = NOT_BEGUN, ...rest] = begun;
  const drafts = [{ ...first, pages: [main.ts, ...first.pages.slice(1)] }, ...rest];
  return publishAt(target, end, { key, ...target, drafts }, parts);
}

function publishAt(
  target: Target,
  { content, jobId }: End,
  before: Publication | undefined,
  parts: EndParts,
  onBegun: (publication: Publication) => void = () => undefined,
) {
  const { records, handle, workspace, send, clock, upload, isRemoved } = parts;
  return publish(content, target, before, {
    ...{ workspace, send, clock, upload, isRemoved },
    async keep(publication) {
      onBegun(publication);
      await stored(jobId, () => records.change(handle.id, { publication }), parts);
    },
    onPosted: async (message) => {
      if (jobId !== undefined) await records.link(message, jobId, handle);
    },
  });
}

/** What belongs to a job waits for the store; what does not goes on without it. */
async function stored<T>(
  jobId: string | undefined,
  write: () => Promise<T>,
  { log }: EndParts,
): Promise<T | undefined> {
  if (jobId !== undefined) return write();
  return write().catch((err: unknown) => {
    log.warn({ err }, 'What was shown could not be noted');
    return undefined;
  });
}

/** Remembers what is there, and removes what it took the place of. A deletion that came meanwhile wins. */
async function keep(end: End, shown: readonly ShownMessage[], before: Showing, parts: EndParts): Promise<void> {
  const { records, handle } = parts;
  const [first, ...more] = shown;
  const main = first && withFiles(first, before.main);
  const change = {
    ...(main && { main }),
    ...(end.jobId !== undefined && { jobId: end.jobId }),
    ...{ more, key: end.content.key, publication: undefined },
    ended: end.isFinal && end.jobId !== undefined,
  };
  // What another delivery of the event posted meanwhile goes as well.
  const replacing = (now: Showing) => ({ ...change, leftover: replaced([before, now], shown, handle) });
  const kept = await stored(end.jobId, () => records.change(handle.id, replacing), parts);
  const after = { ...before, ...replacing(before) };
  if (kept?.deleted) return removeShown(after, parts);
  await sweep(kept ?? after, parts);
}

/** Messages that are not shown any more, each once. */
function replaced(
  known: readonly Showing[],
  shown: readonly ShownMessage[],
  handle: SlackHandle,
): readonly ShownMessage[] {
  const old = known.flatMap((showing) => [mainOf(handle, showing), ...showing.more, ...showing.leftover]);
  const gone = old.filter((message) => message !== undefined).filter(({ ts }) => shown.every((one) => one.ts !== ts));
  return [...new Map(gone.map((message) => [`${message.channelId}:${message.ts}`, message])).values()];
}

/** What was edited still has the pictures that it showed before. */
const withFiles = (main: ShownMessage, before: ShownMessage | undefined): ShownMessage =>
  before?.ts === main.ts ? { ...main, files: [...new Set([...before.files, ...main.files])] } : main;
