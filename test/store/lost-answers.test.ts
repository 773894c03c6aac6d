import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createAtomicStorage } from '#src/store/atomic-storage.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryEngine } from '#src/store/memory-storage.ts';
import { createPostgresStorage } from '#src/store/postgres-storage.ts';
import { createRedisStorage } from '#src/store/redis-storage.ts';
import type { StorageEngine } from '#src/store/storage-engine.ts';
import { answerLost } from '#src/store/store-errors.ts';
import type { Counter } from '../contracts/documents.ts';
import { openDoorway } from '../fakes/doorway.ts';
import { openOwnPostgres, ownPostgresMissing } from '../fakes/own-postgres.ts';
import { realPostgres, realRedis } from '../fakes/real-stores.ts';
import { createTroubledEngine } from '../fakes/troubled-engine.ts';

const GONE = { code: 'store-unavailable' };
const add = (known: Counter | undefined): Counter => ({ count: (known?.count ?? 0) + 1 });

/** Documents whose next compare-and-set is lost on the way, or done without an answer; `past` goes by another way. */
function open() {
  const engine = createMemoryEngine();
  const losing: { next?: 'question' | 'answer'; meanwhile?: () => Promise<unknown> } = {};
  const lose = async (operation: keyof StorageEngine, what: 'question' | 'answer') => {
    if (operation !== 'compareAndSet' || losing.next !== what) return;
    delete losing.next;
    await losing.meanwhile?.();
    throw answerLost(new Error('broken off'));
  };
  const troubled = createTroubledEngine(engine, {
    before: (operation) => lose(operation, 'question'),
    after: (operation) => lose(operation, 'answer'),
  });
  const documents = createDocuments<Counter>(createAtomicStorage(troubled), 'counters');
  const past = createDocuments<Counter>(createAtomicStorage(engine), 'counters');
  return { documents, past, losing };
}

it('makes a change once, whether the question was lost or the answer', async () => {
  const { documents, past, losing } = open();
  await documents.update('a', add);
  for (const next of ['question', 'answer'] as const) {
    losing.next = next;
    await documents.update('a', add);
  }
  expect(await past.get('a')).toEqual({ count: 3 });
});

it('knows its own change from the same one of another process', async () => {
  const { documents, past, losing } = open();
  await documents.update('a', add);
  losing.next = 'question';
  losing.meanwhile = () => past.update('a', add);
  await expect(documents.update('a', add)).rejects.toMatchObject(GONE);
  expect(await past.get('a')).toEqual({ count: 2 });
});

it('says that nobody knows where another process wrote over it', async () => {
  const { documents, past, losing } = open();
  await documents.update('a', add);
  losing.next = 'answer';
  losing.meanwhile = () => past.update('a', add);
  await expect(documents.update('a', add)).rejects.toMatchObject(GONE);
  expect(await past.get('a')).toEqual({ count: 3 });
});

it('finds what it added, and adds nothing again that was taken away since', async () => {
  const { documents, past, losing } = open();
  losing.next = 'answer';
  expect(await documents.add('a', { count: 1 })).toBe(true);
  losing.next = 'answer';
  losing.meanwhile = () => past.remove('b');
  await expect(documents.add('b', { count: 1 })).rejects.toMatchObject(GONE);
  expect(await past.get('b')).toBeUndefined();
});

for (const { server, create } of [
  { server: realRedis, create: createRedisStorage },
  { server: realPostgres, create: createPostgresStorage },
])
  it.skipIf(server.missing !== undefined)(
    `finds what ${server.name} did without an answer ${server.missing ?? ''}`.trim(),
    { timeout: 60_000 },
    async () => {
      const corner = server.corner();
      onTestFinished(() => server.forget(corner));
      const doorway = await openDoorway(corner);
      const { storage } = create(doorway.url, { timeoutMs: 1500 });
      onTestFinished(() => storage.disconnect());
      const documents = createDocuments<Counter>(storage, 'counters');
      await documents.update('a', add);
      doorway.set('questions');
      const added = documents.update('a', add);
      // By then it is done there, and no answer comes any more.
      setTimeout(() => doorway.set('newcomers'), 200);
      expect(await added).toEqual({ count: 2 });
      expect(await documents.get('a')).toEqual({ count: 2 });
    },
  );

describe.skipIf(ownPostgresMissing !== undefined)(`a Postgres of its own ${ownPostgresMissing ?? ''}`.trim(), () => {
  it('is not written to while what served us before may still commit', { timeout: 120_000 }, async () => {
    const server = await openOwnPostgres();
    onTestFinished(() => server.close());
    const { storage } = createPostgresStorage(server.url, { timeoutMs: 2500 });
    onTestFinished(() => storage.disconnect());
    await storage.set('a', 'one');
    const [serving] = await server.sql(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'easel' AND query LIKE '%easel_apply%'",
    );
    const pid = Number(serving?.pid);
    process.kill(pid, 'SIGSTOP');
    await expect(storage.set('a', 'stuck')).rejects.toMatchObject(GONE);
    await expect(storage.set('a', 'new')).rejects.toMatchObject(GONE);
    process.kill(pid, 'SIGCONT');
    await vi.waitFor(() => storage.set('a', 'newer'), { timeout: 30_000, interval: 50 });
    expect(await storage.get('a')).toBe('newer');
  });
});
