import type { Submission } from '#src/app/accept-job.ts';
import type { Batch, BatchItem, BatchTrouble, WholeLine } from '#src/domain/batches/batch.ts';
import { asEaselError, toFailure } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { BatchBook } from './batch-book.ts';
import type { BatchRoute } from './batch-route.ts';
import { isSettled, ofTheLine, outcomeOf } from './line-outcome.ts';

export interface MakeLineParts {
  readonly submit: (submission: Submission) => Promise<Job>;
  readonly jobs: JobStore;
  readonly book: BatchBook;
  readonly clock: Clock;
  readonly routeOf: (platform: string) => BatchRoute | undefined;
}

/** One line of a batch, and its place among all. */
export interface PlacedLine {
  readonly place: number;
  readonly line: WholeLine;
  /** How often it was asked for before. */
  readonly attempt: number;
}

export type MadeLine =
  | { readonly kind: 'item'; readonly item: BatchItem }
  | { readonly kind: 'stop'; readonly trouble: BatchTrouble };

/** Should its end get lost on the way, it is looked for. */
const LOOK_AGAIN_MS = 5000;
const PAUSE_MS = 2000;
const MOST_ATTEMPTS = 12;
/** Nobody waits longer than this by the word of a refusal. */
const LONGEST_PAUSE_MS = 120_000;

/** Makes one line: one job, whose event is named by batch, line and attempt, so that none is ever made twice. */
export function createMakeLine({ submit, jobs, book, clock, routeOf }: MakeLineParts) {
  /**
   * @returns what became of it, or why nothing more of the batch can be made.
   * @throws the signal's reason: what is under way then goes on by itself, and is found again by its name.
   */
  return async function makeLine(batch: Batch, placed: PlacedLine, signal: AbortSignal): Promise<MadeLine> {
    const { place } = placed;
    for (let attempt = Math.max(1, placed.attempt); ; attempt++) {
      // Written down first: whoever goes on after a crash asks under the same name, and finds the job that was made.
      await book.putItem(batch.id, place, { state: 'asked', attempt });
      const outcome = outcomeOf(await asked(batch, placed, attempt, signal));
      if (outcome.kind === 'item') return kept(batch, place, { ...outcome.item, attempt });
      // The next one is another job: this one was proven to have made nothing.
      await book.putItem(batch.id, place, { state: 'asked', attempt: attempt + 1 });
      if (outcome.kind === 'stop' || attempt - placed.attempt >= MOST_ATTEMPTS)
        return { kind: 'stop', trouble: outcome.trouble };
      await clock.sleep(pauseOf(outcome.notBefore, attempt - placed.attempt), signal);
    }
  };

  async function kept(batch: Batch, place: number, item: BatchItem): Promise<MadeLine> {
    await book.putItem(batch.id, place, item);
    return { kind: 'item', item };
  }

  /** Asks for it, unless that was done under this name before, and waits until it is settled. */
  async function asked(batch: Batch, { place, line }: PlacedLine, attempt: number, signal: AbortSignal): Promise<Job> {
    const route = routeOf(batch.platform);
    if (!route) throw new Error('A batch is made on a way that is not open.');
    const name = `${batch.id}/${place}`;
    try {
      const { id } = await submit(submissionOf(batch, line, route.handleOf(name), `${name}/${attempt}`));
      for (;;) {
        const ended = route.ended(name);
        const job = await jobs.get(id);
        if (!job || isSettled(job)) return job ?? lost(id);
        await Promise.race([ended, clock.sleep(LOOK_AGAIN_MS, signal)]);
      }
    } finally {
      route.forget(name);
    }
  }

  function pauseOf(notBefore: number | undefined, failed: number): number {
    const usual = Math.min(PAUSE_MS * 2 ** failed, LONGEST_PAUSE_MS);
    return notBefore === undefined ? usual : Math.min(Math.max(notBefore - clock.now(), 100), LONGEST_PAUSE_MS);
  }
}

function submissionOf(
  { tenantId, personId, personName, platform }: Batch,
  { request, credits }: WholeLine,
  delivery: Submission['delivery'],
  eventId: string,
): Submission {
  return {
    eventId,
    actor: { userId: personId, displayName: personName, isModerator: false },
    place: { platform, tenantId, channelId: tenantId },
    delivery,
    request,
    private: true,
    confirmed: true,
    atMost: credits,
  };
}

/** Its job was forgotten while it was waited for. */
function lost(jobId: string): never {
  throw new Error(`The job ${jobId} of a batch is gone.`);
}

/** What is thrown, as what stops a batch. */
export function troubleOf(thrown: unknown): BatchTrouble {
  const { code, message } = toFailure(asEaselError(thrown));
  return { code, message: ofTheLine(message) };
}
