import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import type { JobQueue, QueuedJob, Worked } from '#src/ports/job-queue.ts';

const REASON = new EaselError('canceled', {});

interface Bounds {
  readonly perPerson: number;
  readonly perProvider: number;
}

/** What every queue owes. `open` gives an empty queue that has not been started; every provider has the same bound. */
export function jobQueueContract({ open }: { open(bounds: Bounds): Promise<JobQueue> }): void {
  /** A started queue whose work ends when the test says so. */
  async function openBench({ perPerson = 10, perProvider = 10 }: Partial<Bounds> = {}) {
    const queue = await open({ perPerson, perProvider });
    const work = createHeldWork();
    await queue.start(work.run);
    onTestFinished(async () => {
      work.endAll();
      await queue.drain(1000);
    });
    return { queue, work };
  }

  describe('running', () => {
    it('runs a job that was added', async () => {
      const { queue, work } = await openBench();
      await queue.add(job('a1'));
      await vi.waitFor(() => expect(work.begun).toEqual(['a1']));
      await vi.waitFor(() => expect(queue.counts()).toEqual({ waiting: 0, running: 1 }));
      work.end('a1');
      await vi.waitFor(() => expect(queue.counts()).toEqual({ waiting: 0, running: 0 }));
    });

    it('keeps jobs that were added before it was started', async () => {
      const queue = await open({ perPerson: 1, perProvider: 1 });
      await queue.add(job('a1'));
      expect(await queue.place('a1')).toMatchObject({ position: 1 });
      const work = createHeldWork();
      await queue.start(work.run);
      await vi.waitFor(() => expect(work.begun).toEqual(['a1']));
      work.endAll();
      await queue.drain(1000);
    });

    it('leaves alone a job that waits or runs already', async () => {
      const { queue, work } = await openBench({ perPerson: 1 });
      for (const jobId of ['a1', 'a1', 'a2', 'a2']) await queue.add(job(jobId));
      await vi.waitFor(() => expect(work.begun).toEqual(['a1']));
      await queue.add(job('a1'));
      await vi.waitFor(() => expect(queue.counts()).toEqual({ waiting: 1, running: 1 }));
      work.end('a1');
      await vi.waitFor(() => expect(work.begun).toEqual(['a1', 'a2']));
      await vi.waitFor(() => expect(queue.counts()).toEqual({ waiting: 0, running: 1 }));
    });
  });

  describe('fairness', () => {
    it('serves a newcomer before the last job of somebody with many', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      for (const jobId of ['a1', 'a2', 'a3', 'b1']) await queue.add(job(jobId));
      await work.endEach(4);
      expect(work.begun.toSorted()).toEqual(['a1', 'a2', 'a3', 'b1']);
      expect(work.begun.indexOf('b1')).toBeLessThan(work.begun.indexOf('a3'));
    });

    it('serves what a person waits for before what is in the background, theirs alone', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      await queue.add({ ...job('a1'), inBackground: true });
      await vi.waitFor(() => expect(work.begun).toEqual(['a1']));
      for (const jobId of ['a2', 'b1', 'b2']) await queue.add({ ...job(jobId), inBackground: true });
      for (const jobId of ['a3', 'a4']) await queue.add(job(jobId));
      await expect.poll(async () => (await queue.place('a3'))?.position).toBe(1);
      await work.endEach(6);
      expect(work.begun).toEqual(['a1', 'a3', 'b1', 'a4', 'b2', 'a2']);
    });

    it('never runs more of one person or one provider than is allowed', async () => {
      const { queue, work } = await openBench({ perPerson: 2, perProvider: 3 });
      for (const jobId of ['a1', 'a2', 'a3', 'b1', 'b2', 'b3']) await queue.add(job(jobId));
      await vi.waitFor(() => expect(work.begun).toHaveLength(3));
      expect(work.begun.filter((jobId) => jobId.startsWith('a'))).toHaveLength(2);
      await vi.waitFor(() => expect(queue.counts()).toEqual({ waiting: 3, running: 3 }));
    });

    it('lets others pass whose provider has room', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      await queue.add(job('a1', { provider: 'slow' }));
      await queue.add(job('b1', { provider: 'slow' }));
      await queue.add(job('c1', { provider: 'quick' }));
      await vi.waitFor(() => expect(work.begun).toEqual(['a1', 'c1']));
      expect(await queue.place('b1')).toMatchObject({ position: 1 });
    });
  });

  describe('places', () => {
    it('counts the starts that come before a waiting job', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      for (const jobId of ['a1', 'a2', 'a3', 'b1']) await queue.add(job(jobId));
      await vi.waitFor(() => expect(work.begun).toEqual(['a1']));
      const placed = await Promise.all(['a1', 'a2', 'a3', 'b1'].map((jobId) => queue.place(jobId)));
      const positions = placed.map((place) => place?.position);
      expect(positions[0]).toBeUndefined();
      expect(positions.slice(1).toSorted()).toEqual([1, 2, 3]);
      expect(positions[3]).toBeLessThan(positions[2] ?? 0);
    });

    it('knows no place of a job it does not know', async () => {
      const { queue } = await openBench();
      expect(await queue.place('nobody')).toBeUndefined();
    });

    it('tells the waiting jobs whose place changed, until the listener leaves', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      const heard: string[] = [];
      const leave = queue.onPlace((jobId, place) => {
        if (place) heard.push(`${jobId} ${place.position}`);
      });
      for (const jobId of ['a1', 'b1', 'c1']) await queue.add(job(jobId));
      await vi.waitFor(() => expect(heard).toEqual(expect.arrayContaining(['b1 1', 'c1 2'])));
      work.end('a1');
      await vi.waitFor(() => expect(heard.at(-1)).toBe('c1 1'));
      leave();
      const before = heard.length;
      await queue.add(job('d1'));
      await vi.waitFor(async () => expect(await queue.place('d1')).toMatchObject({ position: 2 }));
      work.end('b1');
      await vi.waitFor(() => expect(work.begun).toEqual(['a1', 'b1', 'c1']));
      expect(heard).toHaveLength(before);
    });
  });

  describe('cancelling', () => {
    it('takes a waiting job out, and it never runs', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      for (const jobId of ['a1', 'a2', 'b1']) await queue.add(job(jobId));
      expect(await queue.cancel('b1', REASON)).toBe('waiting');
      expect(await queue.cancel('b1', REASON)).toBe('absent');
      expect(await queue.place('b1')).toBeUndefined();
      await work.endEach(2);
      expect(work.begun).toEqual(['a1', 'a2']);
    });

    it('aborts a running job with the reason and keeps its room until it has ended', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      await queue.add(job('a1'));
      await queue.add(job('b1'));
      await vi.waitFor(() => expect(work.begun).toEqual(['a1']));
      expect(await queue.cancel('a1', REASON)).toBe('running');
      await vi.waitFor(() =>
        expect(work.signal('a1')?.reason).toMatchObject({ code: 'canceled', details: REASON.details }),
      );
      await vi.waitFor(() => expect(queue.counts()).toEqual({ waiting: 1, running: 1 }));
      work.end('a1');
      await vi.waitFor(() => expect(work.begun).toEqual(['a1', 'b1']));
    });

    it('reaches a job that was given a start in the same moment', async () => {
      const { queue, work } = await openBench();
      await queue.add(job('a1'));
      const answer = await queue.cancel('a1', REASON);
      if (answer === 'running') await vi.waitFor(() => expect(work.signal('a1')?.aborted).toBe(true));
      else await vi.waitFor(() => expect(queue.counts()).toEqual({ waiting: 0, running: 0 }));
      expect(answer).not.toBe('absent');
    });

    it('says so when it does not know the job', async () => {
      const { queue } = await openBench();
      expect(await queue.cancel('nobody', REASON)).toBe('absent');
    });
  });

  describe('places of what is made ready', () => {
    const asking = (queue: JobQueue, ids: readonly string[], limit: number) =>
      Promise.all(ids.map((jobId) => queue.reserve(job(jobId), limit)));

    it('are as many as the limit, with what waits and runs, also where many ask at once', async () => {
      const { queue, work } = await openBench({ perPerson: 1 });
      for (const jobId of ['a1', 'a2', 'b1']) await queue.add(job(jobId));
      await vi.waitFor(() => expect(work.begun).toHaveLength(2));
      const ids = Array.from({ length: 50 }, (_, index) => `a-${index}`);
      expect((await asking(queue, ids, 10)).filter(Boolean)).toHaveLength(8);
      expect(await queue.reserve(job('b2'), 2)).toBe(true);
      expect(await queue.reserve(job('b3'), 2)).toBe(false);
    });

    it('are taken up by the job, given back, and the same for the same job', async () => {
      const { queue } = await openBench({ perPerson: 1 });
      expect(await asking(queue, ['a1', 'a1', 'a2', 'a3'], 2)).toEqual([true, true, true, false]);
      await queue.add(job('a1'));
      expect(await queue.reserve(job('a3'), 2)).toBe(false);
      await queue.giveUp(job('a2'));
      await queue.giveUp(job('a2'));
      await queue.giveUp(job('a1'));
      expect(await asking(queue, ['a3', 'a4'], 2)).toEqual([true, false]);
    });

    it('are for whoever has one already, whatever the limit', async () => {
      const { queue } = await openBench();
      expect(await asking(queue, ['a1', 'a2'], 1)).toEqual([true, false]);
      expect(await queue.reserve(job('a2'), Number.POSITIVE_INFINITY)).toBe(true);
    });
  });

  describe('draining', () => {
    it('waits for what runs and starts nothing more', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      await queue.add(job('a1'));
      await queue.add(job('a2'));
      await vi.waitFor(() => expect(work.begun).toEqual(['a1']));
      let drained = false;
      const draining = queue.drain(10_000).then(() => (drained = true));
      await queue.add(job('b1'));
      expect(drained).toBe(false);
      work.end('a1');
      await draining;
      expect(work.begun).toEqual(['a1']);
      await vi.waitFor(() => expect(queue.counts()).toEqual({ waiting: 2, running: 0 }));
    });

    it('is done at once when nothing runs', async () => {
      const { queue } = await openBench();
      await expect(queue.drain(10_000)).resolves.toBeUndefined();
    });
  });
}

