import type { Job } from '#src/domain/job.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { awaits, type Case, newCase, type Opening } from './case.ts';
import { type CaseDecisions, type CaseWork, createCaseDecisions } from './case-decisions.ts';
import { createEscalate, type EscalateParts } from './escalate.ts';
import { createShowCases, keyOf } from './show-cases.ts';

export interface CaseParts extends EscalateParts {
  readonly jobs: JobStore;
  readonly cases: Documents<Case>;
  /** By tenant and case: decisions that are being carried out, so that what a crash left is found. */
  readonly caseWork: Documents<CaseWork>;
}

/** What moderators have to decide, or should know of. */
export interface Cases extends CaseDecisions {
  /**
   * Opens a case, counts it, and tells the log channel; a job that is taken up again has the same one.
   * @returns until when it was so many that the person is blocked.
   */
  open(job: Job, opening: Opening): Promise<number | undefined>;
  get(tenantId: string, caseId: string): Promise<Case | undefined>;
  /** Notes that its person asks for a moderator's look. @returns the case, and whether this event is what asked. */
  appeal(one: Case): Promise<{ readonly one: Case | undefined; readonly isNew: boolean }>;
  /** Counts a refusal. @returns until when it was so many that the person is blocked. */
  count(one: Case): Promise<number | undefined>;
  /** Counts it no more, and ends a block that only it led to. */
  forgive(one: Case): Promise<void>;
  /** Shows its messages in the log channel as the case stands now. */
  refresh(one: Case): Promise<void>;
  /** What waits for a moderator, the oldest first. */
  awaiting(tenantId: string): Promise<readonly Case[]>;
}

export function createCases(parts: CaseParts): Cases {
  const { cases, jobs, clock, log } = parts;
  const { show, refresh } = createShowCases(parts);
  const { count, forgive } = createEscalate(parts);
  return {
    get: (tenantId, caseId) => cases.get(keyOf({ tenantId, id: caseId })),

    async open(job, opening) {
      const fresh = newCase(job, opening, clock.now());
      const one = (await cases.update(keyOf(fresh), (current) => current ?? fresh)) ?? fresh;
      log.info(
        { jobId: job.id, stage: one.stage, action: one.action, rules: one.fits.map(({ rule }) => rule) },
        'Case opened',
      );
      if (!one.shown) show(one);
      // Nobody has looked yet at what waits; it counts once a moderator refused it.
      return one.action === 'block' ? count(one) : undefined;
    },

    async appeal(one) {
      const appealedAt = clock.now();
      let isNew = false;
      const stored = await cases.update(keyOf(one), (current) => {
        isNew = current !== undefined && current.appealedAt === undefined && current.decided === undefined;
        return isNew && current ? { ...current, appealedAt } : current;
      });
      if (stored && isNew) show(stored);
      return { one: stored, isNew };
    },

    ...createCaseDecisions({ ...parts, refresh }),
    count,
    forgive,
    refresh,

    async awaiting(tenantId) {
      const found: Case[] = [];
      for await (const [, one] of cases.list(`${tenantId}:`))
        if (one.tenantId === tenantId && awaits(one) && (await isStillOpen(one))) found.push(one);
      return found.toSorted((one, other) => one.at - other.at);
    },
  };

  /** Its person may have canceled what waited. */
  async function isStillOpen({ action, jobId }: Case): Promise<boolean> {
    return action === 'block' || (await jobs.get(jobId))?.state === 'reviewing';
  }
}
