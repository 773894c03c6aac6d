import type { Job } from '#src/domain/job.ts';
import type { Mode } from '#src/domain/mode.ts';

/** Whose jobs: an account's own, or those of a tenant that others there could see as well. */
export type JobList = { readonly accountId: string } | { readonly tenantId: string };

/** What is known of a job without opening it, to search through many. */
export interface JobLine {
  readonly jobId: string;
  readonly personId: string;
  readonly placeId: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** The beginning of what its person wrote, see `foldWords`. */
  readonly words: string;
  /** Others of its tenant could see it too. */
  readonly isOpen: boolean;
  /** Its own end is shown. Model, mode and pictures are known from then on. */
  readonly isOver: boolean;
  readonly modelId?: string;
  readonly mode?: Mode;
  /** How many it made. */
  readonly pictures: number;
  /** The job whose result this one was made of. */
  readonly parentId?: string;
}

/** A line, and where it stands in its list. */
export type PlacedLine = readonly [position: string, line: JobLine];

export interface LinesFrom {
  /** Only what stands behind this position. */
  readonly after?: string | undefined;
  /** Only what was made before this time, epoch milliseconds. */
  readonly before?: number | undefined;
}

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
  /**
   * As `update`, in no hurry: written together with the next change of that job, or by itself as soon as this turn of the event loop
   * is over. Until then nobody sees it. For what is not the job's end.
   */
  later(jobId: string, change: (job: Job) => Job | undefined): Promise<Job | undefined>;
  /** Every job that is not both final and delivered, oldest first. */
  unfinished(): Promise<readonly Job[]>;
  /** A person's jobs, newest first. */
  byAccount(accountId: string, limit: number): Promise<readonly Job[]>;
  /**
   * The same as lines, and of a tenant all that its people did not ask for alone; newest first. A line can be a little older than
   * its job, and stay a moment longer: who shows something looks at the job itself.
   */
  lines(list: JobList, from?: LinesFrom): AsyncIterable<PlacedLine>;
  /** Makes the lines of jobs that an earlier version of Easel stored. Repeatable; does nothing where they are made. */
  addLines(signal: AbortSignal): Promise<void>;
  /** Jobs created before that time, oldest first; for the retention sweep. */
  createdBefore(time: number, limit: number): Promise<readonly Job[]>;
  /** Forgets a job for good, and its place in every list. */
  remove(jobId: string): Promise<void>;
}
