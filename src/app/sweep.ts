import { isFinal, type Job } from '#src/domain/job.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { createForgetJob } from './forget-job.ts';
import { forgetMenus } from './menu-pictures.ts';
import type { WholeParts } from './parts.ts';
import { forgetTraces } from './privacy/forget-traces.ts';
import { createDecisions } from './rules/decisions.ts';
import { createGrants } from './rules/grants.ts';
import type { SeededResult } from './seeded-results.ts';
import { forgetShown } from './shown-pictures.ts';
import { forgetThreads } from './thread-pictures.ts';

const HOUR_MS = 3_600_000;
const AT_ONCE = 100;

/**
 * Forgets jobs older than the retention, with their pictures, buttons and cards; what is not finished stays.
 *
 * @param alsoForget who asked to be forgotten and is not wholly yet.
 */
export function createSweep(parts: WholeParts, alsoForget: () => Promise<void> = async () => {}) {
  const { jobs, blobs, documents, usage, links, clock, retentionMs, log } = parts;
  const forget = createForgetJob(parts);
  const grants = createGrants({ ...parts, decisions: createDecisions(documents.decisions) });
  let timer: { stop(): void } | undefined;
  let stopped = false;

  return { sweep, forget, keepSweeping, stop };

  /** @returns how many jobs were forgotten. */
  async function sweep(): Promise<number> {
    await forgetShown(blobs, clock.now() - retentionMs);
    await forgetMenus({ menus: documents.menus, blobs, clock });
    await usage.keepHouse();
    await grants.goOn();
    await links.sweep();
    const old = await jobs.createdBefore(clock.now() - retentionMs, AT_ONCE);
    const done = old.filter(({ state }) => isFinal(state));
    let forgotten = 0;
    for (const job of done) if (await tryToForget(job)) forgotten++;
    await forgetSeeded(documents.seeded, jobs);
    await forgetTraces(parts);
    await alsoForget();
    await forgetThreads({ threads: documents.threads, jobs });
    if (forgotten > 0) log.info({ jobs: forgotten }, 'Old jobs forgotten');
    return forgotten > 0 && old.length === AT_ONCE ? forgotten + (await sweep()) : forgotten;
  }

  /** One card that cannot be removed keeps only its own job; it is tried again with the next sweep. */
  async function tryToForget(job: Job): Promise<boolean> {
    try {
      await forget(job);
      return true;
    } catch (error) {
      log.warn({ jobId: job.id, err: error }, 'An old job could not be forgotten');
      return false;
    }
  }

  function stop(): void {
    stopped = true;
    timer?.stop();
  }

  function keepSweeping(): void {
    // A sweep that was under way when the process was asked to stop must not begin another.
    if (stopped) return;
    timer = clock.after(HOUR_MS, () => {
      sweep()
        .catch((error: unknown) => log.error({ err: error }, 'The retention sweep failed'))
        .finally(keepSweeping);
    });
  }
}

/** What a forgotten job made is not shown again. */
async function forgetSeeded(seeded: Documents<SeededResult>, jobs: JobStore): Promise<void> {
  for await (const [name, { jobId }] of seeded.list('')) if (!(await jobs.get(jobId))) await seeded.remove(name);
}
