import { EaselError } from '#src/domain/errors.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { type BlockParts, blockPerson } from './block-person.ts';
import { type Case, type Decided, reasonOf } from './case.ts';
import type { Cases } from './cases.ts';
import { rewordable } from './judge-content.ts';
import type { ContentRecords } from './person-record.ts';
import type { Reach } from './reach.ts';
import type { Reviews } from './reviews.ts';
import { createTellPerson } from './tell-person.ts';

export interface DecideParts extends BlockParts {
  readonly cases: Cases;
  readonly records: ContentRecords;
  readonly reviews: Reviews;
  readonly reach: Reach;
  readonly jobs: JobStore;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;

/** What became of a press: who decided, and whether anything still waited for it. */
export interface Outcome {
  readonly one: Case;
  readonly isOurs: boolean;
  /** Its person may have canceled it meanwhile. */
  readonly stillWaited: boolean;
}

export type DecideCase = ReturnType<typeof createDecideCase>;

/** Decides a case and does what follows of it. What follows may be done again, by whoever finds that a crash came in between. */
export function createDecideCase(parts: DecideParts) {
  const { cases, records, reviews, reach, jobs, clock } = parts;
  const tell = createTellPerson({ jobs, reach });
  return { decide, carryOut };

  /** @returns the case as it is decided, also where somebody else was first; `undefined` where it is gone. */
  async function decide(one: Case, { kind, eventId, by }: Omit<Decided, 'at'>): Promise<Outcome | undefined> {
    const stored = await cases.decide(one, { kind, eventId, ...(by && { by }), at: clock.now() });
    if (!stored?.decided) return undefined;
    const isOurs = stored.decided.eventId === eventId;
    const stillWaited = isOurs && (await carryOut(stored, stored.decided));
    await cases.refresh(stored);
    return { one: stored, isOurs, stillWaited };
  }

  /** @returns whether anything waited for it. */
  async function carryOut(one: Case, decided: Decided): Promise<boolean> {
    if (decided.kind === 'block') await block(one, decided);
    if (decided.kind === 'approve') await forgive(one);
    const isRefused = decided.kind === 'refuse' || decided.kind === 'block';
    if (one.action === 'review' && isRefused) await cases.count(one);
    const stillWaited = one.action === 'review' ? await goOn(one, decided) : await tell(one, decided);
    await cases.carriedOut(one);
    return stillWaited;
  }

  /** What waited goes on by itself; only somebody who was refused has to send the same again. */
  async function forgive(one: Case): Promise<void> {
    await cases.forgive(one);
    const { stage, wordsHash, fits } = one;
    const rules = [...new Set(fits.map(({ rule }) => rule))];
    if (one.action === 'block') await records.allow(one, { stage, wordsHash, rules });
  }

  async function goOn(one: Case, decided: Decided): Promise<boolean> {
    if (decided.kind === 'approve') return reviews.letPass(one.jobId, one.stage);
    const reword = decided.kind === 'expired' ? ({ reword: false } as const) : rewordable(one);
    const rule =
      decided.kind === 'expired'
        ? `${reasonOf(one)}, and no moderator said yes to it within a day`
        : `a moderator looked at it and refused it (${reasonOf(one)})`;
    return reviews.turnDown(one.jobId, one.stage, new EaselError('content-rule', { rule, appeal: false, ...reword }));
  }

  async function block({ tenantId, personId, id }: Case, { by, at }: Decided): Promise<void> {
    const wish = { tenantId, personId, until: at + DAY_MS, reason: BECAUSE, why: `case ${id}`, ...(by && { by }) };
    await blockPerson(wish, parts);
  }
}

const BECAUSE = 'a moderator decided so about something you asked for';
