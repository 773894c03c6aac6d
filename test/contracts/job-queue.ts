import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { JobQueue, QueuedJob } from '#src/ports/job-queue.ts';

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
    queue.start(work.run);
    onTestFinished(async () => {
      work.endAll();
      await queue.drain(1000);
    });
    return { queue, work };
  }

  describe('running', () => {
    it('runs a job that was added', async () => {
      const { queue, work } = await openBench();
      queue.add(job('a1'));
      await vi.waitFor(() => expect(work.begun).toEqual(['a1']));
      expect(queue.counts()).toEqual({ waiting: 0, running: 1 });
      work.end('a1');
      await vi.waitFor(() => expect(queue.counts()).toEqual({ waiting: 0, running: 0 }));
    });

    it('keeps jobs that were added before it was started', async () => {
      const queue = await open({ perPerson: 1, perProvider: 1 });
      queue.add(job('a1'));
      expect(queue.place('a1')).toMatchObject({ position: 1 });
      const work = createHeldWork();
      queue.start(work.run);
      await vi.waitFor(() => expect(work.begun).toEqual(['a1']));
      work.endAll();
      await queue.drain(1000);
    });

    it('leaves alone a job that waits or runs already', async () => {
      const { queue, work } = await openBench({ perPerson: 1 });
      for (const jobId of ['a1', 'a1', 'a2', 'a2']) queue.add(job(jobId));
      await vi.waitFor(() => expect(work.begun).toEqual(['a1']));
      queue.add(job('a1'));
      expect(queue.counts()).toEqual({ waiting: 1, running: 1 });
      work.end('a1');
      await vi.waitFor(() => expect(work.begun).toEqual(['a1', 'a2']));
      expect(queue.counts()).toEqual({ waiting: 0, running: 1 });
    });
  });

  describe('fairness', () => {
    it('serves a newcomer before the last job of somebody with many', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      for (const jobId of ['a1', 'a2', 'a3', 'b1']) queue.add(job(jobId));
      await work.endEach(4);
      expect(work.begun.toSorted()).toEqual(['a1', 'a2', 'a3', 'b1']);
      expect(work.begun.indexOf('b1')).toBeLessThan(work.begun.indexOf('a3'));
    });

    it('never runs more of one person or one provider than is allowed', async () => {
      const { queue, work } = await openBench({ perPerson: 2, perProvider: 3 });
      for (const jobId of ['a1', 'a2', 'a3', 'b1', 'b2', 'b3']) queue.add(job(jobId));
      await vi.waitFor(() => expect(work.begun).toHaveLength(3));
      expect(work.begun.filter((jobId) => jobId.startsWith('a'))).toHaveLength(2);
      expect(queue.counts()).toEqual({ waiting: 3, running: 3 });
    });

    it('lets others pass whose provider has room', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      queue.add(job('a1', { provider: 'slow' }));
      queue.add(job('b1', { provider: 'slow' }));
      queue.add(job('c1', { provider: 'quick' }));
      await vi.waitFor(() => expect(work.begun).toEqual(['a1', 'c1']));
      expect(queue.place('b1')).toMatchObject({ position: 1 });
    });
  });

  describe('places', () => {
    it('counts the starts that come before a waiting job', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      for (const jobId of ['a1', 'a2', 'a3', 'b1']) queue.add(job(jobId));
      await vi.waitFor(() => expect(work.begun).toEqual(['a1']));
      const positions = ['a1', 'a2', 'a3', 'b1'].map((jobId) => queue.place(jobId)?.position);
      expect(positions[0]).toBeUndefined();
      expect(positions.slice(1).toSorted()).toEqual([1, 2, 3]);
      expect(queue.place('b1')?.position).toBeLessThan(queue.place('a3')?.position ?? 0);
    });

    it('knows no place of a job it does not know', async () => {
      const { queue } = await openBench();
      expect(queue.place('nobody')).toBeUndefined();
    });

    it('tells the waiting jobs whose place changed, until the listener leaves', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      const heard: string[] = [];
      const leave = queue.onPlace((jobId, { position }) => heard.push(`${jobId} ${position}`));
      for (const jobId of ['a1', 'b1', 'c1']) queue.add(job(jobId));
      await vi.waitFor(() => expect(heard).toEqual(expect.arrayContaining(['b1 1', 'c1 2'])));
      work.end('a1');
      await vi.waitFor(() => expect(heard.at(-1)).toBe('c1 1'));
      leave();
      const before = heard.length;
      queue.add(job('d1'));
      await vi.waitFor(() => expect(queue.place('d1')).toMatchObject({ position: 2 }));
      work.end('b1');
      await vi.waitFor(() => expect(work.begun).toEqual(['a1', 'b1', 'c1']));
      expect(heard).toHaveLength(before);
    });
  });

  describe('cancelling', () => {
    it('takes a waiting job out, and it never runs', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      for (const jobId of ['a1', 'a2', 'b1']) queue.add(job(jobId));
      expect(queue.cancel('b1', 'changed my mind')).toBe('waiting');
      expect(queue.cancel('b1', 'again')).toBe('absent');
      expect(queue.place('b1')).toBeUndefined();
      await work.endEach(2);
      expect(work.begun).toEqual(['a1', 'a2']);
    });

    it('aborts a running job with the reason and keeps its room until it has ended', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      queue.add(job('a1'));
      queue.add(job('b1'));
      await vi.waitFor(() => expect(work.begun).toEqual(['a1']));
      expect(queue.cancel('a1', 'changed my mind')).toBe('running');
      expect(work.signal('a1')?.reason).toBe('changed my mind');
      expect(queue.counts()).toEqual({ waiting: 1, running: 1 });
      work.end('a1');
      await vi.waitFor(() => expect(work.begun).toEqual(['a1', 'b1']));
    });

    it('reaches a job that was given a start in the same moment', async () => {
      const { queue, work } = await openBench();
      queue.add(job('a1'));
      const answer = queue.cancel('a1', 'at once');
      if (answer === 'running') await vi.waitFor(() => expect(work.signal('a1')?.aborted).toBe(true));
      else expect(queue.counts()).toEqual({ waiting: 0, running: 0 });
      expect(answer).not.toBe('absent');
    });

    it('says so when it does not know the job', async () => {
      const { queue } = await openBench();
      expect(queue.cancel('nobody', 'reason')).toBe('absent');
    });
  });

  it('counts what each person has waiting and running', async () => {
    const { queue, work } = await openBench({ perPerson: 1 });
    for (const jobId of ['a1', 'a2', 'a3', 'b1']) queue.add(job(jobId));
    await vi.waitFor(() => expect(work.begun).toHaveLength(2));
    expect(['a', 'b', 'c'].map((person) => queue.countOf(person))).toEqual([3, 1, 0]);
  });

  describe('draining', () => {
    it('waits for what runs and starts nothing more', async () => {
      const { queue, work } = await openBench({ perProvider: 1 });
      queue.add(job('a1'));
      queue.add(job('a2'));
      await vi.waitFor(() => expect(work.begun).toEqual(['a1']));
      let drained = false;
      const draining = queue.drain(10_000).then(() => (drained = true));
      queue.add(job('b1'));
      expect(drained).toBe(false);
      work.end('a1');
      await draining;
      expect(work.begun).toEqual(['a1']);
      expect(queue.counts()).toEqual({ waiting: 2, running: 0 });
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
    run: (jobId: string, signal: AbortSignal) => {
      begun.push(jobId);
      signals.set(jobId, signal);
      return open ? Promise.resolve() : new Promise<void>((resolve) => ends.set(jobId, resolve));
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
