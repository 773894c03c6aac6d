import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import { caseIdOf } from './case.ts';
import type { Cases } from './cases.ts';
import type { DecideCase } from './decide-case.ts';
import type { Reviews } from './reviews.ts';

/** How long something waits for a moderator. */
const REVIEW_MS = 86_400_000;
/** Whoever decided does what follows at once; after this long they died before it was done. */
const CARRIED_OUT_MS = 30_000;

export interface WatchParts {
  readonly cases: Cases;
  readonly decideCase: DecideCase;
  readonly reviews: Reviews;
  readonly clock: Clock;
}

/** Looks at a job that waits for a moderator: whether it waited too long, or a crash kept a decision from being carried out. */
export function createReviewWatch({ cases, decideCase, reviews, clock }: WatchParts) {
  return async function lookAt(job: Job): Promise<void> {
    const { since, stage } = job.content?.waits ?? { since: job.createdAt, stage: 'prompt' as const };
    const one = await cases.get(job.tenantId, caseIdOf(job.id, stage));
    const { decided } = one ?? {};
    if (one && decided) {
      if (decided.at + CARRIED_OUT_MS < clock.now()) await decideCase.carryOut(one, decided);
    } else if (since + REVIEW_MS < clock.now()) {
      if (one) await decideCase.decide(one, { kind: 'expired', eventId: `expired-${one.id}` });
      else await reviews.turnDown(job.id, new EaselError('content-rule', { rule: GONE, appeal: false }));
    }
  };
}

const GONE = 'no moderator said yes to it within a day';
