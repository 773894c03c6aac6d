import type { Job } from '#src/domain/job.ts';
import type { Whereabouts } from '#src/domain/rules/standing.ts';
import type { Actor, Place } from '#src/ports/chat-platform.ts';

/** Whom and where a policy looks at for a job. Threads belong to their channel. */
export const whereOfJob = ({ tenantId, personId, roles = [], parentId, placeId }: Job): Whereabouts => ({
  tenantId,
  personId,
  roles,
  channelId: parentId ?? placeId,
});

/** The same of somebody who asks for something. */
export const whereOf = (
  { userId, roles = [] }: Pick<Actor, 'userId' | 'roles'>,
  {
    tenantId,
    channelId,
    parentId,
    ageRestricted,
  }: Pick<Place, 'tenantId' | 'channelId' | 'parentId' | 'ageRestricted'>,
): Whereabouts => ({
  tenantId,
  personId: userId,
  roles,
  channelId: parentId ?? channelId,
  ...(ageRestricted && { ageRestricted }),
});
