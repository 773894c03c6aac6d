import { EaselError } from '#src/domain/errors.ts';
import { isFinal, type Job } from '#src/domain/job.ts';
import { text } from '#src/domain/text.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Conversation } from './conversation.ts';
import { createDeleteResult } from './delete-result.ts';
import type { JobLife } from './job-life.ts';
import type { createSweep } from './sweep.ts';

export interface PressActionParts {
  readonly life: JobLife;
  readonly jobs: JobStore;
  readonly sweep: ReturnType<typeof createSweep>;
  readonly clock: Clock;
}

/** Buttons that make no new pictures: what may be done to a job, and by whom. */
export function createPressActions({ life, jobs, sweep, clock }: PressActionParts) {
  const deleteResult = createDeleteResult({ jobs, sweep, clock });
  return { cancelJob, confirmJob, deleteJob };

  async function cancelJob(job: Job, { actor }: IncomingRequest, talk: Conversation): Promise<void> {
    if (job.personId !== actor.userId && !actor.isModerator)
      throw new EaselError('not-allowed', { what: "cancel somebody else's request" });
    const { kind } = await life.cancel(job);
    const said = kind === 'too-late' ? 'Too late to cancel: it is finished.' : 'Canceled. Nothing was charged.';
    await talk.answer({ kind: 'text', text: text(said) });
  }

  /** Whoever asked pays, so nobody else says yes for them. */
  async function confirmJob(job: Job, { actor }: IncomingRequest, talk: Conversation): Promise<void> {
    if (job.personId !== actor.userId)
      throw new EaselError('not-allowed', { what: "say yes to somebody else's price" });
    // Of two presses in one moment one finds nothing to confirm; what became of the job tells who pressed again.
    const counts = await life.confirm(job).then(() => true, unlessNotFound);
    await talk.answer({ kind: 'text', text: text(whatBecame(await jobs.get(job.id), !counts)) });
  }

  /** @throws {EaselError} what is no second press. */
  function unlessNotFound(thrown: unknown): false {
    if (thrown instanceof EaselError && thrown.code === 'not-found') return false;
    throw thrown;
  }

  async function deleteJob(job: Job, { actor }: IncomingRequest, talk: Conversation): Promise<void> {
    await deleteResult(job, { personId: actor.userId, isModerator: actor.isModerator });
    await talk.answer({ kind: 'text', text: text('Deleted.') });
  }
}

function whatBecame(job: Job | undefined, isAgain: boolean): string {
  if (!job || job.state === 'canceled') return 'Too late: it was canceled. Nothing was charged.';
  if (!isFinal(job.state)) return isAgain ? 'It is on its way already.' : 'It is on its way.';
  return job.state === 'succeeded' ? 'It is done already.' : 'It has ended without pictures; its message says why.';
}
