import type { Job } from '#src/domain/job.ts';

/** Durable jobs. Every call rejects with `store-unavailable` when the store cannot be reached. */
export interface JobStore {
  /**
   * Stores a new job unless its event already made one.
   * @returns the job that stands for the event, and whether it is this one.
   */
  create(job: Job): Promise<{ readonly job: Job; readonly created: boolean }>;
  get(jobId: string): Promise<Job | undefined>;
  /**
   * Changes a job atomically; `change` must be pure and answers `undefined` to leave the job as it is.
   * @returns the job after the change, or `undefined` where nothing was changed.
   */
  update(jobId: string, change: (job: Job) => Job | undefined): Promise<Job | undefined>;
  /** Every job that is not both final and delivered, oldest first. */
  unfinished(): Promise<readonly Job[]>;
  /** A person's jobs, newest first. */
  byAccount(accountId: string, limit: number): Promise<readonly Job[]>;
  /** Jobs created before that time, oldest first; for the retention sweep. */
  createdBefore(time: number, limit: number): Promise<readonly Job[]>;
  /** Forgets a job for good, and its place in every list. */
  remove(jobId: string): Promise<void>;
}
