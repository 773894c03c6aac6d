import { EaselError } from '#src/domain/errors.ts';
import type { DeliveryHandle, ImageRef } from '#src/domain/job.ts';
import type { Answer, FailureCard, FormSpec, ProgressState, QuestionCard, ResultCard } from '#src/ports/cards.ts';
import type { ChatPlatform, IncomingRequest, Place, Reached } from '#src/ports/chat-platform.ts';

/** What a person would see of one message, and everything it showed before. */
export interface ShownMessage {
  readonly id: string;
  readonly visibility: 'public' | 'private';
  readonly progress: ProgressState[];
  readonly previews: number[];
  /** Every question it was shown with, oldest first; a repeat counts. */
  readonly questions: QuestionCard[];
  /** The question that waits for an answer now. */
  question?: QuestionCard;
  result?: ResultCard;
  failure?: FailureCard;
  answer?: Answer;
  /** Only who asked sees the answer. */
  to?: 'asker';
  /** How often an end was shown: more than one only after a crash. */
  ends: number;
  deleted: boolean;
  /** Somebody took it away while it was on its way. */
  gone: boolean;
}

export interface Asked {
  readonly user?: string;
  readonly moderator?: boolean;
  readonly roles?: readonly string[];
  readonly id?: string;
  readonly trigger?: IncomingRequest['trigger'];
  readonly name?: string;
  readonly options?: IncomingRequest['options'];
  readonly images?: Readonly<Record<string, readonly Uint8Array[]>>;
  readonly state?: string;
  /** Where it was said, as far as it is not the usual place. */
  readonly place?: Partial<Place>;
  /** The message it answers. */
  readonly answers?: string;
  /** The message that the thread hangs on. */
  readonly below?: string;
  /** What was posted there before was kept from Easel. */
  readonly unseen?: true;
  /** What is kept of it for a next try is let go of so. */
  readonly letGo?: () => Promise<boolean>;
  /** No form can be opened as an answer. */
  readonly formless?: true;
  /** Easel lacks this there, so it may show nothing to everybody. */
  readonly lacking?: string;
}

export type RecordingPlatform = ReturnType<typeof createRecordingPlatform>;

