import type { Documents } from '#src/ports/documents.ts';
import type { DiscordHandle } from '../handle.ts';

/** Where one of our messages is. */
export interface ShownMessage {
  readonly channelId: string;
  readonly messageId: string;
}

/** What was shown for one request. */
export interface Showing {
  readonly kind: 'showing';
  readonly jobId?: string;
  /** The message with the end, where the handle does not know it or it had to move. */
  readonly main?: ShownMessage;
  /** Further messages with the rest, in order. */
  readonly more: readonly ShownMessage[];
  /** Easel spoke first. */
  readonly reached?: true;
  /** Further messages were begun: one of them may be there although it is not in the list. */
  readonly began?: true;
  readonly ended: boolean;
  readonly deleted: boolean;
}

/** Kept under the handle's id; and under `message:ID`, which job a message shows. */
export type DiscordRecord = Showing | { readonly kind: 'message'; readonly jobId: string };

export type Records = ReturnType<typeof createRecords>;

/** Nothing is known of it. */
export const NOTHING: Showing = { kind: 'showing', more: [], ended: false, deleted: false };

export function createRecords(documents: Documents<DiscordRecord>) {
  return { showing, change, link, unlink, jobOfMessage, forget: (id: string) => documents.remove(id) };

  async function showing(id: string): Promise<Showing> {
    return asShowing(await documents.get(id));
  }

  /** @returns what is stored afterwards. A deletion is final: nothing is changed after it. */
  async function change(id: string, more: Partial<Showing>): Promise<Showing> {
    return asShowing(
      await documents.update(id, (current) => {
        const before = asShowing(current);
        return before.deleted ? current : { ...before, ...more };
      }),
    );
  }

  async function link(messageId: string, jobId: string): Promise<void> {
    await documents.update(`message:${messageId}`, (current) =>
      current?.kind === 'message' && current.jobId === jobId ? current : { kind: 'message', jobId },
    );
  }

  async function unlink(messages: readonly string[]): Promise<void> {
    for (const messageId of messages) await documents.remove(`message:${messageId}`);
  }

  async function jobOfMessage(messageId: string): Promise<string | undefined> {
    const record = await documents.get(`message:${messageId}`);
    return record?.kind === 'message' ? record.jobId : undefined;
  }
}

const asShowing = (record: DiscordRecord | undefined): Showing => (record?.kind === 'showing' ? record : NOTHING);

/** The message of the request as it is known by now. */
export function mainOf({ channelId, messageId }: DiscordHandle, { main }: Showing): ShownMessage | undefined {
  return main ?? (messageId === null ? undefined : { channelId, messageId });
}

/** Whether it is another message than the one that said that the request arrived, which is all that the token can reach. */
export const hasMoved = ({ channelId, messageId }: DiscordHandle, main: ShownMessage): boolean =>
  main.channelId !== channelId || (messageId !== null && main.messageId !== messageId);
