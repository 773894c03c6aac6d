import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueuedJob } from '#src/ports/job-queue.ts';
import { createFairQueue, type FairQueueOptions } from '#src/queue/fair-queue.ts';
import { job, jobQueueContract } from '../contracts/job-queue.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { mostAtOnce, someBounds, someJobs } from './line-arbitraries.ts';

/** A queue on a clock of our own, whose jobs take exactly what is expected of them. */
function createBench(options: Partial<FairQueueOptions> = {}) {
  const clock = createManualClock();
  const queue = createFairQueue({ perPerson: 1, perProvider: () => 1, clock, ...options });
  const [began, jobs, runs] = [clock.now(), new Map<string, QueuedJob>(), [] as Run[]];
  const add = (added: QueuedJob) => {
    jobs.set(added.jobId, added);
    void queue.add(added);
  };
  async function work(jobId: string, signal: AbortSignal) {
    const own = jobs.get(jobId) ?? job(jobId);
    const run = { job: own, from: clock.now() - began, to: Infinity };
    runs.push(run);
    // A job that is cancelled ends at once.
    await clock.sleep(own.expectedMs, signal).catch(() => undefined);
    run.to = clock.now() - began;
    return 'done' as const;
  }
  return { clock, queue, add, work, runs, started: () => runs.map((run) => `${run.job.jobId} ${run.from}`) };
}

interface Run {
  readonly job: QueuedJob;
  readonly from: number;
  to: number;
}

/** Until everything due within one turn of the event loop has been told. */
const told = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

