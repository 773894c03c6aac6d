import { count } from '#src/domain/error-texts.ts';
import { text } from '#src/domain/text.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import { type BlockParts, blockPerson } from './block-person.ts';
import type { Case } from './case.ts';
import type { ContentRecords } from './person-record.ts';
import type { Reach } from './reach.ts';

export interface EscalateParts extends BlockParts {
  readonly records: ContentRecords;
  readonly reach: Reach;
  readonly clock: Clock;
  readonly log: Log;
}

/** Counts a person's cases; so many within so many days block them, where the tenant wants that. */
export function createEscalate(parts: EscalateParts) {
  const { policies, records, reach, clock, log } = parts;

  /** @returns until when this case blocks its person. */
  return async function escalate(one: Case): Promise<number | undefined> {
    const { escalation } = (await policies.get(one.tenantId))?.policy.content ?? {};
    if (!escalation) return undefined;
    const found = await records.count(one, one.id, escalation);
    if (found === undefined) return undefined;
    const { tenantId, personId } = one;
    const until = clock.now() + escalation.blockMs;
    const reason = `${count(found)} cases within ${count(escalation.days)} ${escalation.days === 1 ? 'day' : 'days'}`;
    if (!(await blockPerson({ tenantId, personId, until, reason, why: reason }, parts))) return undefined;
    tell(one, reason, until);
    return until;
  };

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
