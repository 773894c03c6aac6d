import type { EaselError } from '#src/domain/errors.ts';
import { type Job, move } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { FinishJob } from './finish-job.ts';

/** What is different a little later, or on another day. */
const BAD_MOMENTS: ReadonlySet<string> = new Set([
  'not-enough-credits',
  'too-many-jobs',
  'too-fast',
  'budget-spent',
  'paused',
]);

export interface QuestionParts {
  readonly jobs: JobStore;
  readonly finish: FinishJob;
  readonly clock: Clock;
}

/** The question before a batch is paid for: asked, and asked again where the yes came at a bad moment. */
export function createQuestions({ jobs, finish, clock }: QuestionParts) {
  return { askOrLeave, asksAgain };

  /** A question that could not be shown is asked again by recovery; nothing was held for it. */
  async function askOrLeave(job: Job, log: Log): Promise<void> {
    await finish.ask(job, log).catch((error: unknown) => log.error({ err: error }, 'The price could not be asked'));
  }

  /** A yes that comes at a bad moment is no reason to lose the batch: the question stands again. */
  async function asksAgain({ id, plan, confirmedAt }: Job, { code }: EaselError, log: Log): Promise<boolean> {
    if (!plan || confirmedAt === undefined || !BAD_MOMENTS.has(code)) return false;
    const back = await jobs.update(id, ({ confirmedAt: _confirmedAt, askedAt: _askedAt, ...current }) =>
      move(current, 'confirming', { confirmingAt: clock.now() }),
    );
    if (back) await askOrLeave(back, log);
    return back !== undefined;
  }
}
