import type { DeliveryHandle, ImageRef } from '#src/domain/job.ts';
import type { Picture } from '#src/domain/picture.ts';
import type { Answer, FailureCard, FormSpec, ProgressState, QuestionCard, ResultCard, StateToken } from './cards.ts';

/**
 * Where people talk. A platform turns what it receives into an `IncomingRequest` and lays out what the app hands back with the
 * best it has. The port speaks in jobs, not in widgets.
 */
export interface ChatPlatform {
  readonly id: string;
  /** Nothing of it is kept in a process, so each that has its settings can run its jobs and show what came of them. */
  readonly reachedFromAnywhere?: true;
  /** Pictures can be hidden there until somebody opens them. */
  readonly hidesPictures?: true;
  /** A command is one line of words there, with values of several words in quotes; else each of its options has a field. */
  readonly takesLines?: true;
  /**
   * Begins to take requests. `onRequest` does not reject; it answers the person itself. `onGone` is told of a job whose message
   * somebody removed while it was on its way: nobody waits for it there any more.
   */
  start(onRequest: (request: IncomingRequest) => Promise<void>, onGone?: (jobId: string) => void): Promise<void>;
  /** Takes no more requests and waits for those being handed over. Deliveries still work. */
  stop(): Promise<void>;
  /**
   * Fetches a picture somebody attached or linked.
   * @throws {EaselError} `image-missing`, or `image-too-large` before more than `maxBytes` were read.
   */
  openImage(image: ImageRef, limits: { readonly maxBytes: number; readonly signal: AbortSignal }): Promise<Uint8Array>;
  /** Takes up a delivery, in any process, also one that a dead process began. */
  delivery(handle: DeliveryHandle): Delivery;
  /** Removes a delivered result from the place. Missing ones are fine. */
  deleteResult(handle: DeliveryHandle): Promise<void>;
  /**
   * Opens a conversation of its own about a delivered result; the same one again where there is one. Absent where a platform
   * has no threads.
   * @throws {EaselError} `not-allowed` where this result cannot have one, or Easel may not open it.
   */
  openThread?(handle: DeliveryHandle, title: string): Promise<OpenedThread>;
  /**
   * Where something can be shown that nobody asked for, such as a case for moderators: one new message, through the delivery of the
   * handle. Absent where a platform cannot speak first.
   * @throws {EaselError} `place-forbids` or `not-found` where Easel may not show anything there.
   */
  reach?(where: Reached): Promise<DeliveryHandle>;
  /**
   * Says, where an anchor was made, that something arrived which somebody sent from a page: in private to them alone, else to
   * everybody there. What comes of it goes through the delivery of the handle. Absent where a platform makes no anchors.
   * @throws {EaselError} `place-forbids`, or `not-found` where the place is gone; nothing was shown then.
   */
  goOn?(anchor: DeliveryHandle, arrived: Arrived): Promise<DeliveryHandle>;
}

/** Where a conversation goes on that a page was opened from. JSON, so that any process can go on there. */
export interface Anchor {
  readonly handle: DeliveryHandle;
  /** Leads back there; a path where it is a page of Easel's own. */
  readonly url?: string;
}

/** What somebody sent from a page. */
export interface Arrived {
  /** The event's name, once. */
  readonly id: string;
  readonly visibility: 'public' | 'private';
  readonly prompt: string;
}

/** A channel, or a person alone, of one tenant. */
export type Reached =
  | { readonly tenantId: string; readonly channelId: string }
  | { readonly tenantId: string; readonly personId: string };

export interface OpenedThread {
  /** The place's id of what is said in it. */
  readonly channelId: string;
  readonly url: string;
  /** Words there reach Easel only where they name it. */
  readonly needsMention?: true;
}

export interface Actor {
  /** Unique within the tenant. */
  readonly userId: string;
  readonly displayName: string;
  readonly isModerator: boolean;
  /** The platform's ids of the roles or user groups they are in, as far as it tells. */
  readonly roles?: readonly string[];
}

