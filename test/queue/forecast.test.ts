import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueuedJob } from '#src/ports/job-queue.ts';
import { forecast, type Moment } from '#src/queue/forecast.ts';
import { join } from '#src/queue/turns.ts';
import { mostAtOnce, someBounds, someJobs } from './line-arbitraries.ts';

const NOW = 10_000;

const named = (jobId: string, expectedMs = 1000): QueuedJob => ({
  jobId,
  personKey: jobId.slice(0, 1),
  tenantKey: 'guild',
  provider: 'openai',
  modelId: 'openai/model',
  expectedMs,
});

const momentOf = (jobs: readonly QueuedJob[], more: Partial<Moment> = {}): Moment => ({
  line: jobs.reduce(join, []),
  running: [],
  bounds: { perPerson: 1, perProvider: () => 1 },
  now: NOW,
  notBefore: 0,
  staggerMs: 0,
  ...more,
});

describe('forecast', () => {
  it('puts one start behind the other where only one may run', () => {
    const jobs = [named('a1', 3000), named('a2', 500), named('b1', 2000)];
    expect(forecast(momentOf(jobs))).toEqual([
      { jobId: 'a1', at: NOW },
      { jobId: 'b1', at: NOW + 3000 },
      { jobId: 'a2', at: NOW + 5000 },
    ]);
  });

  it('counts what runs already, by what is left of it', () => {
    const running = [{ job: named('z1', 4000), startedAt: NOW - 1000 }];
    expect(forecast(momentOf([named('a1')], { running }))).toEqual([{ jobId: 'a1', at: NOW + 3000 }]);
  });

  it('guesses that a job over its time needs a little more', () => {
    const running = [{ job: named('z1', 4000), startedAt: NOW - 60_000 }];
    expect(forecast(momentOf([named('a1')], { running }))).toEqual([{ jobId: 'a1', at: NOW + 400 }]);
  });

  it('keeps the pause between two starts', () => {
    const bounds = { perPerson: 9, perProvider: () => 9 };
    const starts = forecast(
      momentOf([named('a1'), named('a2'), named('b1')], { bounds, notBefore: NOW + 50, staggerMs: 200 }),
    );
    expect(starts.map(({ at }) => at - NOW)).toEqual([50, 250, 450]);
  });

  it('is not led astray by guesses that are no times', () => {
    const jobs = [Number.NaN, Infinity, -5].map((expectedMs, index) => named(`a${index}`, expectedMs));
    expect(forecast(momentOf(jobs)).map(({ at }) => at)).toEqual([NOW, NOW, NOW]);
  });

  it('names every waiting job once, in the order of time and never beyond a bound', () => {
    fc.assert(
      fc.property(someJobs, someBounds, fc.nat({ max: 3 }), fc.nat({ max: 300 }), (jobs, bounds, busy, staggerMs) => {
        const running = admissible(jobs.slice(0, busy)).map((job) => ({ job, startedAt: NOW - 1000 }));
        const waiting = jobs.slice(busy);
        const starts = forecast(momentOf(waiting, { bounds, running, staggerMs }));
        expect(starts.map(({ jobId }) => jobId).toSorted()).toEqual(waiting.map(({ jobId }) => jobId).toSorted());
        expect(starts.map(({ at }) => at)).toEqual(starts.map(({ at }) => at).toSorted((a, b) => a - b));
        const runs = [
          ...running.map(({ job, startedAt }) => runOf(job, startedAt)),
          ...starts.map(({ jobId, at }) =>
            runOf(
              waiting.find((job) => job.jobId === jobId),
              at,
            ),
          ),
        ];
        expect(mostAtOnce(runs, ({ personKey }) => personKey)).toBeLessThanOrEqual(bounds.perPerson);
        expect(mostAtOnce(runs, ({ provider }) => provider)).toBeLessThanOrEqual(bounds.perProvider());
      }),
    );
  });
});

/** One of each person and each provider, so that any bound allows them together. */
const admissible = (jobs: readonly QueuedJob[]): readonly QueuedJob[] =>
  jobs.filter(
    (job, index) =>
      !jobs.slice(0, index).some((other) => other.personKey === job.personKey || other.provider === job.provider),
  );

function runOf(job: QueuedJob | undefined, from: number) {
  if (!job) throw new Error('The forecast names a job that does not wait.');
  const end = from + job.expectedMs;
  return { job, from, to: end > NOW || from >= NOW ? end : NOW + job.expectedMs / 10 };
}
