import type { DeliveryHandle } from '#src/domain/job.ts';
import { plainText } from '#src/domain/text.ts';
import type { ResultCard } from '#src/ports/cards.ts';
import type { Delivery, OpenedThread } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import { readHandle, type SlackHandle } from '../handle.ts';
import { answerContent } from './answer-content.ts';
import { createBudget } from './budget.ts';
import { failureContent, questionContent } from './content.ts';
import { aloneOf, hiddenContent, isHiddenHere, isUnreachable } from './hidden.ts';
import { createPreview, type Previews } from './preview.ts';
import { type Conversation, createRecords, type SlackRecord } from './records.ts';
import type { Respond } from './respond.ts';
import { resultContent } from './result-content.ts';
import type { Send } from './send.ts';
import { createSession } from './session.ts';
import { createSessionMap, type SessionMap } from './session-map.ts';
import { createSessions } from './sessions.ts';
import { createRefusals } from './status.ts';
import { openThread, type ThreadParts } from './threads.ts';
import type { Upload } from './upload.ts';
import { completeStep, failStep } from './workflow.ts';

export interface Deliveries {
  /** Takes up a delivery, in any process. */
  delivery(handle: DeliveryHandle): Delivery;
  /** Removes all that was shown, and its files. Missing ones are fine. */
  deleteResult(handle: DeliveryHandle): Promise<void>;
  /** @throws {EaselError} `not-allowed`, or `not-found` where the message is gone. */
  openThread(handle: DeliveryHandle, title: string): Promise<OpenedThread>;
  /** The job that one of our messages shows. */
  jobOfMessage(channelId: string, ts: string): Promise<string | undefined>;
  /** Where it was asked for what that message shows, where that is another conversation. */
  askedIn(channelId: string, ts: string): Promise<Conversation | undefined>;
}

export interface DeliveriesParts {
  readonly send: Send;
  readonly respond: Respond;
  readonly upload: Upload;
  readonly clock: Clock;
  readonly log: Log;
  readonly records: Documents<SlackRecord>;
  /** Told of a job whose message somebody removed while it was on its way. */
  readonly onGone: (jobId: string) => void;
  /** A public place for unfinished pictures, where there is one. */
  readonly previews?: Previews;
  /** Whether plain words in a thread reach Easel where it takes part. */
  readonly plainReplies?: boolean;
}

export function createDeliveries(parts: DeliveriesParts): Deliveries {
  const { records: documents, clock, log, plainReplies = false, ...rest } = parts;
  const records = createRecords(documents, clock);
  const shared = { ...rest, clock, records, budget: createBudget(clock), refusals: createRefusals() };
  const create = (handle: SlackHandle) =>
    createSession({ ...shared, handle, workspace: handle.workspace, log: log.child({ eventId: handle.id }) });
  const sessions = createSessionMap(create, clock);
  const threads = createSessions({ records: documents, clock });
  const threadParts = ({ workspace }: SlackHandle) => ({
    ...{ workspace, send: parts.send, clock, records, sessions: threads, plainReplies, log },
  });

  return {
    delivery: (given) => {
      const handle = readHandle(given);
      return deliveryOf(handle, { sessions, thread: threadParts(handle), previews: parts.previews });
    },
    async deleteResult(given) {
      const handle = readHandle(given);
      await sessions.last(handle, (session) => session.remove());
      const alone = aloneOf(handle);
      const { ended } = await records.showing(alone.id);
      if (ended) await sessions.last(alone, (session) => session.remove());
    },
    openThread: (given) => {
      const handle = readHandle(given);
      return openThread(handle, threadParts(handle));
    },
    jobOfMessage: async (channelId, ts) => (await records.messageAt(channelId, ts))?.jobId,
    askedIn: async (channelId, ts) => (await records.messageAt(channelId, ts))?.askedIn,
  };
}

interface One {
  readonly sessions: SessionMap;
  readonly thread: ThreadParts & { readonly log: Log };
  readonly previews: Previews | undefined;
}

function deliveryOf(handle: SlackHandle, { sessions, thread, previews }: One): Delivery {
  return {
    update: (state) => sessions.of(handle).update(state),

    preview(picture, step, shrink) {
      if (previews) sessions.of(handle).preview(createPreview(picture, { step, previews, ...(shrink && { shrink }) }));
    },

    leave: () => sessions.of(handle).leave(),

    ask: (card) => sessions.of(handle).ask(questionContent(card), card.jobId),

    async finish(card) {
      if (isHiddenHere(card, handle)) await finishAlone(card, handle, sessions);
      else await sessions.last(handle, (session) => session.end(resultContent(offered(card, handle)), card.jobId));
      await completeStep(handle, card, thread);
      touch(handle, thread);
    },

    async fail(card) {
      await sessions.last(handle, (session) => session.end(failureContent(card), card.jobId));
      await failStep(handle, card.failure.message, thread);
    },

    async answer(answer, to) {
      const content = answerContent(answer);
      const isPrivate = to === 'asker' || handle.private;
      await sessions.last(handle, (session) => (isPrivate ? session.tell(content, handle) : session.end(content)));
      await failStep(handle, answer.kind === 'text' ? plainText(answer.text) : answer.title, thread);
    },
  };
}

/** Slack hides no picture until it is opened, so that only its owner gets it; the others see that it is there. */
async function finishAlone(card: ResultCard, handle: SlackHandle, sessions: SessionMap): Promise<void> {
  const alone = aloneOf(handle);
  const told = await sessions
    .last(alone, (session) => session.end(resultContent(offered(card, alone)), card.jobId))
    .then(() => true, isUnreachable);
  await sessions.last(handle, (session) => session.end(hiddenContent(card, told), card.jobId));
}

/** A result is said in the thread: whoever says something there next means it. */
function touch({ channelId, threadTs, private: isPrivate }: SlackHandle, { sessions, log }: One['thread']): void {
  if (threadTs === null || channelId === null || isPrivate) return;
  sessions.touch(channelId, threadTs).catch((err: unknown) => log.warn({ err }, 'A conversation could not be noted'));
}

/** A button that could only say no, or leads to where one is, is not shown. */
const offered = (card: ResultCard, { private: isPrivate, threadTs }: SlackHandle): ResultCard =>
  isPrivate || threadTs !== null ? { ...card, actions: card.actions.filter(({ kind }) => kind !== 'thread') } : card;
