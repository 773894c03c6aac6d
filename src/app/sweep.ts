import { isFinal, type Job } from '#src/domain/job.ts';
import type { Parts } from './parts.ts';

const HOUR_MS = 3_600_000;
const AT_ONCE = 100;

/** Forgets jobs older than the retention, with their pictures, buttons and cards; what is not finished stays. */
export function createSweep({ jobs, blobs, documents, routes, clock, retentionMs, log }: Parts) {
  let timer: { stop(): void } | undefined;

  return { sweep, forget, keepSweeping, stop: () => timer?.stop() };

  /** @returns how many jobs were forgotten. */
  async function sweep(): Promise<number> {
    const old = await jobs.createdBefore(clock.now() - retentionMs, AT_ONCE);
    const done = old.filter(({ state }) => isFinal(state));
    for (const job of done) await forget(job);
    if (done.length > 0) log.info({ jobs: done.length }, 'Old jobs forgotten');
    return done.length > 0 && old.length === AT_ONCE ? done.length + (await sweep()) : done.length;
  }

  async function forget(job: Job): Promise<void> {
    await routes.get(job.platform)?.deleteResult(job.delivery);
    await blobs.removeAll(`jobs/${job.id}/`);
    await documents.tokens.remove(job.token);
    await jobs.remove(job.id);
  }

  function keepSweeping(): void {
    timer = clock.after(HOUR_MS, () => {
      sweep()
        .catch((error: unknown) => log.error({ err: error }, 'The retention sweep failed'))
        .finally(keepSweeping);
    });
  }
}
