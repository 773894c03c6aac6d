import { randomUUID } from 'node:crypto';
import { EaselError } from '#src/domain/errors.ts';
import type { DeliveryHandle } from '#src/domain/job.ts';
import type { Reached } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import { handleOf } from './delivery.ts';
import { CHANNEL } from './options.ts';
import type { Room } from './room.ts';

/**
 * A message that nobody asked for, for everybody or for one person; it is shown when it is filled.
 * @throws {EaselError} `not-found` where there is no such place.
 */
export async function reach(
  where: Reached,
  { room, clock }: { readonly room: Room; readonly clock: Clock },
): Promise<DeliveryHandle> {
  const person = 'personId' in where ? where.personId : undefined;
  if (where.tenantId !== 'playground' || ('channelId' in where && where.channelId !== CHANNEL))
    throw new EaselError('not-found', { what: 'The place to show this' });
  const { id } = await room.add({
    id: randomUUID(),
    at: clock.now(),
    // What only one person may see is theirs.
    owner: { userId: person ?? '', displayName: 'Easel' },
    private: person !== undefined,
    said: { trigger: 'nobody', name: '', options: {}, pictures: [] },
    content: { kind: 'waiting' },
  });
  return handleOf(id);
}
