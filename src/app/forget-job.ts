import type { Job } from '#src/domain/job.ts';
import type { Parts } from './parts.ts';

/** Forgets one job with its pictures, buttons and messages. */
export function createForgetJob({
  jobs,
  blobs,
  documents,
  routes,
}: Pick<Parts, 'jobs' | 'blobs' | 'documents' | 'routes'>) {
  /** @throws what the platform threw where a message could not be removed; the job is still there then. */
  return async function forgetJob(job: Job): Promise<void> {
    const route = routes.get(job.platform);
    await route?.deleteResult(job.delivery);
    if (job.shared) await route?.deleteResult(job.shared.delivery);
    await blobs.removeAll(`jobs/${job.id}/`);
    await documents.tokens.remove(job.token);
    for await (const [press] of documents.presses.list(`${job.token}.`)) await documents.presses.remove(press);
    await jobs.remove(job.id);
  };
}
