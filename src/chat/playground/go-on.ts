import { z } from 'zod';
import type { DeliveryHandle } from '#src/domain/job.ts';
import type { Anchor, Arrived } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import { handleOf } from './delivery.ts';
import type { Hub } from './hub.ts';
import type { Person } from './person.ts';
import type { Room } from './room.ts';

const ANCHOR = z.object({ platform: z.literal('playground'), userId: z.string(), displayName: z.string() });

/** What is needed to go on later in the room: there is one, so only whose request it was. */
export const anchorOf = ({ userId, displayName }: Person): Anchor => ({
  handle: { platform: 'playground', userId, displayName },
  url: '/',
});

/** Shows that something arrived from a page, as a message of who sent it. */
export async function goOn(
  anchor: DeliveryHandle,
  { id, visibility, prompt }: Arrived,
  { room, hub, clock }: { readonly room: Room; readonly hub: Hub; readonly clock: Clock },
): Promise<DeliveryHandle> {
  const { userId, displayName } = ANCHOR.parse(anchor);
  const message = await room.add({
    id,
    at: clock.now(),
    owner: { userId, displayName },
    private: visibility === 'private',
    said: { trigger: 'form', name: 'edit', options: { prompt }, pictures: ['painted mask'] },
    content: { kind: 'waiting' },
  });
  if (message.content.kind === 'waiting') hub.upsert(message);
  return handleOf(id);
}
