import fc from 'fast-check';
import { expect, it } from 'vitest';
import { PERIODS, periodAt } from '#src/domain/period.ts';

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
  expect(periodAt(period, at(moment))).toEqual({ key, endsAt: at(end) });
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
