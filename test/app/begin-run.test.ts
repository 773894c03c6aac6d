import { describe, expect, it } from 'vitest';
import { createBegin } from '#src/app/begin-run.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { acceptedJob } from '../contracts/job-store.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../fakes/memory-blobs.ts';
import { createRecordingPlatform } from '../fakes/recording-platform.ts';
import { openKit, PICTURE } from './open-kit.ts';

/** A kit, and what is written of jobs: their states, in order, and whether a call is marked as sent. */
function openCounted(generate = async () => PICTURE) {
  const storage = createMemoryStorage();
  const written: string[] = [];
  const inner = storage.inNamespace.bind(storage);
  storage.inNamespace = (namespace) => {
    const spaced = inner(namespace);
    const set = spaced.compareAndSet;
    return Object.assign(spaced, {
      compareAndSet: (key: string, expected: string | undefined, next: string | undefined) => {
        if (namespace === 'jobs' && next !== undefined) written.push(stateIn(next));
        return set(key, expected, next);
      },
    });
  };
  const blobs = createMemoryBlobs();
  const shared = { clock: createManualClock(), storage, blobs, talk: createRecordingPlatform() };
  return { kit: openKit({ shared, generate }), written };
}

function stateIn(raw: string): string {
  const { value }: { readonly value: Job } = JSON.parse(raw);
  return value.state === 'running' && value.sentAt !== undefined ? 'sent' : value.state;
}

describe('a job that may start at once', () => {
  it('is written with its shares, then as sent, then with its pictures', async () => {
    const { kit, written } = openCounted();
    await kit.start();
    await kit.talk.ask({ id: 'fox', options: { prompt: 'a fox' } });
    await kit.ended('fox');
    expect(written).toEqual(['accepted', 'accepted', 'sent', 'delivering', 'succeeded']);
  });

  it('is written as queued by itself where it has to wait for its turn', async () => {
    const hanging = Promise.withResolvers<typeof PICTURE>();
    const { kit, written } = openCounted(() => hanging.promise);
    await kit.start();
    for (const id of ['one', 'two', 'three']) await kit.talk.ask({ id, options: { prompt: id } });
    await expect.poll(() => written.filter((state) => state === 'queued')).toHaveLength(1);
    const jobs = await kit.parts.jobs.byAccount('guild:ada', 3);
    expect(jobs.find(({ eventId }) => eventId === 'three')).toMatchObject({ state: 'queued' });
    hanging.resolve(PICTURE);
    for (const id of ['one', 'two', 'three']) await kit.ended(id);
    expect(await kit.balance()).toEqual({ available: 34, held: 0 });
  });
});

describe('a job that could not be stored as queued', () => {
  const down = new EaselError('store-unavailable', {});
  const queued = acceptedJob('one', { state: 'queued' });

  function openBegin(found: Awaited<ReturnType<JobQueue['cancel']>>) {
    const fails = () => Promise.reject(down);
    const canceled: unknown[] = [];
    const queue: Pick<JobQueue, 'cancel' | 'isShared'> = {
      isShared: false,
      cancel: async (_jobId, reason) => {
        canceled.push(reason);
        return found;
      },
    };
    const worker = { id: queued.workerId };
    return {
      ...createBegin({ jobs: { update: fails, later: fails }, queue, worker, clock: { now: () => 1 } }),
      canceled,
    };
  }

  it('waits in no line, and whoever asked is told why', async () => {
    const { whileStored, canceled } = openBegin('waiting');
    await expect(whileStored(queued, Promise.reject(down), async () => {})).rejects.toBe(down);
    expect(canceled).toEqual([down]);
  });

  it('was canceled meanwhile where nothing was stored', async () => {
    const { whileStored } = openBegin('waiting');
    await expect(whileStored(queued, Promise.resolve(undefined), async () => {})).rejects.toMatchObject({
      code: 'canceled',
    });
  });

  it('ends by its own run where that began', async () => {
    const { whileStored, begin, canceled } = openBegin('running');
    const began: (Job | undefined)[] = [];
    await whileStored(queued, Promise.reject(down), async () => void began.push(await begin('one')));
    expect(began).toMatchObject([{ state: 'running', startedAt: 1 }]);
    expect(canceled).toEqual([down]);
  });
});
