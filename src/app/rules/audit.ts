import type { Entry } from '#src/domain/account.ts';
import type { Subject } from '#src/domain/rules/policy-change.ts';
import type { PolicyPath } from '#src/domain/rules/policy-path.ts';
import { channelPurse, tenantPurse } from '#src/domain/rules/standing.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { AuditLine } from '#src/ports/moderation.ts';
import { decisionLine, entryLine, jobLine, revisionLine, usageLine } from './audit-lines.ts';
import type { Decision, Decisions } from './decisions.ts';
import type { PolicyBook, StoredRevision } from './policy-book.ts';
import { EVERYWHERE } from './switches.ts';
import { LINE_DAYS, type UsageBook } from './usage.ts';

export interface AuditParts {
  readonly ledger: Pick<CreditLedger, 'entries'>;
  readonly jobs: Pick<JobStore, 'get'>;
  readonly book: PolicyBook;
  readonly decisions: Decisions;
  readonly usage: Pick<UsageBook, 'lines'>;
  readonly clock: Clock;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** More lines than these are not looked through for those of a channel that is hardly used. */
const MOST_LOOKED_AT = 20_000;
/** A request has about three movements. */
const ENTRIES_A_LINE = 4;
const REVISIONS = 100;

/** Who did what: movements of credits and decisions of moderators, newest first. */
export function createAudit(parts: AuditParts) {
  const { book, decisions, clock } = parts;

  return async function audit(tenantId: string, subject: Subject, limit: number): Promise<readonly AuditLine[]> {
    const about = nameOf(subject);
    const [moved, revisions, decided, everywhere] = await Promise.all([
      movements(tenantId, subject, limit, parts),
      revisionsOf(tenantId),
      first(limit, decisions.newest(tenantId, clock.now()), (one) => isAbout(one, subject)),
      // Pauses of the whole installation.
      first(limit, decisions.newest(EVERYWHERE, clock.now()), (one) => isAbout(one, subject)),
    ]);
    const lines = [
      ...moved,
      ...revisions
        .filter(({ paths }) => paths.some((path) => isIn(path, subject)))
        .map((one) => revisionLine(one, about)),
      ...[...decided, ...everywhere].map((one) => decisionLine(one, about)),
    ];
    return lines.toSorted((one, other) => other.at - one.at).slice(0, limit);
  };

  async function revisionsOf(tenantId: string): Promise<readonly StoredRevision[]> {
    const { revision: newest } = await book.read(tenantId);
    const numbers = Array.from({ length: Math.min(REVISIONS, newest) }, (_, back) => newest - back);
    const found = await Promise.all(numbers.map((each) => book.revision(tenantId, each)));
    return found.flatMap((each) => each ?? []);
  }
}

/** Of one purse its own entries; of everybody, and of places without a purse, what their requests came to. */
async function movements(
  tenantId: string,
  subject: Subject,
  limit: number,
  { ledger, jobs, usage, clock }: AuditParts,
) {
  if (subject.kind === 'person') {
    const entries = await ledger.entries(`${tenantId}:${subject.id}`, limit * ENTRIES_A_LINE);
    return linesOf(subject.id, entries, jobs);
  }
  if (subject.kind === 'role') return [];
  const purse = subject.kind === 'channel' ? channelPurse(tenantId, subject.id) : tenantPurse(tenantId);
  const own = (await ledger.entries(purse, limit)).filter(({ jobId }) => jobId === undefined);
  const used = newest(usage, tenantId, clock.now());
  const wanted = await first(limit, used, ({ channelId }) => subject.kind !== 'channel' || channelId === subject.id);
  const told = await Promise.all(wanted.map(async (line) => usageLine(line, await jobs.get(line.jobId))));
  return [...own.map((entry) => entryLine(nameOf(subject), entry)), ...told];
}

/** Movements of one account, those of a job together; newest first. */
async function linesOf(
  about: string,
  entries: readonly Entry[],
  jobs: Pick<JobStore, 'get'>,
): Promise<readonly AuditLine[]> {
  const byJob = Map.groupBy(entries, ({ jobId, id }) => jobId ?? id);
  return Promise.all(
    [...byJob].map(async ([, found]) => {
      const [newestOne] = found;
      if (newestOne?.jobId === undefined) return entryLine(about, newestOne ?? NO_ENTRY);
      return jobLine(about, found.toReversed(), await jobs.get(newestOne.jobId));
    }),
  );
}

const NO_ENTRY: Entry = { id: '', kind: 'opened', amount: 0, at: 0 };

/**
 * Lines of a tenant, the newest first: an hour at a time, so that who wants a few reads no whole day, and days without any at once.
 * It ends after so many that nobody waits for it.
 */
async function* newest({ lines }: Pick<UsageBook, 'lines'>, tenantId: string, now: number) {
  const tomorrow = (Math.floor(now / DAY_MS) + 1) * DAY_MS;
  let looked = 0;
  for (let day = tomorrow; day > tomorrow - LINE_DAYS * DAY_MS && looked < MOST_LOOKED_AT; day -= DAY_MS) {
    if (!(await isAny(lines.within(tenantId, day, day + DAY_MS)))) continue;
    for (let hour = day + DAY_MS - HOUR_MS; hour >= day; hour -= HOUR_MS) {
      const found = [];
      for await (const line of lines.within(tenantId, hour, hour + HOUR_MS)) found.push(line);
      looked += found.length;
      yield* found.toSorted((one, other) => other.at - one.at);
    }
  }
}

async function isAny(found: AsyncIterable<unknown>): Promise<boolean> {
  for await (const _one of found) return true;
  return false;
}

async function first<T>(limit: number, found: AsyncIterable<T>, isWanted: (one: T) => boolean): Promise<readonly T[]> {
  const kept: T[] = [];
  for await (const one of found) {
    if (isWanted(one)) kept.push(one);
    if (kept.length >= limit) break;
  }
  return kept;
}

/** Decisions about somebody's own credits are among their entries already. */
function isAbout({ subject: decided, kind }: Decision, subject: Subject): boolean {
  if (subject.kind === 'everyone' || subject.kind === 'tenant') return true;
  if (kind === 'pause' || kind === 'resume' || subject.kind === 'person') return false;
  return decided.kind === subject.kind && 'id' in decided && decided.id === subject.id;
}

const FOLDERS = { person: 'people', role: 'roles', channel: 'channels' } as const;

const isIn = ([first, id]: PolicyPath, subject: Subject): boolean =>
  subject.kind === 'everyone' || subject.kind === 'tenant' || (first === FOLDERS[subject.kind] && id === subject.id);

const nameOf = (subject: Subject): string => ('id' in subject ? subject.id : subject.kind);
