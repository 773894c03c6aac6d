import { z } from 'zod';
import type { DeliveryHandle } from '#src/domain/job.ts';
import type { QuestionCard } from '#src/ports/cards.ts';
import type { Delivery } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Hub } from './hub.ts';
import { createLive, type Live } from './live.ts';
import { type Content, isOpen, storedAnswer, storedCard, storedQuestion } from './message.ts';
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
      const known = await room.get(messageId);
      if (!known || !isOpen(known.content)) return live.forget(messageId);
      // An unfinished picture alone does not say that the question was answered.
      if (known.content.kind === 'question' && !live.state(messageId)?.progress) return;
      const message = known.content.kind === 'question' ? await room.takeUp(messageId) : known;
      const state = live.state(messageId);
      // Gone means that the end is being written right now: showing progress after it would bring the past back.
      if (message?.content.kind === 'waiting' && state) hub.upsert(message, state);
    } catch (error) {
      log.warn({ err: error, messageId }, 'progress could not be shown');
    }
  }

  async function end(messageId: string, content: Content, to?: 'asker'): Promise<void> {
    const message = await live.ending(messageId, () => room.end(messageId, content, to));
    if (to === 'asker') hub.remove(messageId);
    if (message && message.content.kind !== 'deleted') hub.upsert(message);
  }

  async function ask(messageId: string, card: QuestionCard): Promise<void> {
    const message = await live.ending(messageId, () => room.ask(messageId, storedQuestion(card)));
    if (message?.content.kind === 'question') hub.upsert(message);
  }

  return {
    live,
    delivery(handle) {
      const { messageId } = Handle.parse(handle);
      return {
        update: (progress) => live.update(messageId, progress),
        preview: (picture, step) => live.preview(messageId, picture, step),
        ask: (card) => ask(messageId, card),
        finish: (card) => end(messageId, { kind: 'result', card: storedCard(card) }),
        fail: (card) => end(messageId, { kind: 'failure', card }),
        answer: (answer, to) => end(messageId, { kind: 'answer', answer: storedAnswer(answer) }, to),
      };
    },
    async remove(handle) {
      const { messageId } = Handle.parse(handle);
      await live.ending(messageId, () => room.remove(messageId));
      hub.remove(messageId);
    },
  };
}
