import type { AcceptedRequest, ImageRef } from '#src/domain/job.ts';
import type { JobStore } from '#src/ports/job-store.ts';

/**
 * Whether something is made from what is hidden until somebody opens it: one change more must not open it. Pictures of Easel's
 * own are known by the job they lie under, others by Discord's mark for attachments that are covered.
 */
export async function isMadeFromHidden({ images, mask }: AcceptedRequest, jobs: JobStore): Promise<boolean> {
  const all = [...images, ...(mask ? [mask] : [])];
  if (all.some(({ filename }) => filename.startsWith('SPOILER_'))) return true;
  const sources = await Promise.all([...new Set(all.flatMap(jobOf))].map((id) => jobs.get(id)));
  return sources.some((source) => source?.content?.spoiler === true);
}

const jobOf = ({ key, kept }: ImageRef): readonly string[] =>
  kept ? (/^jobs\/([^/]+)\//.exec(key)?.slice(1) ?? []) : [];
