import type { ContentStage } from '#src/domain/job.ts';
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
  /** The cases that blocked them then. */
  readonly blockedFor?: readonly string[];
  /** When the log channel was last told of something of theirs. */
  readonly shown?: readonly number[];
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
const HOUR_MS = 3_600_000;
/** Whoever is refused again and again does not fill the log channel; what is not shown there is in the list of cases. */
const SHOWN_AN_HOUR = 10;
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
    read: (person: Person): Promise<ContentRecord | undefined> => records.get(idOf(person)),

    /** Counts a case, once. */
    counted: async (person: Person, caseId: string): Promise<ContentRecord> =>
      (await records.update(idOf(person), (current = NONE) => withCase(current, caseId, clock.now()))) ?? NONE,

    /** So many cases have blocked their person: others count anew from here. */
    async blocked(person: Person, caseIds: readonly string[]): Promise<void> {
      const blockedAt = clock.now();
      await records.update(idOf(person), (record = NONE) => ({ ...record, blockedAt, blockedFor: caseIds }));
    },

    /** A case counts no more. @param isLifted whether the block it led to has ended, so that the others count again. */
    async uncount(person: Person, caseId: string, isLifted: boolean): Promise<void> {
      await records.update(idOf(person), (record) => record && without(record, caseId, isLifted));
    },

    /** Counts one more message in the log channel. @returns whether there have been too many within the hour for it. */
    async isFlood(person: Person): Promise<boolean> {
      let isTooMuch = false;
      await records.update(idOf(person), (record = NONE) => {
        const lately = (record.shown ?? []).filter((at) => at > clock.now() - HOUR_MS);
        isTooMuch = lately.length >= SHOWN_AN_HOUR;
        return isTooMuch ? record : { ...record, shown: [...lately, clock.now()] };
      });
      return isTooMuch;
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

function without(record: ContentRecord, caseId: string, isLifted: boolean): ContentRecord {
  const { blockedAt, blockedFor = [], ...others } = record;
  const cases = record.cases.filter(({ id }) => id !== caseId);
  if (blockedAt === undefined || isLifted) return { ...others, cases };
  return { ...others, cases, blockedAt, blockedFor: blockedFor.filter((id) => id !== caseId) };
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
  for await (const [id, { cases, allowed = [], blockedAt = 0, shown = [] }] of records.list('')) {
    const newest = Math.max(blockedAt, ...shown, ...cases.map(({ at }) => at), ...allowed.map(({ until }) => until));
    if (newest < before) await records.remove(id);
  }
}

/** Forgets what their words were known by; how often rules refused something stays. */
export async function forgetPasses(accountId: string, records: Documents<ContentRecord>): Promise<void> {
  await records.update(accountId, (record) => {
    if (!record?.allowed) return record;
    const { allowed: _allowed, ...kept } = record;
    return kept;
  });
}
