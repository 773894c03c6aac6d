import { EaselError } from '#src/domain/errors.ts';
import { isFinal, type Job } from '#src/domain/job.ts';
import type { Price } from '#src/domain/price.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { createPurseHolds } from './purse-holds.ts';

export interface TakeOverParts {
  readonly holds: ReturnType<typeof createPurseHolds>;
  readonly jobs: Pick<JobStore, 'get'>;
}

/** Two processes that both take a job for theirs: one died, or stood still for so long that it seemed to. */
export function createTakeOver({ holds, jobs }: TakeOverParts) {
  return { takenOver, stillOurs };

  /**
   * What a try before a crash left is this process's from here on, where it is all of the price; else it is taken back, because it may
   * be other shares than those of now. Whose it is was seen before the job said that it is ours, so nothing is taken from who has it later.
   */
  async function takenOver(job: Job, { purses = [], ...known }: Job, price: Price): Promise<Job | undefined> {
    const left = await holds.holders({ ...known, purses });
    const current = await jobs.get(job.id);
    if (current?.workerId !== job.workerId) throw new EaselError('canceled', {});
    await holds.adopt(job, left);
    if (await holds.isHeld(current, price.total)) return stillOurs(job);
    await holds.withdraw(job, purses);
    return undefined;
  }

  /** A process that stood still may hold for a job that another one has, or has ended: it takes its own holds back. */
  async function stillOurs(job: Job): Promise<Job> {
    const current = await jobs.get(job.id);
    if (current && current.workerId === job.workerId && !isFinal(current.state)) return current;
    await holds.withdraw(job, current?.purses ?? []);
    throw new EaselError('canceled', {});
  }
}
