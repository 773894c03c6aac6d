import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Documents } from '#src/ports/documents.ts';
import {
  asked,
  type Content,
  deleted,
  ended,
  isOpen,
  isVisible,
  type PlaygroundMessage,
  type StoredQuestion,
  takenUp,
} from './message.ts';

/** The messages of the one channel, durable; memory holds nothing that matters. */
export interface Room {
  /** Adds a message unless its event already made one; answers the one that stands. */
  add(message: PlaygroundMessage): Promise<PlaygroundMessage>;
  get(id: string): Promise<PlaygroundMessage | undefined>;
  /** The newest messages a person may see, oldest of them first. */
  visibleTo(userId: string, limit: number): Promise<readonly PlaygroundMessage[]>;
  /** Writes the question of a message that has not come to an end; what was uploaded for it is still needed. */
  ask(id: string, card: StoredQuestion): Promise<PlaygroundMessage | undefined>;
  /** Takes away a question that was answered. */
  takeUp(id: string): Promise<PlaygroundMessage | undefined>;
  /** Writes the end of a message, and lets go of what was uploaded for a result; one that is gone stays gone. */
  end(id: string, content: Content, to?: 'asker'): Promise<PlaygroundMessage | undefined>;
  /** Removes what a message said and showed, and what was uploaded for it. Missing ones are fine. */
  remove(id: string): Promise<PlaygroundMessage | undefined>;
  /** Forgets the oldest finished messages beyond what is kept. */
  prune(): Promise<void>;
}

/** The page shows 50; the rest is for the links and buttons of somebody who has not reloaded for long. */
const KEPT = 500;

export const uploadsOf = (messageId: string): string => `playground/uploads/${messageId}/`;

export function createRoom(messages: Documents<PlaygroundMessage>, blobs: BlobStore): Room {
  async function all(): Promise<PlaygroundMessage[]> {
    const found: PlaygroundMessage[] = [];
    for await (const [, message] of messages.list()) found.push(message);
    return found.sort(byTime);
  }

  return {
    async add(message) {
      return (await messages.update(message.id, (current) => current ?? message)) ?? message;
    },
    get: (id) => messages.get(id),
    async visibleTo(userId, limit) {
      return (await all()).filter((message) => isVisible(message, userId)).slice(-limit);
    },
    ask: (id, card) => messages.update(id, (current) => asked(current, card)),
    takeUp: (id) => messages.update(id, takenUp),
    async end(id, content, to) {
      const message = await messages.update(id, (current) => ended(current, content, to));
      // The job has its own copies by now; of a request that failed, these are all there is for asking again, if one can.
      if (isOver(content)) await blobs.removeAll(uploadsOf(id));
      return message;
    },
    async remove(id) {
      await blobs.removeAll(uploadsOf(id));
      return messages.update(id, deleted);
    },
    async prune() {
      for (const { id, content } of (await all()).slice(0, -KEPT)) {
        if (isOpen(content)) continue;
        await blobs.removeAll(uploadsOf(id));
        await messages.remove(id);
      }
    },
  };
}

const byTime = (a: PlaygroundMessage, b: PlaygroundMessage): number =>
  a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

const isOver = (content: Content): boolean =>
  content.kind === 'result' || (content.kind === 'failure' && content.card.actions.length === 0);
