import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueuedJob } from '#src/ports/job-queue.ts';
import { join, type Line, leave, nextJob, takeTurn, waitingJobs } from '#src/queue/turns.ts';
import { someBounds, someJobs } from './line-arbitraries.ts';

const NO_BOUNDS = { perPerson: Infinity, perProvider: () => Infinity };
const lineOf = (jobs: readonly QueuedJob[]): Line => jobs.reduce(join, []);
const isBehind = ({ inBackground }: QueuedJob): boolean => inBackground === true;
const idsOf = (jobs: readonly QueuedJob[]) => jobs.map(({ jobId }) => jobId);
const named = (jobId: string, provider = 'openai'): QueuedJob => ({
  jobId,
  personKey: jobId.slice(0, 1),
  tenantKey: 'guild',
  provider,
  modelId: `${provider}/model`,
  expectedMs: 1000,
});

/** Lets everybody start, one at a time and with nothing running. */
function order(jobs: readonly QueuedJob[]): readonly QueuedJob[] {
  const started: QueuedJob[] = [];
  let line = lineOf(jobs);
  for (let job = nextJob(line, [], NO_BOUNDS); job; job = nextJob(line, [], NO_BOUNDS)) {
    started.push(job);
    line = takeTurn(line, job);
  }
  return started;
}

describe('turns', () => {
  it('go round over people and keep the order within one', () => {
    const jobs = ['a1', 'a2', 'a3', 'b1', 'c1', 'b2'].map((id) => named(id));
    expect(idsOf(order(jobs))).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('serve every job exactly once, of each person first come first served, and last what is in the background', () => {
    fc.assert(
      fc.property(someJobs, (jobs) => {
        const served = order(jobs);
        expect(idsOf(served).toSorted()).toEqual(idsOf(jobs).toSorted());
        for (const { personKey } of jobs) {
          const own = (list: readonly QueuedJob[]) => list.filter((job) => job.personKey === personKey);
          const [behind, before] = [own(jobs).filter(isBehind), own(jobs).filter((job) => !isBehind(job))];
          expect(idsOf(own(served))).toEqual(idsOf([...before, ...behind]));
        }
      }),
    );
  });

  it('let nobody wait for more than one start of each other person, whoever comes meanwhile', () => {
    fc.assert(
      fc.property(someJobs, fc.array(fc.nat({ max: 2 }), { minLength: 24, maxLength: 24 }), (jobs, pace) => {
        const passed = new Map<string, string[]>();
        const serve = (line: Line): Line => {
          const job = nextJob(line, [], NO_BOUNDS);
          if (!job) return line;
          for (const { personKey } of line) passed.set(personKey, [...(passed.get(personKey) ?? []), job.personKey]);
          const before = passed.get(job.personKey)?.slice(0, -1) ?? [];
          expect(new Set(before).size).toBe(before.length);
          passed.delete(job.personKey);
          return takeTurn(line, job);
        };
        let line: Line = [];
        for (const [index, job] of jobs.entries()) {
          line = join(line, job);
          for (let starts = pace[index] ?? 0; starts > 0; starts--) line = serve(line);
        }
        while (line.length > 0) line = serve(line);
        expect(passed.size).toBe(0);
      }),
    );
  });

  it('keep the place of who has to wait for room', () => {
    const [a1, b1, c1] = [named('a1', 'slow'), named('b1', 'slow'), named('c1', 'quick')];
    const bounds = { perPerson: 1, perProvider: () => 1 };
    const line = lineOf([b1, c1]);
    expect(nextJob(line, [a1], bounds)).toBe(c1);
    expect(nextJob(line, [], bounds)).toBe(b1);
  });

  it('hold back only the later jobs of the person whose provider is full', () => {
    const line = lineOf([named('a1', 'slow'), named('a2', 'quick'), named('b1', 'quick')]);
    const next = nextJob(line, [named('z1', 'slow')], { perPerson: 2, perProvider: () => 1 });
    expect(next?.jobId).toBe('b1');
  });

  it('never give a start beyond a bound', () => {
    fc.assert(
      fc.property(someJobs, someBounds, fc.nat(), (jobs, bounds, cut) => {
        const running = jobs.slice(0, cut % (jobs.length + 1));
        const next = nextJob(lineOf(jobs.slice(running.length)), running, bounds);
        const busy = running.filter(({ personKey }) => personKey === next?.personKey).length;
        const full = running.filter(({ provider }) => provider === next?.provider).length;
        if (next) expect(busy < bounds.perPerson && full < bounds.perProvider()).toBe(true);
      }),
    );
  });

  it("keep to what a job's own tenant allows, and let other tenants go past", () => {
    const bounds = { perPerson: 2, perProvider: () => 9 };
    const of = (jobId: string, tenantKey: string): QueuedJob => ({
      ...named(jobId),
      tenantKey,
      bounds: { perPerson: 3, perTenant: 4 },
    });
    const running = ['a1', 'a2', 'a3', 'b1'].map((id) => of(id, 'guild'));
    expect(nextJob(lineOf([of('a4', 'guild')]), running.slice(0, 2), bounds)?.jobId).toBe('a4');
    expect(nextJob(lineOf([of('a4', 'guild')]), running.slice(0, 3), bounds)).toBeUndefined();
    expect(nextJob(lineOf([of('c1', 'guild'), of('d1', 'studio')]), running, bounds)?.jobId).toBe('d1');
  });

  it('let one run where a bound makes no sense', () => {
    const line = lineOf([named('a1')]);
    for (const bound of [0, -1, Number.NaN])
      expect(nextJob(line, [], { perPerson: bound, perProvider: () => bound })?.jobId).toBe('a1');
  });

  it('drop a job that leaves and keep its person in place for the others', () => {
    const jobs = ['a1', 'b1', 'a2'].map((id) => named(id));
    expect(idsOf(waitingJobs(leave(lineOf(jobs), named('a1'))))).toEqual(['a2', 'b1']);
    expect(leave(lineOf(jobs), named('b1'))).toHaveLength(1);
  });
});
