import { z } from 'zod';
import type { DeliveryHandle } from '#src/domain/job.ts';
import type { Delivery } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Hub } from './hub.ts';
import { createLive, type Live } from './live.ts';
import { type Content, storedCard } from './message.ts';
import type { Room } from './room.ts';

/** Shows messages and their ends to every page, from a handle alone. */
export interface Deliveries {
  readonly live: Live;
  delivery(handle: DeliveryHandle): Delivery;
  remove(handle: DeliveryHandle): Promise<void>;
}

const Handle = z.object({ platform: z.literal('playground'), messageId: z.string() });

export const handleOf = (messageId: string): DeliveryHandle => ({ platform: 'playground', messageId });

export function createDeliveries({
  room,
  hub,
  clock,
  log,
}: {
  room: Room;
  hub: Hub;
  clock: Clock;
  log: Log;
}): Deliveries {
  const live = createLive({ clock, show: (messageId) => void show(messageId) });

  async function show(messageId: string): Promise<void> {
    try {
      const message = await room.get(messageId);
      if (message?.content.kind !== 'waiting') return live.forget(messageId);
      const state = live.state(messageId);
      // Gone means that the end is being written right now: showing progress after it would bring the past back.
      if (state) hub.upsert(message, state);
    } catch (error) {
      log.warn({ err: error, messageId }, 'progress could not be shown');
    }
  }

  async function end(messageId: string, content: Content): Promise<void> {
    const message = await live.ending(messageId, () => room.end(messageId, content));
    if (message && message.content.kind !== 'deleted') hub.upsert(message);
  }

  return {
    live,
    delivery(handle) {
      const { messageId } = Handle.parse(handle);
      return {
        update: (progress) => live.update(messageId, progress),
        preview: (picture, step) => live.preview(messageId, picture, step),
        finish: (card) => end(messageId, { kind: 'result', card: storedCard(card) }),
        fail: (card) => end(messageId, { kind: 'failure', card }),
        answer: (answer) => end(messageId, { kind: 'answer', answer }),
      };
    },
    async remove(handle) {
      const { messageId } = Handle.parse(handle);
      await live.ending(messageId, () => room.remove(messageId));
      hub.remove(messageId);
    },
  };
}
