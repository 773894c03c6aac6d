import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import { type Case, caseIdOf } from './case.ts';
import { CARRIED_OUT_MS } from './case-decisions.ts';
import type { Cases } from './cases.ts';
import type { DecideCase } from './decide-case.ts';
import type { Reviews } from './reviews.ts';

/** How long something waits for a moderator. */
const REVIEW_MS = 86_400_000;

export interface WatchParts {
  readonly cases: Cases;
  readonly decideCase: DecideCase;
  readonly reviews: Reviews;
  readonly clock: Clock;
  readonly log: Log;
}

/** Looks at a job that waits for a moderator: whether it waited too long, or a crash kept a decision from being carried out. */
export function createReviewWatch({ cases, decideCase, reviews, clock, log }: WatchParts) {
  return { lookAtReview, lookAtDecisions };

  async function lookAtReview(job: Job): Promise<void> {
    const { since, stage } = job.content?.waits ?? { since: job.createdAt, stage: 'prompt' as const };
    const one = await cases.get(job.tenantId, caseIdOf(job.id, stage));
    const { decided } = one ?? {};
    if (one && decided) {
      if (decided.at + CARRIED_OUT_MS < clock.now()) await decideCase.carryOut(one, decided);
    } else if (since + REVIEW_MS < clock.now()) {
      if (one) await decideCase.decide(one, { kind: 'expired', eventId: `expired-${one.id}` });
      else
        await reviews.turnDown(
          job.id,
          stage,
          new EaselError('content-rule', { rule: GONE, appeal: false, reword: false }),
        );
    }
  }

  async function carryOut(one: Case): Promise<void> {
    if (one.decided) await decideCase.carryOut(one, one.decided);
    await cases.refresh(one);
  }

  async function lookAtDecisions(): Promise<void> {
    for (const one of await cases.leftUndone()) {
      await carryOut(one).catch((error: unknown) =>
        log.error({ jobId: one.jobId, err: error }, 'A decision could not be carried out; it is tried again'),
      );
    }
  }
}

const GONE = 'no moderator said yes to it within a day';
