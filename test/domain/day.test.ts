import { expect, it } from 'vitest';
import { parseDay } from '#src/domain/day.ts';

/** Late in the evening of the 21st in London, the 22nd in Berlin. */
const NOW = Date.UTC(2026, 10, 21, 23, 30);
const DAY_MS = 86_400_000;

it.each([
  ['2026-11-21', 'UTC', Date.UTC(2026, 10, 21), DAY_MS],
  [' Today ', 'UTC', Date.UTC(2026, 10, 21), DAY_MS],
  ['heute', 'Europe/Berlin', Date.UTC(2026, 10, 21, 23), DAY_MS],
  ['yesterday', 'Europe/Berlin', Date.UTC(2026, 10, 20, 23), DAY_MS],
  ['7d', 'UTC', Date.UTC(2026, 10, 14), DAY_MS],
  ['2026-02', 'UTC', Date.UTC(2026, 1, 1), 28 * DAY_MS],
  // The clocks go back there on this day.
  ['2026-10-25', 'Europe/Berlin', Date.UTC(2026, 9, 24, 22), 25 * 3_600_000],
])('reads the day %j in %s', (words, zone, startsAt, lengthMs) => {
  expect(parseDay('from', words, NOW, zone)).toEqual({ startsAt, endsAt: startsAt + lengthMs });
});

it.each(['', 'tomorrow', '2026-02-30', '2026-13', '21.11.2026', 'toString', '99999d', '2026-11-21T10:00'])(
  'refuses %j, which is no day',
  (words) => {
    expect(() => parseDay('from', words, NOW)).toThrow('2026-11-21');
  },
);
