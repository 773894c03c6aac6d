import type { ContentStage } from '#src/domain/job.ts';
import type { Escalation } from '#src/domain/rules/content-rules.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';

/** What is remembered of a person and a tenant's rules: no words, only when, and fingerprints. */
export interface ContentRecord {
  /** Oldest first. */
  readonly cases: readonly { readonly id: string; readonly at: number }[];
  /** What a moderator let pass for this person after an appeal. */
  readonly allowed?: readonly (Pass & { readonly until: number })[];
  /** When the number of cases last blocked them: they are counted anew from there. */
  readonly blockedAt?: number;
}

/** These rules do not count against the very same at this stage. */
export interface Pass {
  readonly stage: ContentStage;
  readonly wordsHash: string;
  /** The ids of the rules that fitted when a moderator looked at it. */
  readonly rules: readonly string[];
}

interface Person {
  readonly tenantId: string;
  readonly personId: string;
}

const DAY_MS = 86_400_000;
const ALLOWED_MS = 7 * DAY_MS;
const REMEMBERED = 100;
const NONE: ContentRecord = { cases: [] };

export type ContentRecords = ReturnType<typeof createContentRecords>;

/** Counts a person's cases, and knows what was allowed them. */
export function createContentRecords({
  records,
  clock,
}: {
  readonly records: Documents<ContentRecord>;
  readonly clock: Clock;
}) {
  return {
    counted: async (person: Person, caseId: string): Promise<ContentRecord> =>
      (await records.update(idOf(person), (current = NONE) => withCase(current, caseId, clock.now()))) ?? NONE,

    /**
     * Counts a case once, and anew from there where that makes enough: of many at the same moment only one blocks.
     * @returns how many there were within the days, where they are enough to block.
     */
    async count(person: Person, caseId: string, { cases, days }: Escalation): Promise<number | undefined> {
      let enough: number | undefined;
      await records.update(idOf(person), (current = NONE) => {
        const [record, now] = [withCase(current, caseId, clock.now()), clock.now()];
        const since = Math.max(now - days * DAY_MS, record.blockedAt ?? 0);
        const lately = record.cases.filter(({ at }) => at > since).length;
        enough = lately >= cases ? lately : undefined;
        return enough === undefined ? record : { ...record, blockedAt: now };
      });
      return enough;
    },

    /** A case that a moderator let pass counts no more. */
    async uncount(person: Person, caseId: string): Promise<void> {
      await records.update(
        idOf(person),
        (record) => record && { ...record, cases: record.cases.filter(({ id }) => id !== caseId) },
      );
    },

    /** The very same passes those rules from now on, for a week. */
    async allow(person: Person, pass: Pass): Promise<void> {
      const until = clock.now() + ALLOWED_MS;
      await records.update(idOf(person), (record = NONE) => ({
        ...record,
        allowed: [...othersAllowed(record, pass, clock.now()), { ...pass, until }].slice(-REMEMBERED),
      }));
    },

    /** The ids of rules that do not count against it. */
    async passed(person: Person, asked: Omit<Pass, 'rules'>): Promise<ReadonlySet<string>> {
      const { allowed = [] } = (await records.get(idOf(person))) ?? NONE;
      const counted = allowed.filter((pass) => isSame(pass, asked) && pass.until > clock.now());
      return new Set(counted.flatMap(({ rules }) => rules));
    },
  };
}

function withCase(record: ContentRecord, caseId: string, at: number): ContentRecord {
  if (record.cases.some(({ id }) => id === caseId)) return record;
  return { ...record, cases: [...record.cases, { id: caseId, at }].slice(-REMEMBERED) };
}

const isSame = (one: Omit<Pass, 'rules'>, other: Omit<Pass, 'rules'>): boolean =>
  one.stage === other.stage && one.wordsHash === other.wordsHash;

/** Another look at the very same knows better which rules fit it. */
const othersAllowed = ({ allowed = [] }: ContentRecord, pass: Pass, now: number) =>
  allowed.filter((one) => !isSame(one, pass) && one.until > now);

const idOf = ({ tenantId, personId }: Person): string => `${tenantId}:${personId}`;

/** Forgets what lies so far back that no rule counts it. */
export async function forgetRecords(records: Documents<ContentRecord>, before: number): Promise<void> {
  for await (const [id, { cases, allowed = [], blockedAt = 0 }] of records.list('')) {
    const newest = Math.max(blockedAt, ...cases.map(({ at }) => at), ...allowed.map(({ until }) => until));
    if (newest < before) await records.remove(id);
  }
}
