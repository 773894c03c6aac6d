import { Temporal } from 'temporal-polyfill';

export const PERIODS = ['day', 'week', 'month'] as const;

/** How often an allowance is renewed, by the calendar of a time zone; weeks begin on Monday. */
export type Period = (typeof PERIODS)[number];

export interface PeriodBounds {
  /** Names the period: the date it began, `YYYY-MM-DD`. Sorts as time goes. */
  readonly key: string;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  /** Epoch milliseconds of the first moment after it. */
  readonly endsAt: number;
}

/**
 * The period a moment falls in. It begins with the first moment of its first day, which is not always midnight: some zones put
 * their clocks forward then.
 *
 * @param timeZone IANA name; one nobody knows counts as UTC, so that what is stored can never stop everything.
 */
export function periodAt(period: Period, now: number, timeZone = 'UTC'): PeriodBounds {
  const id = `${period} ${timeZone}`;
  const recent = RECENT.get(id);
  if (recent && now >= recent.startsAt && now < recent.endsAt) return recent;
  const found = boundsOf(period, now, isTimeZone(timeZone) ? timeZone : 'UTC');
  if (RECENT.size >= MOST_RECENT) RECENT.clear();
  RECENT.set(id, found);
  return found;
}

/** Asking the calendar takes a hundred times as long as remembering what it said: every request is asked for its period. */
const RECENT = new Map<string, PeriodBounds>();
const MOST_RECENT = 500;

function boundsOf(period: Period, now: number, timeZone: string): PeriodBounds {
  const today = Temporal.Instant.fromEpochMilliseconds(Math.floor(now)).toZonedDateTimeISO(timeZone).toPlainDate();
  const first = firstDay(period, today);
  const startOf = (day: Temporal.PlainDate) => day.toZonedDateTime(timeZone).epochMilliseconds;
  return { key: first.toString(), startsAt: startOf(first), endsAt: startOf(first.add({ [`${period}s`]: 1 })) };
}

function firstDay(period: Period, today: Temporal.PlainDate): Temporal.PlainDate {
  if (period === 'day') return today;
  return period === 'month' ? today.with({ day: 1 }) : today.subtract({ days: today.dayOfWeek - 1 });
}

/** Whether there is such a zone: an IANA name such as `Europe/Berlin`, in any case, or `UTC`. */
export function isTimeZone(name: string): boolean {
  const known = ZONES.get(name);
  if (known !== undefined) return known;
  if (ZONES.size >= MOST_RECENT) ZONES.clear();
  const found = asZone(name);
  ZONES.set(name, found);
  return found;
}

/** What was asked for already: the answer never changes, and finding it takes as long as everything else about a standing. */
const ZONES = new Map<string, boolean>();

function asZone(name: string): boolean {
  try {
    // Offsets such as `+02:00` are zones to the calendar, but nobody's clocks change by them.
    // Intl still takes ICU's old short names, such as `PRT`, which the calendar refuses.
    return /^[a-z]/i.test(name) && Boolean(Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name));
  } catch {
    return false;
  }
}
