import { type PeriodBounds, periodAt } from '#src/domain/period.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { UsageLines, UsageMarks } from './usage-lines.ts';
import { addLine, addTally, newTally, type StoredTally, stored, type Tally } from './usage-tally.ts';

/** A day as far as it was added up. */
export interface UsageDay extends StoredTally {
  /** Epoch milliseconds: the tenant's own midnights. */
  readonly from: number;
  readonly to: number;
  /** Every line before this time is in it. */
  readonly through: number;
  /** How many late lines of that day there were when it was added up. */
  readonly late: number;
}

export interface DayParts {
  readonly lines: UsageLines;
  /** By tenant, scope and date. */
  readonly usageDays: Documents<UsageDay>;
  readonly clock: Clock;
}

/** Everything of a tenant, or one channel of it. */
export type Scope = { readonly tenantId: string; readonly channelId?: string };

const HOUR_MS = 3_600_000;
/** Lines come a moment after their time; what comes later still is added again, but that takes longer. */
const SETTLING_MS = 120_000;
/** People of a day that is over; the others are only in its sum. */
const PEOPLE_KEPT = 250;
/** Days that were never added up take some memory each. */
const AT_ONCE = 10;

/**
 * The days of a tenant, added up. What is over is read once and kept; of today only what came since the last full hour is read
 * again. A line that came too late has its day added up anew.
 */
export function createUsageDays({ lines, usageDays, clock }: DayParts) {
  return { daysBack, talliesOf };

  /** The last days, oldest first, today included. */
  function daysBack(days: number, timeZone: string): readonly PeriodBounds[] {
    const found = [periodAt('day', clock.now(), timeZone)];
    while (found.length < days) {
      const [first] = found;
      if (!first) break;
      found.unshift(periodAt('day', first.startsAt - 1, timeZone));
    }
    return found;
  }

  /** What some days came to, up to this moment. */
  async function talliesOf(scope: Scope, bounds: readonly PeriodBounds[]): Promise<readonly Tally[]> {
    const marks = await lines.marks(scope.tenantId);
    const tallies: Tally[] = [];
    for (let start = 0; start < bounds.length; start += AT_ONCE) {
      const some = bounds.slice(start, start + AT_ONCE);
      tallies.push(...(await Promise.all(some.map((day) => tallyOf(scope, day, marks)))));
    }
    return tallies;
  }

  async function tallyOf(
    scope: Scope,
    { key, startsAt: from, endsAt: to }: PeriodBounds,
    marks: UsageMarks,
  ): Promise<Tally> {
    const id = `${[scope.tenantId, scope.channelId ?? '*'].map(encodeURIComponent).join('/')}/${key}`;
    const closed = Math.min(to, Math.floor((clock.now() - SETTLING_MS) / HOUR_MS) * HOUR_MS);
    const known = await usageDays.get(id);
    const isGood = known?.from === from && known.to === to && known.late === lateIn(marks, from, to);
    const day = isGood ? known : undefined;
    const tally = newTally();
    if (day) addTally(tally, day);
    const through = Math.max(from, day?.through ?? from);
    if (closed <= through) return grown(tally, scope, through, to);
    const begun = await lines.begin(scope.tenantId, closed);
    // Something came late in this very moment: what is known may lack it.
    if (day && lateIn(begun, from, to) !== day.late) return grown(newTally(), scope, from, to);
    await grown(tally, scope, through, closed);
    const sums = stored(tally, closed === to ? PEOPLE_KEPT : undefined);
    await usageDays.update(id, () => ({ ...sums, from, to, through: closed, late: lateIn(begun, from, to) }));
    return grown(tally, scope, closed, to);
  }

  async function grown(tally: Tally, { tenantId, channelId }: Scope, from: number, to: number): Promise<Tally> {
    // Other processes' clocks may be a little ahead of this one's.
    const until = Math.min(to, clock.now() + HOUR_MS);
    for await (const line of lines.within(tenantId, from, until)) {
      if (channelId === undefined || line.channelId === channelId) addLine(tally, line);
    }
    return tally;
  }
}

const lateIn = ({ late }: UsageMarks, from: number, to: number): number =>
  late.filter((at) => at >= from && at < to).length;
