import { expect, it } from 'vitest';
import { createPlaces } from '#src/queue/places.ts';

/** News about one job that is going to start 100 ms from now. */
function createBench() {
  const bench = { forecasts: 0, heard: [] as string[] };
  const forecast = () => {
    bench.forecasts++;
    return [{ jobId: 'a1', at: 1100 }];
  };
  return { bench, places: createPlaces({ forecast, now: () => 1000 }) };
}

const told = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

it('looks at the line once, however often it changed in one moment', async () => {
  const { bench, places } = createBench();
  places.listen((jobId, place) => bench.heard.push(`${jobId} ${place?.position} ${place?.etaMs}`));
  for (let change = 0; change < 200; change++) places.changed();
  await told();
  expect(bench).toEqual({ forecasts: 1, heard: ['a1 1 100'] });
});

it('does not look at the line while nobody listens', async () => {
  const { bench, places } = createBench();
  places.listen(() => {})();
  places.changed();
  await told();
  expect(bench.forecasts).toBe(0);
});

it('tells every listener, also one that listens twice', async () => {
  const { bench, places } = createBench();
  const listener = (jobId: string) => bench.heard.push(jobId);
  const leave = places.listen(listener);
  places.listen(listener);
  leave();
  places.listen(listener);
  places.changed();
  await told();
  expect(bench.heard).toEqual(['a1', 'a1']);
});

it('says 0 for a start that should have been, and nothing of a job that does not wait', () => {
  const places = createPlaces({ forecast: () => [{ jobId: 'a1', at: 900 }], now: () => 1000 });
  expect(places.of('a1')).toEqual({ position: 1, etaMs: 0 });
  expect(places.of('b1')).toBeUndefined();
});

it('looks again after a second, also where nothing changed', () => {
  const time = { now: 1000 };
  const places = createPlaces({ forecast: () => [{ jobId: 'a1', at: time.now + 5000 }], now: () => time.now });
  const etas = [0, 999, 1].map((ms) => {
    time.now += ms;
    return places.of('a1')?.etaMs;
  });
  expect(etas).toEqual([5000, 4001, 5000]);
});
