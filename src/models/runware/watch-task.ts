import { text } from '#src/domain/text.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Run } from '#src/ports/image-model.ts';
import { troubleOf } from './complaint.ts';
import type { Complaint, RunwareAnswer, RunwareItem } from './response.ts';

/** What a task came to. Both lists are empty where Runware knows nothing about it. */
export interface TaskEnd {
  readonly done: readonly RunwareItem[];
  readonly failed: readonly Complaint[];
}

export interface WatchTaskOptions {
  /** Asks after the task once; `undefined` where no answer could be had, which says nothing about the task. */
  readonly look: () => Promise<RunwareAnswer | undefined>;
  /** How many pictures were asked for, where that is known. */
  readonly count: number | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Longest pause between two questions. */
  readonly ceilingMs: number;
  readonly onProgress: Run['onProgress'];
}

/** No model is faster, says the vendor's own SDK. */
const FIRST_PAUSE_MS = 1000;
const SHORTEST_PAUSE_MS = 300;
/** Each pause is this part of the time that has passed: what takes long is asked after seldom. */
const PAUSE_SHARE = 0.15;
/** How long a task may show no sign of life until it is taken for unknown, and with pictures for having ended with these. */
const SILENCE_MS = 20_000;
const SILENCE_WITH_PICTURES_MS = 3000;

/**
 * Asks after a task until it has ended.
 *
 * Runware answers with every picture that is finished or in the making, so one that is neither may still come for a moment, and
 * a task may be unknown for a moment after it was taken.
 *
 * @param first what was answered before, such as the acknowledgement; without it the task is asked after at once.
 * @throws the signal's reason, and whatever `look` throws.
 */
export async function watchTask(
  first: RunwareAnswer | 'unsure' | undefined,
  options: WatchTaskOptions,
): Promise<TaskEnd> {
  const { look, count, clock, signal, ceilingMs, onProgress } = options;
  const startedAt = clock.now();
  let seen = endOf(first === 'unsure' ? undefined : first);
  let aliveAt = startedAt;
  let pauseMs = first === undefined ? 0 : FIRST_PAUSE_MS;
  while (!isOver(seen, count)) {
    onProgress({ share: seen.share, note: text('drawing') });
    await clock.sleep(pauseMs, signal);
    const answer = await look();
    const now = clock.now();
    pauseMs = Math.min(ceilingMs, Math.max(SHORTEST_PAUSE_MS, (now - startedAt) * PAUSE_SHARE));
    const next = answer ? endOf(answer) : seen;
    // No answer says nothing about a task that was seen before; about one that may never have arrived it is silence.
    const isAlive = answer
      ? next.pending > 0 || next.done.length > seen.done.length
      : seen.pending + seen.done.length > 0;
    if (isAlive) aliveAt = now;
    seen = next;
    if (now - aliveAt >= (seen.done.length > 0 ? SILENCE_WITH_PICTURES_MS : SILENCE_MS)) break;
  }
  return seen;
}

interface Seen extends TaskEnd {
  readonly pending: number;
  readonly share: number | null;
}

function endOf(answer: RunwareAnswer | undefined): Seen {
  const items = answer?.items ?? [];
  const done = items.filter(({ state }) => state === 'success');
  const pending = items.filter(({ state }) => state === 'processing');
  const told = pending.flatMap(({ share }) => share ?? []);
  const sum = told.reduce((total, share) => total + share, done.length);
  return {
    done,
    failed: (answer?.complaints ?? []).filter((complaint) => troubleOf(complaint) !== 'unknown-task'),
    pending: pending.length,
    share: done.length + told.length > 0 ? sum / (done.length + pending.length) : null,
  };
}

/** The vendor tells a failure once for a whole task, or once for each picture. */
function isOver({ done, failed, pending }: Seen, count = Number.POSITIVE_INFINITY): boolean {
  return done.length + failed.length >= count || (failed.length > 0 && pending === 0);
}
