import type { Job } from '#src/domain/job.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';

/** Whether somebody may know of a job: nobody learns that another's private job, or one of another place, is there at all. */
export const isVisibleTo = (job: Job, { place, actor }: Pick<IncomingRequest, 'place' | 'actor'>): boolean =>
  job.tenantId === place.tenantId && job.deletedAt === undefined && (!job.private || job.personId === actor.userId);
