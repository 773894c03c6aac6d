import type { Documents } from '#src/ports/documents.ts';
import type { SlackHandle } from '../handle.ts';
import type { Workspace } from '../origin.ts';

/** A picture of ours as Slack keeps it, and which one it is of those that a message shows. */
export interface SentFile {
  readonly id: string;
  readonly index: number;
  /** Re-encoded, because Slack does not show it as it is or takes no file of that size. */
  readonly changed: boolean;
}

/** One of our messages, and its pictures. */
export interface ShownMessage {
  readonly channelId: string;
  readonly ts: string;
  readonly files: readonly string[];
}

/** A channel, or a thread of it. */
export interface Conversation {
  readonly channelId: string;
  readonly threadTs: string | null;
}

/** Messages on their way: written down before they are posted, so that they can be found where nobody told what came of them. */
export interface Posted {
  /** In blocks of the messages. */
  readonly images: readonly SentFile[];
  /** Places of those that Slack did not get ready: they follow by themselves. */
  readonly late: readonly number[];
  /** Files that follow by themselves. */
  readonly natives: readonly SentFile[];
  /** They did. */
  readonly given?: true;
  /** Slack takes no files here. */
  readonly noFiles?: true;
  /** The messages, in order; null for those that are not known to be there. */
  readonly pages: readonly (string | null)[];
}

export interface Publication {
  /** Of what is shown: another one begins anew. */
  readonly key: string;
  readonly channelId: string;
  readonly threadTs: string | null;
  readonly drafts: readonly Posted[];
}

/** What was shown for one request. */
export interface Showing {
  readonly kind: 'showing';
  /** Epoch milliseconds, when it began. */
  readonly at: number;
  readonly jobId?: string;
  /** The message that is edited: the one that said that the request arrived, or what took its place. */
  readonly main?: ShownMessage;
  /** Easel spoke first. */
  readonly reached?: true;
  /** The message of the progress was begun by somebody: it may be there although nobody told which it is. */
  readonly began?: true;
  /** What is shown there in place of progress; equal ones look the same. */
  readonly key?: string | undefined;
  /** The same, of what only who asked was told. */
  readonly told?: string;
  readonly publication?: Publication | undefined;
  /** Further messages with the rest, in order. */
  readonly more: readonly ShownMessage[];
  /** What another message took the place of, and is to be removed. */
  readonly leftover: readonly ShownMessage[];
  /** A job's end is shown. */
  readonly ended: boolean;
  /** Somebody removed the message while its job was on its way. */
  readonly gone: boolean;
  readonly deleted: boolean;
}

/**
 * What was shown is kept under the handle's id; under `message:CHANNEL:TS`, which job a message shows, and where that was asked for; under
 * `thread:CHANNEL:TS`, when Easel was last spoken to there; under `tenant:ID`, a workspace of an organisation.
 */
export type SlackRecord =
  | Showing
  | { readonly kind: 'message'; readonly jobId: string; readonly at: number; readonly askedIn?: Conversation }
  | { readonly kind: 'thread'; readonly at: number }
  | { readonly kind: 'tenant'; readonly at: number; readonly workspace: Workspace };

/** Where a request came from. */
type Asker = Pick<SlackHandle, 'channelId' | 'threadTs'>;

export type Records = ReturnType<typeof createRecords>;

/** Nothing is known of it. */
export const NOTHING: Showing = {
  kind: 'showing',
  at: 0,
  more: [],
  leftover: [],
  ended: false,
  gone: false,
  deleted: false,
};

export function createRecords(documents: Documents<SlackRecord>, clock: { now(): number }) {
  return { showing, change, claim, unclaim, link, unlink, messageAt };

  async function showing(id: string): Promise<Showing> {
    return asShowing(await documents.get(id));
  }

  /** @returns what is stored afterwards. A deletion is final: nothing is changed after it. */
  async function change(id: string, more: Partial<Showing> | ((now: Showing) => Partial<Showing>)): Promise<Showing> {
    const at = clock.now();
    return asShowing(
      await documents.update(id, (current) => {
        const before = current?.kind === 'showing' ? current : { ...NOTHING, at };
        return before.deleted ? before : { ...before, ...(typeof more === 'function' ? more(before) : more) };
      }),
    );
  }

  /** Makes the first message of a request one's own, before it is posted. @returns false where somebody did so before. */
  async function claim(id: string): Promise<boolean> {
    const at = clock.now();
    let isOurs = false;
    await documents.update(id, (current) => {
      // It may run several times; the last one is what was written.
      const before = asShowing(current);
      isOurs = !before.began && !before.main && !before.deleted;
      return isOurs ? { ...before, at, began: true } : current;
    });
    return isOurs;
  }

  /** It surely was not posted. */
  async function unclaim(id: string): Promise<void> {
    await documents.update(id, (current) => {
      if (current?.kind !== 'showing') return current;
      const { began: _, ...rest } = current;
      return rest;
    });
  }

  async function link({ channelId, ts }: Omit<ShownMessage, 'files'>, jobId: string, asker: Asker): Promise<void> {
    const message = { kind: 'message', jobId, at: clock.now(), ...askedElsewhere(asker, channelId) } as const;
    await documents.update(`message:${channelId}:${ts}`, (current) =>
      current?.kind === 'message' && current.jobId === jobId ? current : message,
    );
  }

  async function unlink(messages: readonly ShownMessage[]): Promise<void> {
    for (const { channelId, ts } of messages) await documents.remove(`message:${channelId}:${ts}`);
  }

  async function messageAt(channelId: string, ts: string) {
    const record = await documents.get(`message:${channelId}:${ts}`);
    return record?.kind === 'message' ? record : undefined;
  }
}

/** Kept only where it is another place than the message's own. */
function askedElsewhere({ channelId, threadTs }: Asker, shownIn: string): { readonly askedIn?: Conversation } {
  return channelId === null || channelId === shownIn ? {} : { askedIn: { channelId, threadTs } };
}

const asShowing = (record: SlackRecord | undefined): Showing => (record?.kind === 'showing' ? record : NOTHING);

/** The message of the request as it is known by now. */
export function mainOf({ channelId, messageTs }: SlackHandle, { main }: Showing): ShownMessage | undefined {
  if (main) return main;
  return messageTs === null || channelId === null ? undefined : { channelId, ts: messageTs, files: [] };
}
