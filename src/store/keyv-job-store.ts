import { LRUCache } from 'lru-cache';
import { isFinal, type Job } from '#src/domain/job.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { byId, CREATED, entriesOf, eventOf, type Listed, listed, OPEN, ofAccount, openEntry } from './job-index.ts';

export interface JobStoreParts {
  /** Makes the documents of one kind. */
  readonly documents: <T>(namespace: string) => Documents<T>;
  /** Epoch milliseconds; the system's time unless given. */
  readonly now?: () => number;
}

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
  const known = new LRUCache<string, Listed>({ max: MOST_KNOWN });

  async function create(job: Job): Promise<{ job: Job; created: boolean }> {
    const earlier = await jobs.get(eventOf(job));
    if (earlier) return { job: earlier, created: earlier.id === job.id };
    await Promise.all(entriesOf(job).map((entry) => index.update(entry, (known) => known ?? listed(job))));
    const stored = (await jobs.update(eventOf(job), (known) => known ?? job)) ?? job;
    if (stored.id !== job.id) await unlist(job);
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

  async function update(jobId: string, change: (job: Job) => Job | undefined): Promise<Job | undefined> {
    const entry = await entryOf(jobId);
    if (!entry) return undefined;
    const last: { changed?: Job | undefined } = {};
    await jobs.update(entry.event, (job) => {
      last.changed = job?.id === jobId ? change(job) : undefined;
      return last.changed ?? job;
    });
    // Over is over: no job comes back from it, so this entry is never needed again.
    if (last.changed && isOver(last.changed)) await index.remove(openEntry(entry));
    return last.changed;
  }

  /** The jobs of one list, in its order, without the entries that lead nowhere. */
  async function* list(prefix: string): AsyncGenerator<Job, void> {
    for await (const [entryId, entry] of index.list(prefix)) {
      const job = await jobOf(entry);
      if (job) yield job;
      else if (now() - entry.createdAt > DANGLING_MS) await sweep(entryId, entry);
    }
  }

  async function sweep(entryId: string, { jobId }: Listed): Promise<void> {
    await index.remove(entryId);
    await index.remove(byId(jobId));
  }

  async function unlist(job: Job): Promise<void> {
    await Promise.all(entriesOf(job).map((entry) => index.remove(entry)));
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
    await jobs.update(eventOf(job), (known) => (known?.id === jobId ? undefined : known));
    await unlist(job);
  }

  return {
    create,
    get,
    update,
    unfinished,
    byAccount: (accountId, limit) => first(limit, list(ofAccount(accountId))),
    createdBefore: (time, limit) => first(limit, list(CREATED), ({ createdAt }) => createdAt < time),
    remove,
  };
}

const isOver = ({ state, deliveredAt }: Job): boolean => isFinal(state) && deliveredAt !== undefined;

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
