import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Job, move } from '#src/domain/job.ts';
import { type AtomicStorage, createAtomicStorage } from '#src/store/atomic-storage.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createJobStore } from '#src/store/keyv-job-store.ts';
import { createMemoryEngine, createMemoryStorage } from '#src/store/memory-storage.ts';
import type { StorageEngine } from '#src/store/storage-engine.ts';
import { acceptedJob, jobStoreContract } from '../contracts/job-store.ts';
import { collect } from '../fakes/collect.ts';
import { createTroubledEngine } from '../fakes/troubled-engine.ts';
import { describeStores, opener } from './stores.ts';

const NEW_YEAR = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;

const openOver = (storage: AtomicStorage, now = () => NEW_YEAR) =>
  createJobStore({ documents: (namespace) => createDocuments(storage, namespace), now });

describeStores(
  (name) => `the job store in ${name}`,
  (store) => {
    jobStoreContract(opener(store, (storage) => openOver(storage)));
  },
);

/** An engine that does `steps` operations that change something and then nothing any more. */
function diesAfter(engine: StorageEngine, steps: number): StorageEngine {
  let left = steps;
  const changes = new Set(['write', 'remove', 'compareAndSet']);
  return createTroubledEngine(engine, {
    before: (operation) => {
      if (changes.has(operation) ? left-- <= 0 : left < 0) throw new Error('dead');
    },
  });
}

const keysOf = async (engine: StorageEngine) => (await engine.page('', 1000)).map(([key]) => key);

describe('a process that dies', () => {
  const finish = (job: Job) => move(job, 'failed', { deliveredAt: NEW_YEAR });

  it.each([0, 1, 2, 3, 4, 5, 6])(
    'after %i writes of a creation leaves a job that is whole or not there',
    async (steps) => {
      const engine = createMemoryEngine();
      const dying = openOver(createAtomicStorage(diesAfter(engine, steps)));
      const created = await dying.create(acceptedJob('one', { eventId: 'click' })).catch(() => undefined);
      const jobs = openOver(createAtomicStorage(engine));
      const found = await jobs.get('one');
      expect(found !== undefined).toBe(created !== undefined);
      const expected = found ? ['one'] : [];
      expect((await jobs.unfinished()).map(({ id }) => id)).toEqual(expected);
      expect((await jobs.byAccount('local:ada', 9)).map(({ id }) => id)).toEqual(expected);
      expect((await jobs.createdBefore(NEW_YEAR + 1, 9)).map(({ id }) => id)).toEqual(expected);
      expect(await jobs.create(acceptedJob('two', { eventId: 'click' }))).toMatchObject({
        created: found === undefined,
      });
      expect(await jobs.unfinished()).toHaveLength(1);
    },
  );

  it.each([0, 1, 2, 3, 4, 5, 6])('after %i writes of a removal lets the next one end it', async (steps) => {
    const engine = createMemoryEngine();
    const jobs = openOver(createAtomicStorage(engine), () => NEW_YEAR + 2 * HOUR_MS);
    await jobs.create(acceptedJob('one'));
    const dying = openOver(createAtomicStorage(diesAfter(engine, steps)));
    await dying.remove('one').catch(() => undefined);
    for (const { id } of await jobs.createdBefore(NEW_YEAR + 1, 9)) await jobs.remove(id);
    expect(await jobs.get('one')).toBeUndefined();
    expect(await jobs.unfinished()).toEqual([]);
    expect(await jobs.byAccount('local:ada', 9)).toEqual([]);
    expect(await keysOf(engine)).toEqual([]);
  });

  it('between the last change of a job and its list leaves no job to be taken up again', async () => {
    const engine = createMemoryEngine();
    const jobs = openOver(createAtomicStorage(engine));
    await jobs.create(acceptedJob('one'));
    const dying = openOver(createAtomicStorage(diesAfter(engine, 1)));
    await dying.update('one', finish).catch(() => undefined);
    expect(await jobs.get('one')).toMatchObject({ state: 'failed' });
    expect((await keysOf(engine)).filter((key) => key.includes('open/'))).toHaveLength(1);
    expect(await jobs.unfinished()).toEqual([]);
    expect((await keysOf(engine)).filter((key) => key.includes('open/'))).toEqual([]);
  });

  it('leaves entries that are swept when they are old, and not while somebody may be about to store the job', async () => {
    const engine = createMemoryEngine();
    let now = NEW_YEAR;
    const dying = openOver(createAtomicStorage(diesAfter(engine, 4)));
    await dying.create(acceptedJob('one')).catch(() => undefined);
    const jobs = openOver(createAtomicStorage(engine), () => now);
    const lookEverywhere = async () => {
      await jobs.unfinished();
      await jobs.byAccount('local:ada', 9);
      await jobs.createdBefore(NEW_YEAR + 1, 9);
      return keysOf(engine);
    };
    now = NEW_YEAR + HOUR_MS;
    expect(await lookEverywhere()).toHaveLength(4);
    now = NEW_YEAR + HOUR_MS + 1;
    expect(await lookEverywhere()).toEqual([]);
  });
});

