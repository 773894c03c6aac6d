import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTimeZone, PERIODS, periodAt } from '#src/domain/period.ts';

const at = (time: string): number => Date.parse(time);

it.each([
  ['day', '2026-03-01T00:00:00.000Z', '2026-03-01', '2026-03-02T00:00:00.000Z'],
  ['day', '2026-03-01T23:59:59.999Z', '2026-03-01', '2026-03-02T00:00:00.000Z'],
  ['day', '2028-02-28T12:00:00.000Z', '2028-02-28', '2028-02-29T00:00:00.000Z'],
  ['week', '2026-01-05T00:00:00.000Z', '2026-01-05', '2026-01-12T00:00:00.000Z'],
  ['week', '2026-01-04T23:59:59.999Z', '2025-12-29', '2026-01-05T00:00:00.000Z'],
  ['week', '2026-01-01T00:00:00.000Z', '2025-12-29', '2026-01-05T00:00:00.000Z'],
  ['month', '2026-01-31T23:59:59.999Z', '2026-01-01', '2026-02-01T00:00:00.000Z'],
  ['month', '2026-12-15T00:00:00.000Z', '2026-12-01', '2027-01-01T00:00:00.000Z'],
] as const)('puts the %s of %s at %s until %s', (period, moment, key, end) => {
  expect(periodAt(period, at(moment))).toMatchObject({ key, endsAt: at(end) });
});

it('leaves no moment out and puts none into two periods, and names sort as time does', () => {
  const moment = fc.integer({ min: at('2000-01-01T00:00:00Z'), max: at('2099-12-31T00:00:00Z') });
  fc.assert(
    fc.property(fc.constantFrom(...PERIODS), moment, (period, now) => {
      const { key, endsAt } = periodAt(period, now);
      expect(at(`${key}T00:00:00Z`)).toBeLessThanOrEqual(now);
      expect(endsAt).toBeGreaterThan(now);
      expect(periodAt(period, endsAt - 1).key).toBe(key);
      expect(periodAt(period, endsAt).key > key).toBe(true);
    }),
  );
});

/** Zones whose clocks change at odd hours, by half an hour, at midnight itself, or that left out a whole day. */
const ZONES = [
  ...[
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'America/Havana',
    'America/Santiago',
    'America/Asuncion',
    'Asia/Beirut',
  ],
  ...[
    'Africa/Cairo',
    'Asia/Tehran',
    'Asia/Gaza',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Asia/Kathmandu',
    'Pacific/Chatham',
  ],
];

const zone = fc.constantFrom(...ZONES);
const moment = fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2035, 0, 1) });
const period = fc.constantFrom(...PERIODS);

/** The date of a moment on the wall of a zone, by the platform's own calendar. */
const dateIn = (timeZone: string, at: number): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);

describe('periods of a time zone', () => {
  it.each([
    ['Europe/Berlin', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['Europe/Berlin', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z'],
    // Clocks go forward at midnight: the day begins at one.
    ['America/Havana', '2026-03-08T12:00:00Z', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
    // They go back at one: midnight comes twice, and the first one counts.
    ['America/Havana', '2026-11-01T12:00:00Z', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    // The island jumped over the date line, and over the 30th.
    ['Pacific/Apia', '2011-12-29T20:00:00Z', '2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z'],
  ])('in %s have the day of %s from %s to %s', (timeZone, at, startsAt, endsAt) => {
    const day = periodAt('day', Date.parse(at), timeZone);
    expect(new Date(day.startsAt)).toEqual(new Date(startsAt));
    expect(new Date(day.endsAt)).toEqual(new Date(endsAt));
  });

  it('hold their moment, begin on the right date, and are named after it', () => {
    fc.assert(
      fc.property(period, zone, moment, (kind, timeZone, at) => {
        const { key, startsAt, endsAt } = periodAt(kind, at, timeZone);
        expect(startsAt <= at && at < endsAt).toBe(true);
        if (kind === 'day') expect(dateIn(timeZone, startsAt)).toBe(key);
        if (kind === 'week') expect(new Date(`${key}T00:00:00Z`).getUTCDay()).toBe(1);
        if (kind === 'month') expect(key).toMatch(/-01$/);
      }),
    );
  });

  it('follow each other without a gap, and their names sort as they do', () => {
    fc.assert(
      fc.property(period, zone, moment, (kind, timeZone, at) => {
        const one = periodAt(kind, at, timeZone);
        const next = periodAt(kind, one.endsAt, timeZone);
        expect(next.startsAt).toBe(one.endsAt);
        expect(next.key > one.key).toBe(true);
        expect(periodAt(kind, one.endsAt - 1, timeZone)).toEqual(one);
      }),
    );
  });

  it('are the same round every change of the clocks, whatever was asked before', () => {
    for (const timeZone of ZONES)
      for (const at of changesIn(timeZone))
        for (const near of [at - 7_200_000, at - 1, at, at + 1, at + 7_200_000, at - 1]) {
          const day = periodAt('day', near, timeZone);
          expect(day.startsAt <= near && near < day.endsAt).toBe(true);
          expect(dateIn(timeZone, near)).toBe(day.key);
        }
  });

  it('take a zone nobody knows for UTC', () => {
    const at = Date.UTC(2026, 0, 1, 12);
    expect(periodAt('day', at, 'Mars/Olympus')).toEqual(periodAt('day', at));
    expect(['Europe/Berlin', 'utc', 'Mars/Olympus', '+02:00', '', 'PRT'].map(isTimeZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

/** The moments of 2011, 2020 and 2026 at which a zone's offset changes, to the minute. */
function changesIn(timeZone: string): readonly number[] {
  const offset = (at: number): string | undefined =>
    new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
      .formatToParts(at)
      .find(({ type }) => type === 'timeZoneName')?.value;
  const days = [2011, 2020, 2026].flatMap((year) =>
    Array.from({ length: 365 }, (_, day) => Date.UTC(year, 0, 1 + day)),
  );
  return days.flatMap((day) => {
    if (offset(day) === offset(day + 86_400_000)) return [];
    let [before, after] = [day, day + 86_400_000];
    while (after - before > 60_000) {
      const middle = Math.floor((before + after) / 2);
      if (offset(middle) === offset(before)) before = middle;
      else after = middle;
    }
    return [after];
  });
}
