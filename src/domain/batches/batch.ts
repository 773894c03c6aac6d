import type { AcceptedRequest } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';

/**
 * `priced`: waits for a yes to its price. `stopped`: nothing more is begun until somebody starts it again, for the reason beside it.
 * `done`: of every line that could be made it is known what became of it.
 */
export type BatchState = 'priced' | 'running' | 'stopped' | 'done' | 'canceled';

/** A list of prompts that is made line by line. Times are epoch milliseconds. */
export interface Batch {
  readonly id: string;
  readonly tenantId: string;
  readonly personId: string;
  readonly personName: string;
  /** The way its jobs go: who may take it up again. */
  readonly platform: string;
  /** The blob store's key of its lines; what an older version made has them under its id. */
  readonly list?: string;
  /** Tells its list and options from others, where it may be sent again. */
  readonly fingerprint?: string;
  readonly state: BatchState;
  readonly createdAt: number;
  readonly changedAt: number;
  /** Lines that can be made, and those that cannot. */
  readonly lines: number;
  readonly broken: number;
  /** The first of those that cannot, to be told at once; the list has all. */
  readonly firstBroken: readonly BrokenLine[];
  /** All lines together, as priced. */
  readonly credits: number;
  readonly pictures: number;
  readonly counts: BatchCounts;
  /** The process that makes it. */
  readonly workerId: string;
  readonly why?: BatchTrouble;
}

/** What became of lines so far. */
export interface BatchCounts {
  readonly made: number;
  readonly failed: number;
  /** Nobody knows whether the provider made and billed these; they are not asked for again. */
  readonly unknown: number;
  /** Lie with a moderator. */
  readonly waiting: number;
  /** Charged. */
  readonly credits: number;
  readonly pictures: number;
}

export const NO_COUNTS: BatchCounts = { made: 0, failed: 0, unknown: 0, waiting: 0, credits: 0, pictures: 0 };

/** Why nothing more of it is begun. */
export interface BatchTrouble {
  readonly code: string;
  readonly message: string;
}

/** A line of the file, by its number from 1. */
export type BatchLine = WholeLine | BrokenLine;

export interface WholeLine {
  readonly line: number;
  /** What its file is called. */
  readonly name?: string;
  readonly request: AcceptedRequest;
  /** As priced. */
  readonly credits: number;
  readonly pictures: number;
}

export interface BrokenLine {
  readonly line: number;
  readonly broken: string;
  /** How it begins. */
  readonly said: string;
}

/** What became of a line that was begun. */
export interface BatchItem {
  readonly state: 'asked' | 'made' | 'failed' | 'unknown' | 'waiting';
  /** Asked for so many times; only ever again where it is proven that nobody made anything. */
  readonly attempt: number;
  readonly jobId?: string;
  readonly model?: string;
  readonly mode?: string;
  readonly credits?: number;
  readonly pictures?: readonly StoredPicture[];
  readonly error?: BatchTrouble;
}

export const isBroken = (line: BatchLine): line is BrokenLine => 'broken' in line;

/** Nothing of it is made any more. */
export const isOver = ({ state }: Pick<Batch, 'state'>): boolean => state === 'done' || state === 'canceled';

/** Lines of which it is known what became of them. */
export const endedLines = ({ made, failed, unknown, waiting }: BatchCounts): number =>
  made + failed + unknown + waiting;

/** The same with one more line. */
export function countedItem(counts: BatchCounts, { state, credits = 0, pictures = [] }: BatchItem): BatchCounts {
  if (state === 'asked') return counts;
  const more = { credits: counts.credits + credits, pictures: counts.pictures + pictures.length };
  return { ...counts, ...more, [state]: counts[state] + 1 };
}

export const BATCH_LIMITS = {
  lines: 100_000,
  /** Characters of one line, or of one record over several. */
  lineLength: 32_768,
  bytes: 64 * 1_048_576,
  /** Broken ones that are told at once. */
  firstBroken: 20,
} as const;
