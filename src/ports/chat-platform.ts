import type { Failure } from '#src/domain/errors.ts';
import type { DeliveryHandle, ImageRef } from '#src/domain/job.ts';
import type { Picture, PictureType } from '#src/domain/picture.ts';
import type { Text } from '#src/domain/text.ts';

/**
 * Where people talk. A platform turns what it receives into an `IncomingRequest` and lays out what the app hands back with the
 * best it has. The port speaks in jobs, not in widgets.
 */
export interface ChatPlatform {
  readonly id: string;
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
}

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
}

export interface Place {
  readonly platform: string;
  /** A guild, a workspace, the playground. */
  readonly tenantId: string;
  /** Of a thread its own. */
  readonly channelId: string;
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
  /** Asks whether a price is to be paid. No end: what comes after the answer replaces it. Repeatable like an end. */
  ask(card: QuestionCard): Promise<void>;
  finish(card: ResultCard): Promise<void>;
  fail(card: FailureCard): Promise<void>;
  /** @param to `asker`: only who asked sees it, and nothing stays for everybody else, where the place can still do that. */
  answer(answer: Answer, to?: 'asker'): Promise<void>;
}

export interface ProgressState {
  readonly jobId: string;
  readonly phase: 'accepted' | 'queued' | 'running' | 'delivering';
  /** 0 to 100. */
  readonly percent: number;
  /** 1 is next; only while queued. */
  readonly position?: number;
  readonly etaMs?: number;
  /** What is happening, in a few words. */
  readonly status: Text;
  /** What the person wrote; quoted, inert. */
  readonly prompt: string;
  readonly warnings: readonly Text[];
  readonly cancel?: Action;
}

export interface CardPicture {
  /** The blob store's. */
  readonly key: string;
  readonly type: PictureType;
  readonly width: number;
  readonly height: number;
  readonly alt: string;
  /** A file name to save it under. */
  readonly name: string;
  /** Where anybody who has it can fetch the bytes as they were made, for some days; absent where this installation cannot be reached. */
  readonly url?: string;
  /** The bytes exactly as the provider made them, or `undefined` where they were deleted meanwhile. */
  open(): Promise<Uint8Array | undefined>;
  /**
   * The picture within a place's upload limit and of a type it shows (any, where none are named): untouched where it fits, else
   * re-encoded, which `changed` tells. `undefined` where the bytes were deleted meanwhile.
   */
  fit(
    maxBytes: number,
    types?: readonly PictureType[],
  ): Promise<{ readonly picture: Picture; readonly changed: boolean } | undefined>;
}

/** What a person sees of Easel where nobody asked for anything: a page of their own. */
export interface HomeCard {
  /** What is left, and when it is filled up again. */
  readonly facts: readonly Fact[];
  /** Their newest results in this tenant, newest first. */
  readonly recent: readonly HomeResult[];
  /** What pictures can be made with, the usual one first. */
  readonly models: readonly { readonly name: string; readonly about: Text }[];
  /** The state of the tenant, for moderators. */
  readonly tenant?: readonly Fact[];
}

export interface HomeResult {
  readonly jobId: string;
  readonly prompt: string;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  /** The first one. */
  readonly picture: CardPicture;
}

export interface ResultCard {
  readonly jobId: string;
  /** Who asked for it. */
  readonly owner: { readonly userId: string; readonly displayName: string };
  readonly prompt: string;
  readonly pictures: readonly CardPicture[];
  /** All pictures, small, on one sheet, where there are many. */
  readonly sheet?: CardPicture;
  /** The references that were used, small, on one sheet. */
  readonly references?: { readonly count: number; readonly sheet?: CardPicture };
  /** What the model wrote beside the pictures. */
  readonly text?: string;
  readonly revisedPrompt?: string;
  readonly facts: readonly Fact[];
  readonly warnings: readonly Text[];
  readonly actions: readonly Action[];
}

export interface Fact {
  readonly label: string;
  readonly value: Text;
}

export interface FailureCard {
  readonly jobId: string;
  readonly prompt: string;
  readonly failure: Failure;
  readonly actions: readonly Action[];
}

/** What would be done for how much, before it is. */
export interface QuestionCard {
  readonly jobId: string;
  readonly prompt: string;
  readonly facts: readonly Fact[];
  readonly warnings: readonly Text[];
  /** Shown beside it, such as the part of a picture that may change. */
  readonly picture?: CardPicture;
  /** Yes and no. */
  readonly actions: readonly Action[];
}

export type ActionKind =
  | 'confirm'
  | 'cancel'
  | 'reroll'
  | 'upscale'
  | 'pick'
  | 'vary'
  | 'edit'
  | 'reference'
  | 'download'
  | 'thread'
  | 'share'
  | 'delete';

export interface Action {
  readonly kind: ActionKind;
  readonly label: string;
  /** Which picture, from 0; absent for the whole result. */
  readonly picture?: number;
  readonly state: StateToken;
  /** The platform must not acknowledge before the app has opened the form. */
  readonly opensForm: boolean;
  /** The form asks which of so many pictures is meant: for places without room for such a button at every picture. */
  readonly among?: number;
}

/** A short random name of a button, resolved in our own store; at most 80 characters. It carries no prompt and no permission. */
export type StateToken = string;

/** An answer that is no picture. */
export type Answer =
  | {
      readonly kind: 'text';
      readonly text: Text;
      readonly picture?: CardPicture;
      /** To keep, as they were made: as files where the place has room, else by their addresses. */
      readonly originals?: readonly CardPicture[];
    }
  | {
      readonly kind: 'table';
      readonly title: string;
      readonly columns: readonly string[];
      readonly rows: readonly (readonly Text[])[];
      readonly note?: Text;
      readonly picture?: CardPicture;
      /** As of a text. */
      readonly originals?: readonly CardPicture[];
    };

export interface FormSpec {
  readonly name: string;
  /** At most 24 characters. */
  readonly title: string;
  readonly submitLabel: string;
  readonly state: StateToken;
  /** Identified by the option's name. A place without room for all leaves out the last ones, none of which is required. */
  readonly fields: readonly FormField[];
}

export type FormField =
  | {
      readonly kind: 'text';
      readonly id: string;
      readonly label: string;
      readonly required: boolean;
      readonly max: number;
      readonly value?: string;
      readonly hint?: string;
    }
  | {
      readonly kind: 'choice';
      readonly id: string;
      readonly label: string;
      readonly required?: boolean;
      readonly options: readonly string[];
      readonly value?: string;
      /** Other values than these may be typed too, where the place has a field for that. */
      readonly hint?: string;
    }
  | { readonly kind: 'flag'; readonly id: string; readonly label: string; readonly value: boolean }
  | { readonly kind: 'image'; readonly id: string; readonly label: string; readonly max: number };
