import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDurations } from '#src/models/replicate/durations.ts';
import { holdSeconds, lookEvery, usualOf } from '#src/models/replicate/poll-schedule.ts';

const usual = { usualMs: 6000, ceilingMs: 5000, hasBegun: true };

describe('the schedule of looks', () => {
  it('looks most often around the usual time, and seldom before and long after', () => {
    const at = (elapsedMs: number) => lookEvery({ ...usual, elapsedMs });
    expect(at(6000)).toBeLessThanOrEqual(250);
    expect(at(10_000)).toBe(at(6000));
    expect(at(1000)).toBeGreaterThan(2 * at(6000));
    expect(at(60_000)).toBeGreaterThan(2 * at(6000));
  });

  it('slows to the ceiling for long predictions, and never beyond', () => {
    expect(lookEvery({ ...usual, usualMs: 120_000, elapsedMs: 1000 })).toBe(5000);
    expect(lookEvery({ ...usual, elapsedMs: 3_600_000 })).toBe(5000);
  });

  it('waits for a cold model with fewer looks', () => {
    const elapsedMs = 9000;
    expect(lookEvery({ ...usual, elapsedMs, hasBegun: false })).toBeGreaterThan(3 * lookEvery({ ...usual, elapsedMs }));
  });

  it('always waits, and never longer than the ceiling', () => {
    const ms = fc.nat(10_000_000);
    fc.assert(
      fc.property(
        ms,
        ms,
        fc.integer({ min: 200, max: 60_000 }),
        fc.boolean(),
        (elapsedMs, usualMs, ceilingMs, hasBegun) => {
          const pause = lookEvery({ elapsedMs, usualMs, ceilingMs, hasBegun });
          expect(pause).toBeGreaterThanOrEqual(100);
          expect(pause).toBeLessThanOrEqual(ceilingMs);
        },
      ),
    );
  });

  it("believes the catalogue until it knows a few, then the middle of a model's own", () => {
    expect(usualOf([100, 100, 100, 100], 8000)).toBe(8000);
    expect(usualOf([3000, 1000, 90_000, 2000, 4000], 8000)).toBe(3000);
  });

  it('has the first answer held back only where the end is near', () => {
    expect([holdSeconds(2500), holdSeconds(6000)]).toEqual([5, 1]);
  });

  it('remembers the latest durations of each model, and nothing senseless', () => {
    const durations = createDurations();
    for (let ms = 1; ms <= 100; ms++) durations.add('one', ms);
    durations.add('other', 7);
    durations.add('other', Number.NaN);
    durations.add('other', -5);
    expect(durations.of('one')).toEqual(Array.from({ length: 60 }, (_, at) => at + 41));
    expect(durations.of('other')).toEqual([7]);
    expect(durations.of('third')).toEqual([]);
  });
});
