import { isOpen, type Job } from '#src/domain/job.ts';
import type { JobLine } from '#src/ports/job-store.ts';

/** Somebody who looks at what was made, and where they asked for it. */
export interface Viewer {
  readonly platform: string;
  readonly tenantId: string;
  readonly personId: string;
  readonly isModerator: boolean;
  /** Of a thread its own. */
  readonly channelId: string;
}

export const isOwn = (
  { tenantId, personId }: Pick<Job, 'tenantId' | 'personId'>,
  viewer: Pick<Viewer, 'tenantId' | 'personId'>,
): boolean => tenantId === viewer.tenantId && personId === viewer.personId;

/** Everybody sees what they asked for themselves; moderators also what others of their tenant could see. */
export function maySee(job: Job, viewer: Viewer): boolean {
  if (job.deletedAt !== undefined || job.tenantId !== viewer.tenantId) return false;
  return isOwn(job, viewer) || (viewer.isModerator && isOpen(job));
}

/**
 * Words are shown where they were posted, and to who wrote them: a moderator reads those of the very channel or thread they ask
 * in. What was shared was posted in a place that its job does not know.
 */
export function mayRead(job: Job, viewer: Viewer): boolean {
  if (isOwn(job, viewer)) return true;
  return (
    isOpen(job) && job.shared === undefined && job.platform === viewer.platform && job.placeId === viewer.channelId
  );
}

/** The same of a line, as far as it tells: its job may still say no. */
export const mayReadLine = ({ personId, isOpen: open, placeId }: JobLine, viewer: Viewer): boolean =>
  personId === viewer.personId || (open && placeId === viewer.channelId);
