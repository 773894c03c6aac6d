import type { Job } from './job.ts';

/** The job of whose result this one was made: by a button or words, or by a form that took its picture. */
export const sourceJobOf = ({ parent, request }: Pick<Job, 'parent' | 'request'>): string | undefined =>
  parent?.jobId ?? request.images.flatMap(({ key, kept }) => (kept && /^jobs\/([^/]+)\//.exec(key)?.[1]) || [])[0];
