import type { ChatPlatform, IncomingRequest } from '#src/ports/chat-platform.ts';

/** One platform in a test, with its far side played. */
export interface PlatformBench {
  readonly platform: ChatPlatform;
  /** The platform's own id of somebody, where it is not the name a test calls them by. */
  idOf?(userId: string): string;
  /** Sends `/imagine` as somebody; the same event id is a second delivery of the same event. Resolves when it was handed over. */
  send(ask: { eventId: string; userId: string; prompt: string; picture?: Uint8Array }): Promise<void>;
  /** What is in the place now as somebody sees it, oldest first. */
  seenBy(userId: string): Promise<readonly Seen[]>;
  /** Lets the platform's pace pass, so that everything that waits to be shown is shown. */
  settle(): Promise<void>;
  /** How often somebody was shown something new of their requests so far. */
  showings(userId: string): Promise<number>;
  /** What is left of a prompt where it is shown: all of it, or its beginning where a place has no room. */
  promptShown(prompt: string): string;
  /** The same stores and places with a fresh instance, as a restart leaves them. */
  again(): Promise<PlatformBench>;
  /** Presses a button that somebody sees, by its label. Resolves when it was handed over. */
  press(userId: string, label: string): Promise<void>;
  /** The files of words that somebody can save from what they see. */
  filesOf(userId: string): Promise<readonly { readonly name: string; readonly content: string }[]>;
  /** Somebody removes the newest message from the place; only where `removable`. */
  takeAway?(): Promise<void>;
}

export interface Seen {
  readonly kind: 'waiting' | 'progress' | 'question' | 'result' | 'failure' | 'answer';
  /** Every word that a reader reads, as they read it. */
  readonly words: string;
  /** Of a result, or beside a question or an answer; sheets do not count. */
  readonly pictures: number;
  /** Of an answer: what it offers to keep, as it was made. */
  readonly originals: number;
  /** Of the pictures, those that are hidden until they are opened. */
  readonly hidden: number;
  /** The labels of its buttons, in their order. */
  readonly buttons: readonly string[];
  readonly percent?: number;
  /** Whether anything in it would notify, link or be laid out although a person typed it. */
  readonly active: boolean;
}

export interface OpenBench {
  open(
    onRequest: (request: IncomingRequest) => Promise<void>,
    onGone?: (jobId: string) => void,
  ): Promise<PlatformBench>;
  /** Whether results can have conversations of their own there. */
  readonly threads?: boolean;
  /** Whether people can remove what a job shows while it is on its way. */
  readonly removable?: boolean;
}
