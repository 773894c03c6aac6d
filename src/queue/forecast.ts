import type { QueuedJob } from '#src/ports/job-queue.ts';
import { type Bounds, type Line, nextJob, takeTurn } from './turns.ts';

/** When a waiting job will probably start. */
export interface ExpectedStart {
  readonly jobId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface RunningJob {
  readonly job: QueuedJob;
  /** Epoch milliseconds. */
  readonly startedAt: number;
}

export interface Moment {
  readonly line: Line;
  readonly running: readonly RunningJob[];
  readonly bounds: Bounds;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Nothing starts earlier than this. Epoch milliseconds. */
  readonly notBefore: number;
  /** The least time between two starts, in milliseconds. */
  readonly staggerMs: number;
}

/** A job that takes longer than expected is guessed to need this share of its expected time more. */
const OVERTIME_SHARE = 0.1;

/**
 * Plays the queue forward as if every job took what is expected of it and nobody came or went.
 *
 * @returns every waiting job once, in the order of their starts.
 */
export function forecast({ line, running, bounds, now, notBefore, staggerMs }: Moment): readonly ExpectedStart[] {
  const starts: ExpectedStart[] = [];
  let ends = running.map((one) => ({ job: one.job, at: expectedEnd(one, now) })).sort((a, b) => a.at - b.at);
  let [waiting, time, earliest] = [line, now, notBefore];
  while (waiting.length > 0) {
    const [end] = ends;
    const job = time < earliest ? undefined : nextJob(waiting, ends.map(toJob), bounds);
    if (job) {
      starts.push({ jobId: job.jobId, at: time });
      waiting = takeTurn(waiting, job);
      ends = insert(ends, { job, at: time + expectedMs(job) });
      earliest = time + staggerMs;
    } else if (end && (end.at <= earliest || time >= earliest)) {
      // One end at a time, as in life: the room one makes is filled before the next makes more.
      time = Math.max(time, end.at);
      ends = ends.slice(1);
    } else time = earliest;
  }
  return starts;
}

interface End {
  readonly job: QueuedJob;
  readonly at: number;
}

const toJob = ({ job }: End): QueuedJob => job;

function expectedEnd({ job, startedAt }: RunningJob, now: number): number {
  const at = startedAt + expectedMs(job);
  return at > now ? at : now + expectedMs(job) * OVERTIME_SHARE;
}

/** The history a guess is made from may be empty or odd; such a guess counts as no time at all. */
const expectedMs = ({ expectedMs: guess }: QueuedJob): number => (Number.isFinite(guess) ? Math.max(0, guess) : 0);

/** Keeps the ends in order of time; of equals, the one that began first stays first. */
function insert(ends: readonly End[], end: End): End[] {
  const later = ends.findIndex(({ at }) => at > end.at);
  return later < 0 ? [...ends, end] : ends.toSpliced(later, 0, end);
}
