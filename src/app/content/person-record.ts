import { createHash } from 'node:crypto';
import type { Job } from '#src/domain/job.ts';
import type { Escalation } from '#src/domain/rules/content-rules.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';

/** What is remembered of a person and a tenant's rules: no words, only when, and fingerprints. */
export interface ContentRecord {
  /** Oldest first. */
  readonly cases: readonly { readonly id: string; readonly at: number }[];
  /** Words that a moderator let pass for this person. */
  readonly allowed?: readonly { readonly wordsHash: string; readonly until: number }[];
  /** When the number of cases last blocked them: they are counted anew from there. */
  readonly blockedAt?: number;
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

    /** A case that a moderator let pass counts no more, and its words pass from now on. */
    async allow(person: Person, caseId: string, wordsHash: string): Promise<void> {
      const until = clock.now() + ALLOWED_MS;
      await records.update(idOf(person), (record = NONE) => ({
        ...record,
        cases: record.cases.filter(({ id }) => id !== caseId),
        allowed: [...othersAllowed(record, wordsHash, clock.now()), { wordsHash, until }].slice(-REMEMBERED),
      }));
    },

    async isAllowed(person: Person, wordsHash: string): Promise<boolean> {
      const { allowed = [] } = (await records.get(idOf(person))) ?? NONE;
      return allowed.some((one) => one.wordsHash === wordsHash && one.until > clock.now());
    },
  };
}

function withCase(record: ContentRecord, caseId: string, at: number): ContentRecord {
  if (record.cases.some(({ id }) => id === caseId)) return record;
  return { ...record, cases: [...record.cases, { id: caseId, at }].slice(-REMEMBERED) };
}

const othersAllowed = ({ allowed = [] }: ContentRecord, wordsHash: string, now: number) =>
  allowed.filter((one) => one.wordsHash !== wordsHash && one.until > now);

const idOf = ({ tenantId, personId }: Person): string => `${tenantId}:${personId}`;

/** Forgets what lies so far back that no rule counts it. */
export async function forgetRecords(records: Documents<ContentRecord>, before: number): Promise<void> {
  for await (const [id, { cases, allowed = [], blockedAt = 0 }] of records.list('')) {
    const newest = Math.max(blockedAt, ...cases.map(({ at }) => at), ...allowed.map(({ until }) => until));
    if (newest < before) await records.remove(id);
  }
}

/** The fingerprint of what somebody asked for in words. */
export const hashOf = ({ prompt, avatar }: Job['request']): string =>
  createHash('sha256')
    .update(JSON.stringify([prompt.trim(), avatar ?? null]))
    .digest('hex');