describe('the queue of a single process', () => {
  jobQueueContract({
    open: async ({ perPerson, perProvider }) =>
      createFairQueue({ perPerson, perProvider: () => perProvider, clock: createManualClock() }),
  });

  it('runs every job once, within the bounds, just as the places foretold', async () => {
    await fc.assert(
      fc.asyncProperty(someJobs, someBounds, async (jobs, bounds) => {
        const { clock, queue, add, work, runs } = createBench(bounds);
        for (const each of jobs) add(each);
        const foretold = await Promise.all(jobs.map(async ({ jobId }) => ({ jobId, ...(await queue.place(jobId)) })));
        await queue.start(work);
        await clock.advance(24 * 5000);
        expect(runs.map((run) => ({ jobId: run.job.jobId, etaMs: run.from, position: runs.indexOf(run) + 1 }))).toEqual(
          foretold.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0)),
        );
        expect(runs).toHaveLength(jobs.length);
        expect(mostAtOnce(runs, ({ personKey }) => personKey)).toBeLessThanOrEqual(bounds.perPerson);
        expect(mostAtOnce(runs, ({ provider }) => provider)).toBeLessThanOrEqual(bounds.perProvider());
        expect(queue.counts()).toEqual({ waiting: 0, running: 0 });
      }),
      { numRuns: 40 },
    );
  });

  it('counts the time down while a job waits', async () => {
    const { clock, queue, add, work } = createBench();
    await queue.start(work);
    add(job('a1', { expectedMs: 8000 }));
    add(job('b1'));
    expect(await queue.place('b1')).toEqual({ position: 1, etaMs: 8000 });
    await clock.advance(500);
    expect(await queue.place('b1')).toEqual({ position: 1, etaMs: 7500 });
    await clock.advance(6500);
    expect(await queue.place('b1')).toEqual({ position: 1, etaMs: 1000 });
  });

  it('tells each place once, however many jobs come in one moment', async () => {
    const { queue, add, work } = createBench();
    const heard: string[] = [];
    queue.onPlace((jobId, place) => heard.push(`${jobId} ${place?.position} ${place?.etaMs}`));
    await queue.start(work);
    for (const jobId of ['a1', 'a2', 'a3', 'b1']) add(job(jobId));
    await told();
    expect(heard).toEqual(['a2 1 1000', 'b1 2 2000', 'a3 3 3000']);
  });

  it('says nothing again to who stands where they stood', async () => {
    const { queue, add, work } = createBench();
    const heard: string[] = [];
    queue.onPlace((jobId, place) => heard.push(`${jobId} ${place?.position}`));
    await queue.start(work);
    for (const jobId of ['a1', 'b1', 'c1']) add(job(jobId));
    await told();
    add(job('d1'));
    await told();
    expect(heard).toEqual(['b1 1', 'c1 2', 'd1 3']);
  });

  it('tells who keeps their position that it takes longer, once that adds up to a second', async () => {
    const { clock, queue, add } = createBench();
    const heard: string[] = [];
    queue.onPlace((jobId, place) => heard.push(`${jobId} ${place?.position} ${place?.etaMs}`));
    await queue.start(() => new Promise(() => {}));
    for (const jobId of ['a1', 'b1']) add(job(jobId));
    await told();
    for (const jobId of ['c1', 'd1', 'e1']) {
      await clock.advance(jobId === 'c1' ? 1000 : 450);
      add(job(jobId));
      await told();
    }
    expect(heard.filter((line) => line.startsWith('b1'))).toEqual(['b1 1 1000', 'b1 1 100']);
    expect(heard.at(-1)).toBe('e1 4 3100');
  });

  it('leaves a pause between two starts', async () => {
    const { clock, queue, add, work, started } = createBench({
      perPerson: 9,
      perProvider: () => 9,
      startStaggerMs: 200,
    });
    await queue.start(work);
    for (const jobId of ['a1', 'a2', 'b1']) add(job(jobId, { expectedMs: 10 }));
    expect(clock.waiting()).toBe(1);
    expect(await queue.place('a2')).toEqual({ position: 1, etaMs: 200 });
    await clock.advance(1000);
    expect(started()).toEqual(['a1 0', 'a2 200', 'b1 400']);
    expect(clock.waiting()).toBe(0);
  });

  it('frees the room of work that breaks its promise and rejects', async () => {
    const { clock, queue, add } = createBench();
    const begun: string[] = [];
    await queue.start((jobId) => {
      begun.push(jobId);
      throw new Error('broken');
    });
    add(job('a1'));
    add(job('b1'));
    await clock.advance(0);
    expect(begun).toEqual(['a1', 'b1']);
  });

  it('does not begin work inside the call that adds the job', async () => {
    const { clock, queue, add, work, runs } = createBench();
    await queue.start(work);
    add(job('a1'));
    expect(queue.counts()).toEqual({ waiting: 0, running: 1 });
    expect(runs).toHaveLength(0);
    await clock.advance(0);
    expect(runs).toHaveLength(1);
  });

  it('takes a job again once it has ended', async () => {
    const { clock, queue, add, work, started } = createBench();
    await queue.start(work);
    add(job('a1'));
    await clock.advance(1000);
    add(job('a1'));
    await clock.advance(1000);
    expect(started()).toEqual(['a1 0', 'a1 1000']);
  });

  it('gives up draining when the running jobs take too long, and leaves no timer behind when they do not', async () => {
    const { clock, queue, add, work } = createBench({ startStaggerMs: 5000, perPerson: 2 });
    await queue.start(work);
    add(job('a1', { expectedMs: 60_000 }));
    add(job('b1'));
    let drained = 0;
    const first = queue.drain(1000).then(() => drained++);
    const second = queue.drain(90_000).then(() => drained++);
    await clock.advance(999);
    expect(drained).toBe(0);
    await clock.advance(1);
    await first;
    expect(queue.counts()).toEqual({ waiting: 1, running: 1 });
    await clock.advance(59_000);
    await second;
    expect(clock.waiting()).toBe(0);
    expect(queue.counts()).toEqual({ waiting: 1, running: 0 });
  });

  it('forgets the pause between starts once it drains', async () => {
    const { clock, queue, add, work } = createBench({ startStaggerMs: 5000, perProvider: () => 2 });
    await queue.start(work);
    add(job('a1', { expectedMs: 10 }));
    add(job('b1'));
    const drained = queue.drain(1000);
    await clock.advance(10);
    await drained;
    expect(clock.waiting()).toBe(0);
  });

  it('does not begin once it drains, not even when its start comes late', async () => {
    const { clock, queue, add, work, runs } = createBench();
    add(job('a1'));
    await queue.drain(0);
    await queue.start(work);
    await clock.advance(1000);
    expect(runs).toHaveLength(0);
    expect(queue.counts()).toEqual({ waiting: 1, running: 0 });
  });

  it('lets nobody wait longer than one start of each other, also while others keep coming', async () => {
    const { clock, queue, add, work, runs } = createBench();
    await queue.start(work);
    for (const jobId of ['a1', 'a2', 'a3', 'a4', 'z1']) add(job(jobId));
    for (const jobId of ['b1', 'c1', 'd1']) {
      await clock.advance(400);
      add(job(jobId));
    }
    await clock.advance(20_000);
    const people = runs.map((run) => run.job.personKey);
    expect(people.indexOf('z')).toBe(2);
    expect(people.lastIndexOf('a')).toBe(people.length - 1);
  });
});
