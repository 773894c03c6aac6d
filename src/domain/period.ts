export const PERIODS = ['day', 'week', 'month'] as const;

/** How often an allowance is renewed, by the calendar in UTC; weeks begin on Monday. */
export type Period = (typeof PERIODS)[number];

export interface PeriodBounds {
  /** Names the period: the date it began, `YYYY-MM-DD`. */
  readonly key: string;
  /** Epoch milliseconds of the first moment after it. */
  readonly endsAt: number;
}

const DAY_MS = 86_400_000;

/** The period a moment falls in. */
export function periodAt(period: Period, now: number): PeriodBounds {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (period === 'month') return bounds(Date.UTC(year, month), Date.UTC(year, month + 1));
  const midnight = Date.UTC(year, month, day);
  if (period === 'day') return bounds(midnight, midnight + DAY_MS);
  const monday = midnight - ((date.getUTCDay() + 6) % 7) * DAY_MS;
  return bounds(monday, monday + 7 * DAY_MS);
}

const bounds = (startsAt: number, endsAt: number): PeriodBounds => ({
  key: new Date(startsAt).toISOString().slice(0, 10),
  endsAt,
});
