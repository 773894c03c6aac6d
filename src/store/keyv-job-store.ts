import { LRUCache } from 'lru-cache';
import type { Job } from '#src/domain/job.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobLine, JobStore } from '#src/ports/job-store.ts';
import { type AddedLines, createAddLines } from './add-lines.ts';
import { byId, CREATED, entriesOf, eventOf, type Listed, listed, OPEN, ofAccount, openEntry } from './job-index.ts';
import { createJobLines, isOver } from './job-lines.ts';

export interface JobStoreParts {
  /** Makes the documents of one kind. */
  readonly documents: <T>(namespace: string) => Documents<T>;
  /** Epoch milliseconds; the system's time unless given. */
  readonly now?: () => number;
}

type ChangeJob = (job: Job) => Job | undefined;

/** A job that is listed but not there may be about to be stored by another process, for much less than this. */
const DANGLING_MS = 3_600_000;

/** Of so many jobs that were asked for last it is known where they lie. */
const MOST_KNOWN = 5000;

/**
 * Jobs as documents, each under its event's name, and lists of them as further documents.
 *
 * A job enters its lists before it is stored and leaves them after it is gone, so no list ever lacks a job. What a crash leaves
 * is an entry without a job; it is passed over, and swept when it is old.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one port's short functions over what they share
export function createJobStore({ documents, now = () => Date.now() }: JobStoreParts): JobStore {
  const jobs = documents<Job>('jobs');
  const index = documents<Listed>('job-index');
  const lines = createJobLines(documents<JobLine>('job-lines'));
  const known = new LRUCache<string, Listed>({ max: MOST_KNOWN });

  async function create(job: Job): Promise<{ job: Job; created: boolean }> {
    const earlier = await jobs.get(eventOf(job));
    if (earlier) return { job: earlier, created: earlier.id === job.id };
    const entry = listed(job);
    const listing = [...entriesOf(job).map((id) => index.add(id, entry)), lines.add(job)];
    // Asked for behind them, and so never there without them, although nobody waits in between.
    const [isStored] = await Promise.all([jobs.add(eventOf(job), job), ...listing]);
    const stored = isStored ? job : ((await jobs.update(eventOf(job), (known) => known ?? job)) ?? job);
    if (stored.id === job.id) known.set(job.id, entry);
    else await unlist(job);
    return { job: stored, created: stored.id === job.id };
  }

  async function get(jobId: string): Promise<Job | undefined> {
    const entry = await entryOf(jobId);
    return entry && jobOf(entry);
  }

  /** Where a job lies never changes. Of one that is gone nothing lies there any more. */
  async function entryOf(jobId: string): Promise<Listed | undefined> {
    const entry = known.get(jobId) ?? (await index.get(byId(jobId)));
    if (entry) known.set(jobId, entry);
    return entry;
  }

  /** Another job may stand for the event: then this one lost against it and was never stored. */
  async function jobOf({ event, jobId }: Listed): Promise<Job | undefined> {
    const job = await jobs.get(event);
    return job?.id === jobId ? job : undefined;
  }

  async function update(
    jobId: string,
    change: ChangeJob,
    ask: 'update' | 'later' = 'update',
  ): Promise<Job | undefined> {
    const entry = await entryOf(jobId);
    if (!entry) return undefined;
    const last: { changed?: Job | undefined } = {};
    await jobs[ask](entry.event, (job) => {
      last.changed = job?.id === jobId ? change(job) : undefined;
      return last.changed ?? job;
    });
    if (last.changed && isOver(last.changed)) await end(last.changed, entry);
    return last.changed;
  }

  /** Over is over: no job comes back from it, so its entry among the open ones is never needed again. */
  async function end(job: Job, entry: Listed): Promise<void> {
    await Promise.all([index.remove(openEntry(entry)), lines.write(job)]);
    // Words must not come back behind somebody who removed the job meanwhile.
    if (!(await jobOf(entry))) await lines.remove(job);
  }

  /** The jobs of one list, in its order, without the entries that lead nowhere. */
  async function* list(prefix: string): AsyncGenerator<Job, void> {
    for await (const [entryId, entry] of index.list(prefix)) {
      const job = await jobOf(entry);
      if (job) yield job;
      else if (now() - entry.createdAt > DANGLING_MS) await sweep(entryId, entry);
    }
  }

  async function sweep(entryId: string, { jobId, lines: left = [] }: Listed): Promise<void> {
    await lines.drop(left);
    await index.remove(entryId);
    await index.remove(byId(jobId));
  }

  async function unlist(job: Job): Promise<void> {
    await Promise.all([...entriesOf(job).map((entry) => index.remove(entry)), lines.remove(job)]);
  }

  async function unfinished(): Promise<readonly Job[]> {
    const found: Job[] = [];
    for await (const job of list(OPEN)) {
      if (!isOver(job)) found.push(job);
      // Its process died after the last change and before it took the entry out.
      else await index.remove(openEntry(listed(job)));
    }
    return found;
  }

  async function remove(jobId: string): Promise<void> {
    const job = await get(jobId);
    if (!job) return;
    // Words go first: what is left by a crash between the two is still found by its job.
    await lines.remove(job);
    await jobs.update(eventOf(job), (known) => (known?.id === jobId ? undefined : known));
    await unlist(job);
  }

  return {
    create,
    get,
    update: (jobId, change) => update(jobId, change),
    later: (jobId, change) => update(jobId, change, 'later'),
    unfinished,
    byAccount: (accountId, limit) => first(limit, list(ofAccount(accountId))),
    lines: lines.list,
    addLines: createAddLines({ index, jobOf, lines, added: documents<AddedLines>('job-lines-added'), now }),
    createdBefore: (time, limit) => first(limit, list(CREATED), ({ createdAt }) => createdAt < time),
    remove,
  };
}

/** The first `limit` jobs, up to the first that does not belong. */
async function first(limit: number, jobs: AsyncIterable<Job>, belongs = (_: Job) => true): Promise<readonly Job[]> {
  const found: Job[] = [];
  if (limit < 1) return found;
  for await (const job of jobs) {
    if (!belongs(job)) break;
    found.push(job);
    if (found.length >= limit) break;
  }
  return found;
}
