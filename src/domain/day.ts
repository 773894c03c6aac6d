import { Temporal } from 'temporal-polyfill';
import { EaselError } from './errors.ts';

/** A day or a month by the clocks of a zone, in epoch milliseconds. */
export interface DayBounds {
  readonly startsAt: number;
  /** The first moment after it. */
  readonly endsAt: number;
}

/**
 * The days that somebody's words mean: `2026-11-21`, `2026-11`, `today`, `yesterday`, or `7d` for seven days ago.
 *
 * @throws {EaselError} `option-invalid` where they mean none.
 */
export function parseDay(option: string, words: string, now: number, timeZone = 'UTC'): DayBounds {
  const said = words.trim().toLowerCase();
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone).toPlainDate();
  const first = daysAgo(said, today) ?? onDate(said) ?? inMonth(said);
  if (first === undefined)
    throw new EaselError('option-invalid', {
      option,
      value: words.slice(0, 40),
      allowed: 'a day such as 2026-11-21, today or 7d',
    });
  const behind = MONTH.test(said) ? first.add({ months: 1 }) : first.add({ days: 1 });
  const startOf = (day: Temporal.PlainDate) => day.toZonedDateTime(timeZone).epochMilliseconds;
  return { startsAt: startOf(first), endsAt: startOf(behind) };
}

const MONTH = /^\d{4}-\d{2}$/;
const WORDS: Readonly<Record<string, number>> = { today: 0, heute: 0, yesterday: 1, gestern: 1 };

function daysAgo(said: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  const [, days] = /^(\d{1,4})\s*d(?:ays?)?$/.exec(said) ?? [];
  const back = days === undefined ? (Object.hasOwn(WORDS, said) ? WORDS[said] : undefined) : Number(days);
  return back === undefined ? undefined : today.subtract({ days: back });
}

const onDate = (said: string): Temporal.PlainDate | undefined =>
  /^\d{4}-\d{2}-\d{2}$/.test(said) ? existing(said) : undefined;

const inMonth = (said: string): Temporal.PlainDate | undefined =>
  MONTH.test(said) ? existing(`${said}-01`) : undefined;

/** A day that some calendar has. */
function existing(date: string): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(date);
  } catch {
    return undefined;
  }
}
