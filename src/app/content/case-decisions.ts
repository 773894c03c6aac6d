import type { Job } from '#src/domain/job.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import { type Case, caseIdOf, type Decided } from './case.ts';
import { keyOf } from './show-cases.ts';

export interface CaseWork {
  readonly at: number;
}

/** What becomes of cases, so that no crash loses it. */
export interface CaseDecisions {
  /** Decides once. @returns the case as it is decided, by this event or by an earlier one. */
  decide(one: Case, decided: Decided): Promise<Case | undefined>;
  /** Notes that all that follows of its decision was done. */
  carriedOut(one: Case): Promise<void>;
  /** What was decided so long ago that whoever decided must have died before it was carried out. */
  leftUndone(): Promise<readonly Case[]>;
  /** Its job was canceled while it waited. */
  withdraw(job: Job): Promise<void>;
}

export interface DecisionParts {
  readonly cases: Documents<Case>;
  /** By tenant and case: decisions that are being carried out, so that what a crash left is found. */
  readonly caseWork: Documents<CaseWork>;
  readonly refresh: (one: Case) => Promise<void>;
  readonly clock: Clock;
}

/** Whoever decided does what follows at once; after this long they died before it was done. */
export const CARRIED_OUT_MS = 30_000;

export function createCaseDecisions({ cases, caseWork, refresh, clock }: DecisionParts): CaseDecisions {
  return {
    async decide(one, decided) {
      if (!one.decided) await caseWork.update(keyOf(one), (known) => known ?? { at: decided.at });
      return cases.update(keyOf(one), (current) => current && (current.decided ? current : { ...current, decided }));
    },

    async carriedOut(one) {
      const carriedOutAt = clock.now();
      await cases.update(keyOf(one), (current) => current && { carriedOutAt, ...current });
      await caseWork.remove(keyOf(one));
    },

    async leftUndone() {
      const found: Case[] = [];
      for await (const [key, { at }] of caseWork.list('')) {
        if (at + CARRIED_OUT_MS > clock.now()) continue;
        const one = await cases.get(key);
        if (one?.decided && one.carriedOutAt === undefined) found.push(one);
        else await caseWork.remove(key);
      }
      return found;
    },

    async withdraw({ id, tenantId, content }) {
      const key = keyOf({ tenantId, id: caseIdOf(id, content?.waits?.stage ?? 'prompt') });
      const withdrawnAt = clock.now();
      const one = await cases.update(key, (current) =>
        current && !current.decided ? { withdrawnAt, ...current } : current,
      );
      if (one?.withdrawnAt !== undefined) await refresh(one);
    },
  };
}
