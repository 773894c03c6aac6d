import { isFinal, type Job } from '#src/domain/job.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { forgetOldBatches } from './batches/forget-batches.ts';
import { createForgetJob } from './forget-job.ts';
import { forgetReplays } from './keys/replays.ts';
import { removeLeft } from './lasting-removal.ts';
import { forgetMenus } from './menu-pictures.ts';
import type { WholeParts } from './parts.ts';
import { forgetTraces } from './privacy/forget-traces.ts';
import { createDecisions } from './rules/decisions.ts';
import { createGrants } from './rules/grants.ts';
import type { SeededResult } from './seeded-results.ts';
import { forgetShown } from './shown-pictures.ts';
import { forgetThreads } from './thread-pictures.ts';

const AT_ONCE = 100;

/**
 * Forgets jobs older than the retention, with their pictures, buttons and cards; what is not finished stays.
 *
 * @param alsoForget who asked to be forgotten and is not wholly yet.
 */
export function createSweep(parts: WholeParts, alsoForget: () => Promise<void> = async () => {}) {
  const { jobs, blobs, documents, usage, links, passes, clock, retentionMs, log } = parts;
  const forget = createForgetJob(parts);
  const forgetSome = createForgetSome(parts, forget);
  const grants = createGrants({ ...parts, decisions: createDecisions(documents) });
  const addLines = createAddLinesOnce(jobs);

  return { sweep, forget, stop: addLines.stop };

  /** @returns how many jobs were forgotten. */
  async function sweep(): Promise<number> {
    await guarded('left blobs', () => removeLeft({ blobs, leftBlobs: documents.leftBlobs }));
    await guarded('shown pictures', () => forgetShown(blobs, clock.now() - retentionMs));
    await guarded('menus', () => forgetMenus({ menus: documents.menus, blobs, clock }));
    await guarded('usage', usage.keepHouse);
    await guarded('batches', () => forgetOldBatches(parts));
    await guarded('grants', grants.goOn);
    await guarded('links', links.sweep);
    await guarded('passes', passes.sweep);
    let forgotten = 0;
    await guarded('jobs', async () => {
      for (let some = await forgetSome(); some > 0; some = await forgetSome()) forgotten += some;
    });
    await guarded('seeded results', () => forgetSeeded(documents.seeded, jobs));
    await guarded('repeated requests', () => forgetReplays({ replays: documents.apiReplays, clock }));
    await guarded('traces', () => forgetTraces(parts));
    await guarded('people', alsoForget);
    await guarded('threads', () => forgetThreads({ threads: documents.threads, jobs }));
    await guarded('lines', addLines.add);
    if (forgotten > 0) log.info({ jobs: forgotten }, 'Old jobs forgotten');
    return forgotten;
  }

  /** One step that fails leaves the others alone; it is tried again with the next sweep. */
  async function guarded(step: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      log.error({ step, err: error }, 'A step of the retention sweep failed');
    }
  }
}

/** Makes what an earlier version did not make, once in a process. */
function createAddLinesOnce(jobs: Pick<JobStore, 'addLines'>) {
  const stopping = new AbortController();
  let isDone = false;
  return {
    stop: () => stopping.abort(),
    async add(): Promise<void> {
      if (isDone || stopping.signal.aborted) return;
      await jobs.addLines(stopping.signal);
      isDone = true;
    },
  };
}

/** Forgets old jobs, some at a time. */
function createForgetSome(
  { jobs, clock, retentionMs, log }: Pick<WholeParts, 'jobs' | 'clock' | 'retentionMs' | 'log'>,
  forget: (job: Job) => Promise<void>,
) {
  return forgetSome;

  /** @returns how many were forgotten; there may be more where any were. */
  async function forgetSome(): Promise<number> {
    const old = await jobs.createdBefore(clock.now() - retentionMs, AT_ONCE);
    let forgotten = 0;
    for (const job of old.filter(({ state }) => isFinal(state))) if (await tryToForget(job)) forgotten++;
    return forgotten;
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
}

/** What a forgotten job made is not shown again. */
async function forgetSeeded(seeded: Documents<SeededResult>, jobs: JobStore): Promise<void> {
  for await (const [name, { jobId }] of seeded.list('')) if (!(await jobs.get(jobId))) await seeded.remove(name);
}
