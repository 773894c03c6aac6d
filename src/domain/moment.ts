import { Temporal } from 'temporal-polyfill';
import { EaselError } from './errors.ts';

const UNITS_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};
/** Whoever means longer means for good. */
const MOST_MS = 10 * 366 * 86_400_000;

/**
 * The moment that somebody's words mean: `3d` or `12h` from now, the end of a day `2026-12-31`, or a minute `2026-12-31 18:00`, by the
 * clocks of a zone. Epoch milliseconds.
 * @throws {EaselError} `option-invalid` where they mean none, or one that has passed.
 */
export function parseMoment(option: string, words: string, now: number, timeZone = 'UTC'): number {
  const at = fromNow(words, now) ?? onDay(words, timeZone);
  if (at !== undefined && at > now && at - now <= MOST_MS) return at;
  const allowed = 'a time to come, such as 12h, 3d, 2w or 2026-12-31';
  throw new EaselError('option-invalid', { option, value: words.slice(0, 40), allowed });
}

function fromNow(words: string, now: number): number | undefined {
  const [, count, unit = ''] = /^\s*(\d{1,5})\s*(m|min|h|d|w)[a-z]*\s*$/i.exec(words) ?? [];
  const unitMs = UNITS_MS[unit.toLowerCase()];
  return count === undefined || unitMs === undefined ? undefined : now + Number(count) * unitMs;
}

function onDay(words: string, timeZone: string): number | undefined {
  const [, date, time] = /^\s*(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}:\d{2}))?\s*$/.exec(words) ?? [];
  if (date === undefined) return undefined;
  try {
    const day = Temporal.PlainDate.from(date);
    const moment =
      time === undefined ? day.add({ days: 1 }) : day.toPlainDateTime(Temporal.PlainTime.from(padded(time)));
    return moment.toZonedDateTime(timeZone).epochMilliseconds;
  } catch {
    // A day or a minute that no calendar has.
    return undefined;
  }
}

const padded = (time: string): string => time.padStart('HH:MM'.length, '0');
