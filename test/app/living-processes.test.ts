import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../fakes/memory-blobs.ts';
import { createRecordingPlatform } from '../fakes/recording-platform.ts';
import { type Kit, leaveJob, openKit, PICTURE, type Shared, workerOf } from './open-kit.ts';

const BEAT_MS = 2000;

/** A store for two machines, which can be gone for both. */
function openStore() {
  const clock = createManualClock();
  const storage = createMemoryStorage({ now: clock.now });
  const store = { isGone: false };
  const failing = new Proxy(storage, {
    get(target, name, receiver) {
      if (name !== 'inNamespace') return Reflect.get(target, name, receiver);
      return (namespace: string) => failingWhile(target.inNamespace(namespace), () => store.isGone);
    },
  });
  const shared: Shared = { clock, storage: failing, blobs: createMemoryBlobs(), talk: createRecordingPlatform() };
  return { clock, store, shared };
}

/** The same, rejecting meanwhile. */
function failingWhile<T extends object>(given: T, isGone: () => boolean): T {
  return new Proxy(given, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name, target);
      if (typeof found !== 'function') return found;
      return (...values: unknown[]) => {
        if (isGone()) throw new EaselError('store-unavailable', {});
        return found.apply(target, values);
      };
    },
  });
}

describe('a living process, after the store was gone for a while', () => {
  it.each([10_000, 60_000])('keeps the job it draws: %i ms', async (goneMs) => {
    const { clock, store, shared } = openStore();
    const drawn = Promise.withResolvers<typeof PICTURE>();
    const drawing = openKit({ shared, worker: workerOf('here', 100), generate: () => drawn.promise });
    const other = openKit({ shared, worker: workerOf('there', 100, [100], 'another'), generate: async () => PICTURE });
    await leaveJob(drawing, 'queued');
    await drawing.start();
    await other.engine.start();
    // So that the other one looks around, every five seconds, before the one that draws has beaten again.
    await clock.advance(4500);
    expect(drawing.calls).toHaveLength(1);
    store.isGone = true;
    await clock.advance(goneMs);
    store.isGone = false;
    await clock.advance(3 * BEAT_MS);
    drawn.resolve(PICTURE);
    await clock.advance(3 * BEAT_MS);
    expect(await onlyJob(drawing)).toMatchObject({ state: 'succeeded', workerId: 'here' });
    expect([...drawing.calls, ...other.calls]).toHaveLength(1);
    expect(shared.talk.message('event-left-1').ends).toBe(1);
    expect(await drawing.balance()).toEqual({ available: 38, held: 0 });
  });

  it('is told from a dead one all the same, some seconds later', async () => {
    const { clock, store, shared } = openStore();
    const kit = openKit({ shared });
    await kit.parts.documents.workers.update('gone', () => ({
      host: 'another',
      pidSpace: 'space',
      pid: 100,
      beatAt: clock.now(),
    }));
    await kit.start();
    await leaveJob(kit, 'queued');
    store.isGone = true;
    await clock.advance(60_000);
    store.isGone = false;
    await clock.advance(10 * BEAT_MS);
    expect(kit.calls).toEqual([]);
    await clock.advance(5 * BEAT_MS);
    expect(kit.calls).toHaveLength(1);
  });
});

const onlyJob = (kit: Kit) => kit.parts.jobs.get('left-1');
