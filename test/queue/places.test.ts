import { expect, it } from 'vitest';
import { createPlaceNews, placeOf } from '#src/queue/place-news.ts';

/** News about one job that is going to start 100 ms from now. */
function createBench() {
  const bench = { forecasts: 0, heard: [] as string[] };
  const forecast = () => {
    bench.forecasts++;
    return [{ jobId: 'a1', at: 1100 }];
  };
  return { bench, news: createPlaceNews({ forecast, now: () => 1000 }) };
}

const told = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

it('looks at the line once, however often it changed in one moment', async () => {
  const { bench, news } = createBench();
  news.listen((jobId, { position, etaMs }) => bench.heard.push(`${jobId} ${position} ${etaMs}`));
  for (let change = 0; change < 200; change++) news.changed();
  await told();
  expect(bench).toEqual({ forecasts: 1, heard: ['a1 1 100'] });
});

it('does not look at the line while nobody listens', async () => {
  const { bench, news } = createBench();
  news.listen(() => {})();
  news.changed();
  await told();
  expect(bench.forecasts).toBe(0);
});

it('tells every listener, also one that listens twice', async () => {
  const { bench, news } = createBench();
  const listener = (jobId: string) => bench.heard.push(jobId);
  const leave = news.listen(listener);
  news.listen(listener);
  leave();
  news.listen(listener);
  news.changed();
  await told();
  expect(bench.heard).toEqual(['a1', 'a1']);
});

it('says 0 for a start that should have been', () => {
  expect(placeOf({ jobId: 'a1', at: 900 }, 2, 1000)).toEqual({ position: 3, etaMs: 0 });
});
