import type { PeriodBounds } from '#src/domain/period.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Moderation, UsageReport, UsageTotals } from '#src/ports/moderation.ts';
import type { Member, Standings } from './standings.ts';
import { createUsageDays, type Scope, type UsageDay } from './usage-days.ts';
import { createUsageLines, forgetLines, type LineParts, type UsageLines } from './usage-lines.ts';
import { addLine, addTally, newTally, ranked, type Sum, stored, type Tally, totalsOf } from './usage-tally.ts';

export interface UsageParts {
  readonly documents: LineParts & {
    readonly usageDays: Documents<UsageDay>;
    readonly members: Documents<Member>;
  };
  readonly standings: Standings;
  readonly clock: Clock;
}

export type UsageAsked = Parameters<Moderation['usage']>[0] & { readonly tenantId: string };

/** Lines stay so long, for `what-if` and for what a single person used; days that were added up stay. */
export const LINE_DAYS = 35;
const DAY_MS = 86_400_000;
/** Names are looked up for so many people; nobody reads further. */
const NAMED = 25;

/** Who used what: totals, by day, by model and by person. */
export function createUsage({ documents, standings, clock }: UsageParts) {
  const lines = createUsageLines(documents);
  const days = createUsageDays({ lines, usageDays: documents.usageDays, clock });

  return { lines, report, totalsFrom, keepHouse };

  /** Of the last days, today included, by the tenant's own midnights. */
  async function report({ tenantId, days: count, personId, channelId }: UsageAsked): Promise<UsageReport> {
    const bounds = days.daysBack(count, await zoneOf(tenantId));
    const scope = { tenantId, ...(channelId !== undefined && { channelId }) };
    const tallies =
      personId === undefined ? await days.talliesOf(scope, bounds) : await ofPerson(lines, scope, personId, bounds);
    const whole = newTally();
    for (const tally of tallies) addTally(whole, stored(tally));
    const byDay = bounds.map(({ key: day }, index) => ({
      day,
      ...totalsOf(tallies[index]?.all),
      byModel: [...(tallies[index]?.models ?? [])].map(([modelId, sum]) => ({ modelId, credits: sum[2] })),
    }));
    return {
      totals: totalsOf(whole.all),
      byDay,
      byModel: ranked(whole.models).map(([modelId, sum]) => ({ modelId, ...totalsOf(sum) })),
      byPerson: await named(documents.members, tenantId, ranked(whole.people)),
    };
  }

  /** Everything since a midnight, and who used the most. */
  async function totalsFrom(tenantId: string, from: number, most: number) {
    const timeZone = await zoneOf(tenantId);
    const back = Math.ceil((clock.now() - from) / DAY_MS) + 1;
    const bounds = days.daysBack(back, timeZone).filter(({ startsAt }) => startsAt >= from);
    const tallies = await days.talliesOf({ tenantId }, bounds);
    const whole = newTally();
    for (const tally of tallies) addTally(whole, stored(tally));
    const top = ranked(whole.people).slice(0, most);
    return {
      totals: totalsOf(whole.all),
      today: totalsOf(tallies.at(-1)?.all),
      top: await named(documents.members, tenantId, top),
    };
  }

  async function zoneOf(tenantId: string): Promise<string> {
    return (await standings.of({ tenantId, personId: '', roles: [], channelId: '' })).timeZone;
  }

  /** Adds up what is over, so that nobody waits for it, and forgets old lines. */
  async function keepHouse(): Promise<void> {
    for await (const tenantId of lines.tenants()) {
      await report({ tenantId, days: LINE_DAYS });
      await forgetLines(documents, tenantId, clock.now() - LINE_DAYS * DAY_MS);
    }
  }
}

export type UsageBook = ReturnType<typeof createUsage>;

/** One person's days, from their own lines. */
async function ofPerson(
  lines: UsageLines,
  { tenantId, channelId }: Scope,
  personId: string,
  bounds: readonly PeriodBounds[],
): Promise<readonly Tally[]> {
  const tallies = bounds.map(() => newTally());
  const from = bounds[0]?.startsAt ?? 0;
  for await (const line of lines.ofPerson(tenantId, personId, from, Number.POSITIVE_INFINITY)) {
    const tally = tallies[bounds.findIndex(({ startsAt, endsAt }) => line.at >= startsAt && line.at < endsAt)];
    if (tally && (channelId === undefined || line.channelId === channelId)) addLine(tally, line);
  }
  return tallies;
}

function named(
  members: Documents<Member>,
  tenantId: string,
  people: readonly (readonly [string, Sum])[],
): Promise<readonly (UsageTotals & { readonly personId: string; readonly name: string | undefined })[]> {
  return Promise.all(
    people.map(async ([personId, sum], index) => {
      const member = index < NAMED ? await members.get(`${tenantId}:${personId}`) : undefined;
      return { personId, name: member?.name, ...totalsOf(sum) };
    }),
  );
}