export interface Place {
  readonly platform: string;
  /** A guild, a workspace, the playground. */
  readonly tenantId: string;
  /** Of a thread its own. */
  readonly channelId: string;
  /** Of a thread: the channel it belongs to. */
  readonly parentId?: string;
  /** A conversation about pictures: words alone mean its newest one. */
  readonly isThread?: true;
  /** Nobody is there but this person and Easel. */
  readonly isDirect?: true;
  /**
   * Belongs to no tenant: what was asked for in any of them may have come to the person there. Only where somebody is the same
   * `Actor.userId` in every tenant of the platform.
   */
  readonly isEverywhere?: true;
  /** Only for adults, by the platform's own mark. Absent where the platform has no such mark and the operator alone decides. */
  readonly ageRestricted?: boolean;
}

export interface IncomingRequest {
  /** The platform's own id of the event: a second delivery carries the same. */
  readonly id: string;
  /**
   * `menu`: a command picked for a message with pictures, which has no words yet, so a form asks for them. `message`: plain words,
   * said to Easel.
   */
  readonly trigger: 'command' | 'button' | 'form' | 'menu' | 'message';
  readonly actor: Actor;
  readonly place: Place;
  /** The command's or form's name; empty for a button. For a message it is empty and its words are the option `prompt`. */
  readonly name: string;
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** What the place calls the people, roles and channels that options mean, by the option's name; as far as it tells. */
  readonly called?: Readonly<Record<string, string>>;
  /** Pictures by the option they were given for. */
  readonly images: Readonly<Record<string, readonly ImageRef[]>>;
  /** From a button or a form. */
  readonly state?: StateToken;
  /** Of a message that answers one of ours, or of a menu at one: the job that one shows, where it shows one. */
  repliedTo?(): Promise<string | undefined>;
  /** Of words in a thread that hangs on a message: the job that one shows, where it shows one. Anything newer in the thread comes first. */
  begunBy?(): Promise<string | undefined>;
  /** The platform keeps from Easel what was posted in this conversation before, so that a picture the words are about may be there. */
  readonly mayMissPictures?: true;
  readonly reply: Reply;
  readonly caps: Capabilities;
}

/** What holds for this one request, not for the platform as a whole. */
export interface Capabilities {
  /** Whether an unfinished picture can be shown; without it none is paid for. */
  readonly preview: boolean;
}

/** The app calls exactly one of these, once, before anything else it awaits. */
export interface Reply {
  /**
   * Says that the request has arrived; everything further goes through the delivery of the handle.
   * @throws {EaselError} `place-forbids` where Easel may not show anything there; nothing was sent then, and a private one may follow.
   */
  ack(visibility: 'public' | 'private'): Promise<DeliveryHandle>;
  /** Absent where no form can be opened as an answer to this request. Called without awaiting anything before. */
  openForm?(form: FormSpec): Promise<void>;
  /** Where a page that is opened by the answer comes back to; nothing is shown by it. Absent where nothing can. */
  anchor?(): Anchor;
  /**
   * Lets go of what is kept of the request for a next try, before the person reads that it was refused. Absent where nothing is kept.
   * @returns whether it is gone; where it is not, the request may come again.
   */
  letGo?(): Promise<boolean>;
}

/**
 * The way back to one request. Each of `finish`, `fail` and `answer` shows the end: they may be repeated after a crash and then
 * replace what they showed, never double it.
 */
export interface Delivery {
  /** Fire and forget, newest wins; the platform keeps its own pace. Never throws. */
  update(progress: ProgressState): void;
  /**
   * An unfinished picture; dropped where the place cannot show one. Never throws. Step 0 is shown before anything is drawn: the
   * source with the part that may change tinted. `shrink` makes it small, at most so many pixels on its longer side, for a place that
   * sends each one anew; it throws where the picture cannot be read.
   */
  preview(picture: Picture, step: number, shrink?: (edge: number) => Promise<Picture>): void;
  /** Another process shows it from here on: progress that waits to be shown is dropped, and nothing is said again by itself. */
  leave?(): void;
  /** Asks whether a price is to be paid. No end: what comes after the answer replaces it. Repeatable like an end. */
  ask(card: QuestionCard): Promise<void>;
  finish(card: ResultCard): Promise<void>;
  fail(card: FailureCard): Promise<void>;
  /** @param to `asker`: only who asked sees it, and nothing stays for everybody else, where the place can still do that. */
  answer(answer: Answer, to?: 'asker'): Promise<void>;
}
