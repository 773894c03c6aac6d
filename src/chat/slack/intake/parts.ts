import type { Text } from '#src/domain/text.ts';
import type { FormSpec } from '#src/ports/cards.ts';
import type { Delivery, IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Command } from '#src/ports/command.ts';
import type { Log } from '#src/ports/log.ts';
import type { SlackHandle } from '../handle.ts';
import type { RequestOrigin, Workspace } from '../origin.ts';
import type { LookUpPerson } from './people.ts';
import type { ThreadPictures } from './thread-pictures.ts';
import type { UserGroups } from './user-groups.ts';

/** The way to answer what came in. */
export interface Replies {
  open(origin: RequestOrigin): {
    ack(visibility: 'public' | 'private'): Promise<SlackHandle>;
    openForm(form: FormSpec): Promise<void>;
  };
}

export interface IntakeParts {
  readonly commands: readonly Command[];
  readonly replies: Replies;
  /** For what is told without the app. */
  readonly delivery: (handle: SlackHandle) => Pick<Delivery, 'answer'>;
  readonly jobOfMessage: (channelId: string, ts: string) => Promise<string | undefined>;
  /** Where it was asked for what a message shows, where that is another conversation. */
  readonly askedIn: (
    channelId: string,
    ts: string,
  ) => Promise<(Pick<RequestOrigin, 'threadTs'> & { readonly channelId: string }) | undefined>;
  readonly people: LookUpPerson;
  readonly groups: Pick<UserGroups, 'named' | 'handleOf'>;
  readonly sessions: {
    /** Whether plain words count in that thread now. */
    isFresh(channelId: string, threadTs: string): Promise<boolean>;
  };
  /** Whether the operator wants plain words in threads to count at all. */
  readonly plainReplies: boolean;
  /** What others posted in a thread; absent where the workspace did not grant that it is read. */
  readonly threadPictures?: ThreadPictures;
  /** A job whose message somebody removed. */
  readonly onGone: (jobId: string) => void;
  /** Whether unfinished pictures can be shown. */
  readonly previews: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

export type OnRequest = (request: IncomingRequest) => Promise<void>;

/** What goes with each payload: whose it is, who we are there, and who takes the request. */
export interface Around {
  readonly workspace: Workspace;
  readonly botUserId: string;
  readonly botId: string;
  readonly onRequest: OnRequest;
  /** Epoch milliseconds by our clock, when it reached us; now, unless told. */
  readonly receivedAt?: number;
  /** Somebody had begun with it, and did not come to an end. */
  readonly takenUp?: true;
  /** It is tried no more, and its person is told so. */
  readonly givenUp?: true;
  /** Takes it out of what is kept for a next try, where anything is. @returns whether it is out. */
  readonly letGo?: () => Promise<boolean>;
}

/** Tells one person something, where the app has no part in it. @throws what the way back throws. */
export async function tell({ replies, delivery }: IntakeParts, origin: RequestOrigin, text: Text): Promise<void> {
  const handle = await replies.open(origin).ack('private');
  await delivery(handle).answer({ kind: 'text', text });
}
