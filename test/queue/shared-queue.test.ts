import { Redis } from 'ioredis';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import type { JobQueue, Worked } from '#src/ports/job-queue.ts';
import { job, jobQueueContract } from '../contracts/job-queue.ts';
import { realRedis } from '../fakes/real-stores.ts';
import { openCorner } from './open-shared.ts';

const chat = (jobId: string) => job(jobId, { home: 'chat' });

/** Work that ends when the test says, and what was begun where. */
function createWork() {
  const begun: string[] = [];
  const signals = new Map<string, AbortSignal>();
  const ends = new Map<string, (worked: Worked) => void>();
  onTestFinished(() => {
    for (const end of ends.values()) end('done');
  });
  return {
    begun,
    signals,
    end: (jobId: string, worked: Worked = 'done') => ends.get(jobId)?.(worked),
    by: (process: string) => (jobId: string, signal: AbortSignal) => {
      begun.push(`${jobId} by ${process}`);
      signals.set(jobId, signal);
      return new Promise<Worked>((resolve) => ends.set(jobId, resolve));
    },
  };
}

const jobsOf = (begun: readonly string[]) => begun.map((line) => line.split(' ')[0]);

describe.skipIf(realRedis.missing)(`the queue of several processes${realRedis.missing ?? ''}`, () => {
  jobQueueContract({ open: async (bounds) => openCorner(bounds).join() });

  it('lets whoever has room run what anybody may run, each job once, within the bounds of all', async () => {
    const corner = openCorner({ perPerson: 2, perProvider: 3 });
    const [gateway, first, second] = [corner.join(), corner.join(), corner.join()];
    const work = createWork();
    await gateway.start(work.by('gateway'));
    await first.start(work.by('first'), ['chat']);
    await second.start(work.by('second'), ['chat']);
    for (const jobId of ['a1', 'a2', 'a3', 'b1', 'c1']) await gateway.add(chat(jobId));
    await vi.waitFor(() => expect(jobsOf(work.begun).toSorted()).toEqual(['a1', 'a2', 'b1']));
    work.end('a1');
    await vi.waitFor(() => expect(jobsOf(work.begun).toSorted()).toEqual(['a1', 'a2', 'a3', 'b1']));
    work.end('b1');
    await vi.waitFor(() => expect(work.begun).toHaveLength(5));
    expect(new Set(jobsOf(work.begun)).size).toBe(5);
  });

  it('lets only the process that added it run what is said to nobody', async () => {
    const corner = openCorner({ perPerson: 9, perProvider: 9 });
    const [own, other] = [corner.join(), corner.join()];
    const work = createWork();
    await other.start(work.by('other'), ['chat']);
    await own.start(work.by('own'), ['chat']);
    for (const jobId of ['a1', 'b1', 'c1']) await own.add(job(jobId));
    await vi.waitFor(() => expect(work.begun).toHaveLength(3));
    expect(work.begun.every((line) => line.endsWith('by own'))).toBe(true);
  });

  it('cancels within a second what another process runs, with the reason', async () => {
    const corner = openCorner({ perPerson: 9, perProvider: 9 });
    const [gateway, worker] = [corner.join(), corner.join()];
    const work = createWork();
    await gateway.start(work.by('gateway'));
    await worker.start(work.by('worker'), ['chat']);
    await gateway.add(chat('a1'));
    await vi.waitFor(() => expect(work.begun).toHaveLength(1));
    expect(await gateway.cancel('a1', new EaselError('not-confirmed', {}))).toBe('running');
    await vi.waitFor(() => expect(work.signals.get('a1')?.reason).toMatchObject({ code: 'not-confirmed' }));
  });

  it('tells the others to cancel what is on its way into the line', async () => {
    const corner = openCorner({ perPerson: 9, perProvider: 9 });
    const [gateway, other] = [corner.join(), corner.join()];
    const heard: string[] = [];
    gateway.onCancel((jobId, { code }) => heard.push(`${jobId} ${code}`));
    await gateway.start(createWork().by('gateway'));
    expect(await other.cancel('a1', new EaselError('canceled', {}))).toBe('absent');
    await vi.waitFor(() => expect(heard).toEqual(['a1 canceled']));
  });

  it('begins with an aborted signal what was canceled between its start and its work', async () => {
    const corner = openCorner({ perPerson: 9, perProvider: 9 });
    const [gateway, leaving, worker] = [corner.join(), corner.join(), corner.join()];
    await gateway.start(createWork().by('gateway'));
    // It counts as taking them for a moment more.
    await leaving.start(createWork().by('leaving'), ['chat']);
    await leaving.drain(1000);
    await gateway.add(chat('a1'));
    expect(await gateway.cancel('a1', new EaselError('canceled', {}))).toBe('running');
    const work = createWork();
    await worker.start(work.by('worker'), ['chat']);
    await vi.waitFor(() => expect(work.signals.get('a1')?.reason).toMatchObject({ code: 'canceled' }));
  });

  it('tells who added a job that it waits no more, once another process runs it', async () => {
    const corner = openCorner({ perPerson: 1, perProvider: 9 });
    const [gateway, worker] = [corner.join(), corner.join()];
    const work = createWork();
    const heard: string[] = [];
    gateway.onPlace((jobId, place) => heard.push(`${jobId} ${place?.position}`));
    await gateway.start(work.by('gateway'));
    await worker.start(work.by('worker'), ['chat']);
    for (const jobId of ['a1', 'a2']) await gateway.add(chat(jobId));
    await vi.waitFor(() => expect(heard).toEqual(expect.arrayContaining(['a1 undefined', 'a2 1'])));
    work.end('a1');
    await vi.waitFor(() => expect(heard).toContain('a2 undefined'));
  });

  it('gives a job again that another process works on, until that one is done with it', async () => {
    const corner = openCorner({ perPerson: 9, perProvider: 1 });
    const worker = corner.join();
    const work = createWork();
    await worker.start(work.by('worker'), ['chat']);
    await worker.add(chat('a1'));
    await vi.waitFor(() => expect(work.begun).toHaveLength(1));
    work.end('a1', 'elsewhere');
    await vi.waitFor(() => expect(work.begun).toHaveLength(2), { timeout: 5000 });
    expect(worker.counts()).toEqual({ waiting: 0, running: 1 });
    work.end('a1');
    await vi.waitFor(() => expect(worker.counts()).toEqual({ waiting: 0, running: 0 }));
  });

  it('starts a job anew whose process is gone, and what that one says of it later changes nothing', async () => {
    const corner = openCorner({ perPerson: 1, perProvider: 1 });
    const worker = corner.join();
    const work = createWork();
    await worker.start(work.by('worker'), ['chat']);
    await worker.add(chat('a1'));
    await vi.waitFor(() => expect(work.begun).toHaveLength(1));
    const heir = corner.join();
    await heir.start(work.by('heir'), ['other']);
    await heir.add(job('a1', { home: 'other' }), 'anew');
    await vi.waitFor(() => expect(work.begun).toEqual(['a1 by worker', 'a1 by heir']));
    await heir.add(job('a2', { home: 'other' }));
    expect(await heir.place('a2')).toMatchObject({ position: 1 });
  });

  it('hands what waits to others at once when it drains, and what was only its own leaves with it', async () => {
    const corner = openCorner({ perPerson: 1, perProvider: 9 });
    const [leaving, staying] = [corner.join(), corner.join()];
    const work = createWork();
    await leaving.start(work.by('leaving'), ['chat']);
    for (const jobId of ['a1', 'a2']) await leaving.add(chat(jobId));
    for (const jobId of ['b1', 'b2']) await leaving.add(job(jobId));
    await vi.waitFor(() => expect(work.begun).toHaveLength(2));
    await staying.start(work.by('staying'), ['chat']);
    const drained = leaving.drain(10_000);
    work.end('a1');
    await vi.waitFor(() => expect(work.begun.at(-1)).toBe('a2 by staying'), { timeout: 5000 });
    work.end('b1');
    await drained;
    await leaving.close();
    await vi.waitFor(() => expect(staying.counts()).toEqual({ waiting: 0, running: 1 }));
  });

  it('goes on saying that it lives while it drains, so that what only it can run stays its own', async () => {
    const corner = openCorner({ perPerson: 9, perProvider: 9 });
    const leaving = corner.join();
    const work = createWork();
    await leaving.start(work.by('leaving'));
    await leaving.add(job('a1'));
    await vi.waitFor(() => expect(work.begun).toHaveLength(1));
    const drained = leaving.drain(20_000);
    const redis = new Redis(corner.url);
    onTestFinished(() => redis.disconnect());
    const alive = () => redis.keys(`${new URL(corner.url).searchParams.get('prefix')}:queue:alive:*`);
    await redis.del(...(await alive()));
    await vi.waitFor(async () => expect(await alive()).toHaveLength(1), { timeout: 15_000 });
    work.end('a1');
    await drained;
  });

  it('keeps one person within the limit over all processes, however many ask at once', async () => {
    const corner = openCorner({ perPerson: 1, perProvider: 9 });
    const both = [corner.join(), corner.join()];
    const asked = Array.from({ length: 50 }, (_, index) => chat(`a-${index}`));
    const bring = async (queue: JobQueue | undefined, one: ReturnType<typeof chat>) => {
      if (!queue || !(await queue.reserve(one, 10))) return 0;
      await queue.add(one);
      return 1;
    };
    const brought = await Promise.all(asked.map((one, index) => bring(both[index % 2], one)));
    expect(brought.filter((one) => one === 1)).toHaveLength(10);
  });

  it('refuses, as a store that is down, while Redis cannot be reached', async () => {
    const { createSharedQueue } = await import('#src/queue/shared-queue.ts');
    const { createSystemClock } = await import('#src/app/system-clock.ts');
    const { createSilentLog } = await import('../fakes/silent-log.ts');
    const queue: JobQueue = createSharedQueue({
      url: 'redis://127.0.0.1:1/',
      processId: 'alone',
      clock: createSystemClock(),
      log: createSilentLog(),
      perPerson: 1,
      perProvider: () => 1,
    });
    onTestFinished(() => queue.close());
    await expect(queue.add(job('a1'))).rejects.toMatchObject({ code: 'store-unavailable' });
  });
});
