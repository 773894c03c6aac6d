import type { DeliveryHandle } from '#src/domain/job.ts';
import type { ResultCard } from '#src/ports/cards.ts';
import type { Arrived, Delivery, OpenedThread, Reached } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import type { ChannelFacts } from '../channel-facts.ts';
import { type DiscordHandle, readHandle } from '../handle.ts';
import type { RestPair } from '../open-rest.ts';
import { answerContent } from './answer-content.ts';
import { failureContent, questionContent } from './content.ts';
import { goOn } from './go-on.ts';
import { createPreview } from './preview.ts';
import { reach } from './reach.ts';
import { createRecords, type DiscordRecord } from './records.ts';
import { resultContent } from './result-content.ts';
import { createSend } from './send.ts';
import { createSession, type Session } from './session.ts';
import { openThread } from './threads.ts';

export interface Deliveries {
  /** Takes up a delivery, in any process. */
  delivery(handle: DeliveryHandle): Delivery;
  /** Removes all that was shown. Missing ones are fine. */
  deleteResult(handle: DeliveryHandle): Promise<void>;
  /** @throws {EaselError} `not-allowed`, `place-forbids`, or `not-found` where the message is gone. */
  openThread(handle: DeliveryHandle, title: string): Promise<OpenedThread>;
  /** A way to a place where nobody asked. @throws {EaselError} `place-forbids`, or `not-found` where there is none. */
  reach(where: Reached): Promise<DiscordHandle>;
  /** Says that something arrived from a page. @throws {EaselError} `place-forbids`, or `not-found` where there is no way. */
  goOn(anchor: DeliveryHandle, arrived: Arrived): Promise<DiscordHandle>;
  /** The job that one of our messages shows. */
  jobOfMessage(messageId: string): Promise<string | undefined>;
}

export interface DeliveriesParts {
  /** Waits for Discord's limits by itself. */
  readonly rest: RestPair;
  /** Is refused at once where it would have to wait. */
  readonly previewRest: RestPair;
  readonly clock: Clock;
  readonly log: Log;
  readonly records: Documents<DiscordRecord>;
  /** Told of a job whose message somebody removed while it was on its way. */
  readonly onGone: (jobId: string) => void;
  /** `undefined` while Discord has not told it. */
  readonly applicationId: () => string | undefined;
  readonly channelOf: (id: string) => ChannelFacts | undefined;
}

/** An ended session is kept for a while, so that progress that comes late finds it. */
const REMEMBERED_MS = 10 * 60_000;
/** More at once means that most of them were taken up by other processes, and are not missed. */
const MOST_SESSIONS = 10_000;

export function createDeliveries({
  rest,
  previewRest,
  clock,
  log,
  records: documents,
  onGone,
  applicationId,
  channelOf,
}: DeliveriesParts): Deliveries {
  const send = createSend({ rest: previewRest, clock });
  const patientSend = createSend({ rest, clock });
  const records = createRecords(documents);
  const sessions = new Map<string, Session>();

  function sessionOf(given: DeliveryHandle): Session {
    const handle = readHandle(given);
    const known = sessions.get(handle.id);
    if (known) return known;
    const parts = { handle, send, patientSend, records, clock, onGone, log: log.child({ eventId: handle.id }) };
    const session = createSession(parts);
    sessions.set(handle.id, session);
    const [oldest] = sessions.keys();
    if (sessions.size > MOST_SESSIONS && oldest !== undefined) sessions.delete(oldest);
    return session;
  }

  async function last(handle: DeliveryHandle, work: (session: Session) => Promise<void>): Promise<void> {
    const { id } = readHandle(handle);
    const session = sessionOf(handle);
    await work(session);
    clock.after(REMEMBERED_MS, () => {
      if (sessions.get(id) === session) sessions.delete(id);
    });
  }

  const deliveryOf = (handle: DeliveryHandle): Delivery => ({
    update: (state) => sessionOf(handle).update(state),
    preview: (picture, step, shrink) => sessionOf(handle).preview(createPreview(picture, step, shrink)),
    leave: () => sessionOf(handle).leave(),
    ask: (card) => sessionOf(handle).ask(questionContent(card), card.jobId),
    finish: (card) =>
      last(handle, (session) => session.end(resultContent(offered(card, handle)), { id: card.jobId, charged: true })),
    fail: (card) =>
      last(handle, (session) => session.end(failureContent(card), { id: card.jobId, charged: card.failure.charged })),
    answer: (answer, to) =>
      last(handle, (session) => {
        const content = answerContent(answer);
        return to === 'asker' ? session.tell(content, readHandle(handle)) : session.end(content);
      }),
  });

  return {
    delivery: deliveryOf,
    deleteResult: (handle) => last(handle, (session) => session.remove()),
    openThread: (handle, title) => openThread(readHandle(handle), title, { records, send: patientSend, clock }),
    reach: (where) => reach(where, { records, send: patientSend, clock, channelOf, applicationId: applicationId() }),
    goOn: (anchor, arrived) => goOn(anchor, arrived, { send: patientSend, clock }),
    jobOfMessage: records.jobOfMessage,
  };
}

/** A button that could only say no is not shown. */
const offered = (card: ResultCard, handle: DeliveryHandle): ResultCard =>
  readHandle(handle).canThread ? card : { ...card, actions: card.actions.filter(({ kind }) => kind !== 'thread') };
