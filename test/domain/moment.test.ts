import { describe, expect, it } from 'vitest';
import { parseMoment } from '#src/domain/moment.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const HOUR_MS = 3_600_000;

const at = (words: string, zone?: string): string => new Date(parseMoment('until', words, NOW, zone)).toISOString();

describe('a moment in words', () => {
  it.each([
    ['90m', 1.5],
    ['12h', 12],
    ['12 hours', 12],
    ['3d', 72],
    ['3 days', 72],
    ['2w', 336],
    ['1 Week', 168],
  ])('is so far from now: %s', (words, hours) => {
    expect(parseMoment('until', words, NOW)).toBe(NOW + hours * HOUR_MS);
  });

  it('is the end of a day, by the clocks of the place', () => {
    expect(at('2026-12-31')).toBe('2027-01-01T00:00:00.000Z');
    expect(at('2026-12-31', 'America/New_York')).toBe('2027-01-01T05:00:00.000Z');
    expect(at('2026-11-21')).toBe('2026-11-22T00:00:00.000Z');
  });

  it('is a minute of a day', () => {
    expect(at('2026-12-31 18:00')).toBe('2026-12-31T18:00:00.000Z');
    expect(at('2026-12-31T9:30', 'Europe/Berlin')).toBe('2026-12-31T08:30:00.000Z');
  });

  it.each([
    '',
    'tomorrow',
    '0d',
    '-3d',
    '3',
    '2026-13-01',
    '2026-02-30',
    '2026-12-31 25:00',
    '2020-01-01',
    '99999w',
    '2099-01-01',
    '3d; drop',
  ])('is refused where it is none, or has passed, or is as good as never: %j', (words) => {
    expect(() => parseMoment('until', words, NOW)).toThrow('a time to come, such as 12h, 3d, 2w or 2026-12-31');
  });
});
