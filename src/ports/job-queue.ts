import type { EaselError } from '#src/domain/errors.ts';
import type { Bounds } from '#src/domain/rules/tenant-policy.ts';

/** What the queue has to know about a job; the rest stays in the job store. */
export interface QueuedJob {
  readonly jobId: string;
  /** Turns go round over people, so that one member cannot block the others. */
  readonly personKey: string;
  readonly tenantKey: string;
  readonly provider: string;
  readonly modelId: string;
  /** What it will probably take once it runs, in milliseconds. */
  readonly expectedMs: number;
  /** How many jobs may run at once by the rules of its tenant; what is absent is as the queue has it. */
  readonly bounds?: Bounds;
  /** Nobody sits and waits for it: what its person waits for goes first. */
  readonly inBackground?: true;
  /** Who may run it: every process that takes jobs of this home. Without one only the process that adds it. */
  readonly home?: string;
}

export interface QueuePlace {
  /** 1 is next. */
  readonly position: number;
  /** Milliseconds until it will probably start. */
  readonly etaMs: number;
}

/** What came of a start: it ran to its end, or a living process works on it already and this one must not. */
export type Worked = 'done' | 'elsewhere';

/** Runs one job to its end and does not reject; the signal aborts when the job is cancelled. */
export type Work = (jobId: string, signal: AbortSignal) => Promise<Worked>;

/**
 * Jobs waiting for their turn: fair over people, bounded per person and per provider. Within one person what is in the background comes
 * last, and otherwise whoever came first.
 * A queue that several processes share rejects with `store-unavailable` where it cannot be reached.
 */
export interface JobQueue {
  /** Other processes may run what is added here, so a job has to be stored as queued before. */
  readonly isShared: boolean;
  /** Begins to work, also on what others add for these homes. */
  start(work: Work, homes?: readonly string[]): Promise<void>;
  /**
   * Adds a job; one that waits already is left alone, and so is one that runs. `anew`: whoever ran it is gone, so it waits again.
   * After `drain` began nothing starts here any more.
   */
  add(job: QueuedJob, how?: 'anew'): Promise<void>;
  /** Where a waiting job stands, or `undefined` where it does not wait. */
  place(jobId: string): Promise<QueuePlace | undefined>;
  /** Whether a job waits or was given a start, in whichever process. */
  has(jobId: string): Promise<boolean>;
  /**
   * Calls back with every waiting job whose place changed; without a place with a job that was added here and waits no more, because
   * another process runs it or it was taken out there. Returns what ends that.
   */
  onPlace(listener: (jobId: string, place: QueuePlace | undefined) => void): () => void;
  /**
   * Takes a waiting job out, or aborts a running one with `reason`, in whichever process it runs.
   * @returns which of both it was; `absent` where this queue does not know it.
   */
  cancel(jobId: string, reason: EaselError): Promise<'waiting' | 'running' | 'absent'>;
  /** Calls back with jobs that another process asks to cancel and that this queue does not run: they may be on their way into it. */
  onCancel(listener: (jobId: string, reason: EaselError) => void): void;
  /** Over all processes that share it, as last seen. */
  counts(): { readonly waiting: number; readonly running: number };
  /** Asks whether it can be reached now; rejects where it cannot, or did not answer in time. */
  reach(): Promise<void>;
  /**
   * Keeps a place for a job that is being made ready, where fewer than `limit` of its person wait, run or are made ready in all processes
   * together; asked again for the same job it is the same place. `add` takes it up. One that is neither taken up nor given up, because
   * its process is gone, ends by itself.
   * @returns whether there was one.
   */
  reserve(job: Pick<QueuedJob, 'jobId' | 'personKey'>, limit: number): Promise<boolean>;
  /** Gives a reserved place back; where there is none, nothing happens. */
  giveUp(job: Pick<QueuedJob, 'jobId' | 'personKey'>): Promise<void>;
  /** Starts nothing more here and resolves when the jobs running here have ended, or after `timeoutMs`. Waiting jobs stay in the store. */
  drain(timeoutMs: number): Promise<void>;
  /** Lets go of whatever it is connected to. */
  close(): Promise<void>;
}
