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
}

export interface QueuePlace {
  /** 1 is next. */
  readonly position: number;
  /** Milliseconds until it will probably start. */
  readonly etaMs: number;
}

/**
 * Jobs waiting for their turn: fair over people, first come first served within one person, bounded per person and per provider.
 */
export interface JobQueue {
  /** Begins to work. `work` runs one job to its end and does not reject; its signal aborts when the job is cancelled. */
  start(work: (jobId: string, signal: AbortSignal) => Promise<void>): void;
  /** Adds a job; one that waits or runs already is left alone. After `drain` began nothing starts any more. */
  add(job: QueuedJob): void;
  /** Where a waiting job stands, or `undefined` where it does not wait. */
  place(jobId: string): QueuePlace | undefined;
  /** Calls back with every waiting job whose place changed. Returns what ends that. */
  onPlace(listener: (jobId: string, place: QueuePlace) => void): () => void;
  /**
   * Takes a waiting job out, or aborts a running one with `reason`.
   * @returns which of both it was; `absent` where this queue does not know it.
   */
  cancel(jobId: string, reason: unknown): 'waiting' | 'running' | 'absent';
  counts(): { readonly waiting: number; readonly running: number };
  /** How many jobs of a person wait or run. */
  countOf(personKey: string): number;
  /** Starts nothing more and resolves when the running jobs have ended, or after `timeoutMs`. Waiting jobs stay in the store. */
  drain(timeoutMs: number): Promise<void>;
}
