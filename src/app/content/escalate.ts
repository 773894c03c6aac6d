import { count } from '#src/domain/error-texts.ts';
import type { Escalation } from '#src/domain/rules/content-rules.ts';
import { text } from '#src/domain/text.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import { type BlockParts, blockPerson, liftOwnBlock } from './block-person.ts';
import type { Case } from './case.ts';
import type { ContentRecord, ContentRecords } from './person-record.ts';
import type { Reach } from './reach.ts';

export interface EscalateParts extends BlockParts {
  readonly records: ContentRecords;
  readonly reach: Reach;
  readonly clock: Clock;
  readonly log: Log;
}

const DAY_MS = 86_400_000;

/** Counts what was refused; so much of it within so many days blocks its person, where the tenant wants that. */
export function createEscalate(parts: EscalateParts) {
  const { policies, records, reach, clock, log } = parts;
  return { count: countCase, forgive };

  /** @returns until when this case blocks its person. */
  async function countCase(one: Case): Promise<number | undefined> {
    const record = await records.counted(one, one.id);
    const escalation = await escalationOf(one);
    const lately = escalation ? casesWithin(record, escalation, clock.now()) : [];
    if (!escalation || lately.length < escalation.cases) return undefined;
    const { tenantId, personId } = one;
    const until = clock.now() + escalation.blockMs;
    const reason = `${count(lately.length)} cases within ${count(escalation.days)} ${escalation.days === 1 ? 'day' : 'days'}`;
    const isBlocked = await blockPerson({ tenantId, personId, until, reason, why: reason }, parts);
    // Only now: a crash in between counts them once more, and blocks nobody twice.
    await records.blocked(
      one,
      lately.map(({ id }) => id),
    );
    if (!isBlocked) return undefined;
    tell(one, reason, until);
    return until;
  }

  /** What a moderator let pass counts no more; where too few are left for it, the block that Easel itself set ends. */
  async function forgive(one: Case): Promise<void> {
    const { blockedFor = [] } = (await records.read(one)) ?? {};
    const left = blockedFor.filter((id) => id !== one.id);
    const limit = (await escalationOf(one))?.cases ?? Number.POSITIVE_INFINITY;
    const isLifted = left.length < blockedFor.length && left.length < limit;
    if (isLifted) await liftOwnBlock({ ...one, why: `case ${one.id} was let pass` }, parts);
    await records.uncount(one, one.id, isLifted);
  }

  async function escalationOf({ tenantId }: Case): Promise<Escalation | undefined> {
    return (await policies.get(tenantId))?.policy.content?.escalation;
  }

  /** Whoever waits for an answer does not wait for this. */
  function tell(one: Case, reason: string, until: number): void {
    const moderators = text({ mention: one.personId }, ' is blocked until ', { time: until }, `: ${reason}.`);
    const person = text('You may ask for nothing there until ', { time: until }, `: ${reason}.`);
    Promise.all([
      reach.toLog(one, { kind: 'text', text: moderators }),
      reach.toPerson(one, { kind: 'text', text: person }),
    ]).catch((error: unknown) => log.error({ err: error }, 'A block could not be told'));
  }
}

/** Those of the days that count, and since they last blocked their person. */
function casesWithin({ cases, blockedAt = 0 }: ContentRecord, { days }: Escalation, now: number) {
  const since = Math.max(now - days * DAY_MS, blockedAt);
  return cases.filter(({ at }) => at > since);
}