/** A job whose id begins with its person: `a1` is the first of `a`. */
export const job = (jobId: string, more: Partial<QueuedJob> = {}): QueuedJob => ({
  jobId,
  personKey: jobId.slice(0, 1),
  tenantKey: 'guild',
  provider: 'openai',
  modelId: 'openai/model',
  expectedMs: 1000,
  ...more,
});

/** Work that begins when the queue says and ends when the test says. */
function createHeldWork() {
  const begun: string[] = [];
  const signals = new Map<string, AbortSignal>();
  const ends = new Map<string, () => void>();
  let open = false;
  return {
    begun,
    signal: (jobId: string) => signals.get(jobId),
    run: (jobId: string, signal: AbortSignal): Promise<Worked> => {
      begun.push(jobId);
      signals.set(jobId, signal);
      return open ? Promise.resolve('done') : new Promise((resolve) => ends.set(jobId, () => resolve('done')));
    },
    end: (jobId: string) => ends.get(jobId)?.(),
    /** Ends one job after the other, in the order they begin, until `count` have run. */
    async endEach(count: number): Promise<void> {
      for (let index = 0; index < count; index++) {
        await vi.waitFor(() => expect(begun.length).toBeGreaterThan(index));
        ends.get(begun[index] ?? '')?.();
      }
    },
    endAll(): void {
      open = true;
      for (const end of ends.values()) end();
    },
  };
}
