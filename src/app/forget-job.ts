import type { Job } from '#src/domain/job.ts';
import type { WholeParts } from './parts.ts';

/** Forgets one job with its pictures, buttons and messages. Of its credits nothing stays on hold. */
export function createForgetJob({
  jobs,
  blobs,
  documents,
  routes,
  purses,
}: Pick<WholeParts, 'jobs' | 'blobs' | 'documents' | 'routes' | 'purses'>) {
  /** @throws what the platform threw where a message could not be removed; the job is still there then. */
  return async function forgetJob(job: Job): Promise<void> {
    // Without its record nobody would know whose these credits are.
    await purses.finish(job);
    const route = routes.get(job.platform);
    await route?.deleteResult(job.delivery);
    if (job.shared) await route?.deleteResult(job.shared.delivery);
    await blobs.removeAll(`jobs/${job.id}/`);
    await documents.tokens.remove(job.token);
    for await (const [press] of documents.presses.list(`${job.token}.`)) await documents.presses.remove(press);
    await jobs.remove(job.id);
  };
}
