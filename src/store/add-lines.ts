import type { Job } from '#src/domain/job.ts';
import type { Documents } from '#src/ports/documents.ts';
import { CREATED, createdUntil, type Listed } from './job-index.ts';
import type { createJobLines } from './job-lines.ts';

/** Until when all jobs have lines. Epoch milliseconds. */
export interface AddedLines {
  readonly through: number;
}

interface AddParts {
  readonly index: Documents<Listed>;
  readonly jobOf: (entry: Listed) => Promise<Job | undefined>;
  readonly lines: ReturnType<typeof createJobLines>;
  readonly added: Documents<AddedLines>;
  readonly now: () => number;
}

/** An older version may still run beside the first new one for a while, and makes no lines. */
const BESIDE_MS = 86_400_000;
const AT_ONCE = 50;

/** Makes lines for jobs that were stored before there were any. */
export function createAddLines({ index, jobOf, lines, added, now }: AddParts) {
  return async function addLines(signal: AbortSignal): Promise<void> {
    const through = now();
    const known = await added.get('all');
    const from = known && createdUntil(Math.max(0, known.through - BESIDE_MS));
    const some: Listed[] = [];
    for await (const [, entry] of index.list(CREATED, from)) {
      signal.throwIfAborted();
      some.push(entry);
      if (some.length >= AT_ONCE) await addSome(some.splice(0));
    }
    await addSome(some);
    await added.update('all', () => ({ through }));
  };

  async function addSome(entries: readonly Listed[]): Promise<void> {
    await Promise.all(entries.map(addOne));
  }

  async function addOne(entry: Listed): Promise<void> {
    const job = await jobOf(entry);
    if (!job) return;
    await lines.add(job);
    // Words must not come back behind somebody who removed the job meanwhile.
    if (!(await jobOf(entry))) await lines.remove(job);
  }
}
