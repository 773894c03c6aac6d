import type { Job } from '#src/domain/job.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';

/**
 * Whether somebody may know of a job: nobody learns that another's private job, or one of another place, is there at all. Only to
 * their own direct messages may have come what they asked for elsewhere.
 */
export function isVisibleTo(job: Job, { place, actor }: Pick<IncomingRequest, 'place' | 'actor'>): boolean {
  if (job.deletedAt !== undefined) return false;
  const isOwn = job.personId === actor.userId;
  if (job.tenantId === place.tenantId) return isOwn || !job.private;
  return isOwn && place.isEverywhere === true && job.platform === place.platform;
}