/** A chat platform in memory: it keeps what people would see, and fails on a second acknowledgement as real ones do. */
export function createRecordingPlatform(id = 'test', { hidesPictures = true } = {}) {
  const messages = new Map<string, ShownMessage>();
  const files = new Map<string, Uint8Array>();
  const forms: FormSpec[] = [];
  const threads = new Map<string, { readonly channelId: string; readonly title: string }>();
  let onRequest: (request: IncomingRequest) => Promise<void> = async () => {};
  let onGone: (jobId: string) => void = () => {};
  const reached: { readonly where: Reached; readonly id: string }[] = [];
  let sent = 0;

  const platform: ChatPlatform = {
    id,
    ...(hidesPictures && { hidesPictures }),
    async reach(where) {
      if ('channelId' in where && where.channelId === 'closed')
        throw new EaselError('place-forbids', { permissions: [] });
      const messageId = `reach-${reached.length + 1}`;
      reached.push({ where, id: messageId });
      messages.set(messageId, newMessage(messageId, 'personId' in where ? 'private' : 'public'));
      return { platform: id, id: messageId, messageId };
    },
    async start(listener, whenGone = () => {}) {
      onRequest = listener;
      onGone = whenGone;
    },
    async stop() {},
    async openImage({ key, filename }: ImageRef, { maxBytes }) {
      const bytes = files.get(key);
      if (!bytes) throw new EaselError('image-missing', { name: filename });
      if (bytes.byteLength > maxBytes)
        throw new EaselError('image-too-large', { name: filename, byteLength: bytes.byteLength, limitBytes: maxBytes });
      return bytes;
    },
    delivery: (handle) => {
      const message = messageOf(handle);
      return {
        update: (progress) => {
          message.progress.push(progress);
          delete message.question;
        },
        preview: (_picture, step) => void message.previews.push(step),
        ask: async (card) => {
          mustBeThere(message);
          message.questions.push(card);
          if (message.ends === 0) message.question = card;
        },
        finish: async (card) => end(message, { result: card }),
        fail: async (card) => end(message, { failure: card }),
        answer: async (answer, to) => end(message, { answer, ...(to && { to }) }),
      };
    },
    async deleteResult(handle) {
      messageOf(handle).deleted = true;
    },
    async openThread(handle, title) {
      const { id: messageId, visibility } = messageOf(handle);
      if (visibility === 'private') throw new EaselError('not-allowed', { what: 'open a thread about this' });
      const thread = threads.get(messageId) ?? { channelId: `thread-${messageId}`, title };
      threads.set(messageId, thread);
      return { channelId: thread.channelId, url: `https://chat.test/${thread.channelId}` };
    },
  };

  return {
    platform,
    messages,
    forms,
    threads,
    /** Where Easel spoke first, and in which message. */
    reached,
    takeAway,
    ask,
    askTwice,
    message: (messageId: string) => messageOf({ platform: id, messageId }),
  };

  /** Delivers one event and resolves with its message once the app has dealt with it. */
  async function ask(asked: Asked): Promise<ShownMessage> {
    const eventId = asked.id ?? `event-${++sent}`;
    await onRequest(requestOf(eventId, asked));
    return messageOf({ platform: id, messageId: eventId });
  }

  /** A moderator removes a message, finished or not. */
  function takeAway(messageId: string): void {
    const message = messageOf({ platform: id, messageId });
    message.gone = true;
    const jobId = jobOf(message);
    if (jobId !== undefined) onGone(jobId);
  }

  /** The same event several times at once, as platforms do when they doubt. */
  async function askTwice(asked: Asked, times = 5): Promise<ShownMessage> {
    const eventId = `event-${++sent}`;
    await Promise.all(Array.from({ length: times }, () => onRequest(requestOf(eventId, asked))));
    return messageOf({ platform: id, messageId: eventId });
  }

  function requestOf(eventId: string, asked: Asked): IncomingRequest {
    const { user = 'ada', name = 'imagine', trigger = 'command', options = {}, state, moderator = false } = asked;
    const { answers, below, unseen, lacking, formless, roles, letGo } = asked;
    let acknowledged = false;
    const once = () => {
      if (acknowledged) throw new Error('A request was acknowledged twice.');
      acknowledged = true;
    };
    return {
      id: eventId,
      trigger,
      actor: { userId: user, displayName: user, isModerator: moderator, ...(roles && { roles }) },
      place: { platform: id, tenantId: 'guild', channelId: 'art', ...asked.place },
      name: trigger === 'button' || trigger === 'message' ? '' : name,
      options,
      images: imagesOf(eventId, asked.images ?? {}),
      caps: { preview: true },
      ...(state !== undefined && { state }),
      ...(answers !== undefined && { repliedTo: async () => jobOf(messageOf({ platform: id, messageId: answers })) }),
      ...(below !== undefined && { begunBy: async () => jobOf(messageOf({ platform: id, messageId: below })) }),
      ...(unseen && { mayMissPictures: true }),
      reply: {
        async ack(visibility) {
          if (lacking && visibility === 'public') throw new EaselError('place-forbids', { permissions: [lacking] });
          once();
          const again = messages.has(eventId);
          if (!again) messages.set(eventId, newMessage(eventId, visibility));
          return { platform: id, id: eventId, messageId: eventId, ...(again && { again }) };
        },
        ...(letGo && { letGo }),
        ...(!formless && {
          async openForm(form: FormSpec) {
            once();
            forms.push(form);
          },
        }),
      },
    };
  }

  function imagesOf(eventId: string, images: Readonly<Record<string, readonly Uint8Array[]>>) {
    return Object.fromEntries(
      Object.entries(images).map(([option, pictures]) => [
        option,
        pictures.map((bytes, index) => keep(`${eventId}/${option}/${index}`, bytes)),
      ]),
    );
  }

  function keep(key: string, bytes: Uint8Array): ImageRef {
    files.set(key, bytes);
    return { key, filename: `${key.replaceAll('/', '-')}.png` };
  }

  function messageOf({ messageId }: DeliveryHandle): ShownMessage {
    const key = String(messageId);
    const message = messages.get(key) ?? newMessage(key, 'public');
    messages.set(key, message);
    return message;
  }
}

const newMessage = (id: string, visibility: 'public' | 'private'): ShownMessage => ({
  id,
  visibility,
  progress: [],
  previews: [],
  questions: [],
  ends: 0,
  deleted: false,
  gone: false,
});

const jobOf = ({ result, progress, questions }: ShownMessage): string | undefined =>
  result?.jobId ?? progress.at(-1)?.jobId ?? questions.at(-1)?.jobId;

function mustBeThere({ gone }: ShownMessage): void {
  if (gone) throw new EaselError('not-found', { what: 'The message' });
}

function end(message: ShownMessage, shown: Partial<ShownMessage>): void {
  mustBeThere(message);
  Object.assign(message, { question: undefined, result: undefined, failure: undefined, answer: undefined }, shown);
  message.ends++;
}