describe('lines', () => {
  const wordsKept = async (engine: StorageEngine) =>
    (await engine.page('job-lines:', 999)).filter(([key]) => key.startsWith('job-lines::'));

  it.each(Array.from({ length: 9 }, (_, steps) => steps))(
    'of a job whose removal died after %i writes are gone with the next one',
    async (steps) => {
      const engine = createMemoryEngine();
      const jobs = openOver(createAtomicStorage(engine), () => NEW_YEAR + 2 * HOUR_MS);
      await jobs.create(acceptedJob('one'));
      await openOver(createAtomicStorage(diesAfter(engine, steps)))
        .remove('one')
        .catch(() => undefined);
      for (const { id } of await jobs.createdBefore(NEW_YEAR + 1, 9)) await jobs.remove(id);
      expect(await wordsKept(engine)).toEqual([]);
    },
  );

  it.each(Array.from({ length: 8 }, (_, steps) => steps))(
    'of a job whose making died after %i writes are swept with its entry',
    async (steps) => {
      const engine = createMemoryEngine();
      await openOver(createAtomicStorage(diesAfter(engine, steps)))
        .create(acceptedJob('one'))
        .catch(() => undefined);
      const jobs = openOver(createAtomicStorage(engine), () => NEW_YEAR + 2 * HOUR_MS);
      for (const { id } of await jobs.createdBefore(NEW_YEAR + 1, 9)) await jobs.remove(id);
      await jobs.byAccount('local:ada', 9);
      expect(await wordsKept(engine)).toEqual([]);
    },
  );

  it('are made for the jobs of an earlier version, once', async () => {
    const engine = createMemoryEngine();
    const jobs = openOver(createAtomicStorage(engine));
    for (let minute = 0; minute < 120; minute++) await jobs.create(acceptedJob(`job-${minute}`, {}, minute));
    const forgetLines = async () => engine.remove((await wordsKept(engine)).map(([key]) => key));
    await forgetLines();
    const count = async () => (await collect(jobs.lines({ accountId: 'local:ada' }))).length;
    expect(await count()).toBe(0);
    await jobs.addLines(AbortSignal.timeout(60_000));
    expect(await count()).toBe(120);
    const days = openOver(createAtomicStorage(engine), () => NEW_YEAR + 72 * HOUR_MS);
    await days.addLines(AbortSignal.timeout(60_000));
    await forgetLines();
    await days.addLines(AbortSignal.timeout(60_000));
    expect(await count()).toBe(0);
  });

  it('stop being made when somebody wants that', async () => {
    const jobs = openOver(createMemoryStorage());
    await jobs.create(acceptedJob('one'));
    await expect(jobs.addLines(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});

it('finds open jobs and the newest of an account among ten thousand without reading them all', {
  timeout: 120_000,
}, async () => {
  const engine = createMemoryEngine();
  const calls = { read: 0, page: 0 };
  const counted = createTroubledEngine(engine, {
    before: (operation) => {
      if (operation === 'read' || operation === 'page') calls[operation] += 1;
    },
  });
  const all = openOver(createAtomicStorage(engine));
  for (let minute = 0; minute < 10_000; minute++) {
    const over = minute % 1000 !== 0;
    await all.create(acceptedJob(`job-${minute}`, {}, minute));
    if (over) await all.update(`job-${minute}`, (job) => move(job, 'failed', { deliveredAt: job.createdAt }));
  }
  const jobs = openOver(createAtomicStorage(counted));
  expect((await jobs.unfinished()).map(({ id }) => id)).toEqual(
    Array.from({ length: 10 }, (_, i) => `job-${i * 1000}`),
  );
  expect((await jobs.byAccount('local:ada', 5)).map(({ id }) => id)).toEqual(
    Array.from({ length: 5 }, (_, i) => `job-${9999 - i}`),
  );
  expect(calls).toEqual({ read: 15, page: 2 });
});

it('creates one job of one event however the calls of two processes interleave', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 5 }), async (scheduler, count) => {
      const engine = createMemoryEngine();
      const process = () =>
        openOver(
          createAtomicStorage(
            createTroubledEngine(engine, { before: (operation) => scheduler.schedule(Promise.resolve(), operation) }),
          ),
        );
      const tries = Array.from({ length: count }, (_, i) =>
        process().create(acceptedJob(`try-${i}`, { eventId: 'click' })),
      );
      const answers = await scheduler.waitFor(Promise.all(tries));
      expect(answers.filter(({ created }) => created)).toHaveLength(1);
      expect(new Set(answers.map(({ job }) => job.id)).size).toBe(1);
      expect(await openOver(createAtomicStorage(engine)).unfinished()).toHaveLength(1);
      // The job, its four entries and its two lines; those that lost left nothing.
      expect(await keysOf(engine)).toHaveLength(7);
    }),
    { numRuns: 60 },
  );
});

it('keeps what other kinds of documents hold apart from jobs', async () => {
  const storage = createMemoryStorage();
  const settings = createDocuments<{ model: string }>(storage, 'settings');
  await settings.update('a', () => ({ model: 'm' }));
  const jobs = openOver(storage);
  await jobs.create(acceptedJob('one'));
  await jobs.remove('one');
  expect(await collect(settings.list())).toEqual([['a', { model: 'm' }]]);
});
