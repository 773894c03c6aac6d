import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createSystemClock } from '#src/app/system-clock.ts';
import type { AtomicStorage } from '#src/store/atomic-storage.ts';
import { createPostgresStorage } from '#src/store/postgres-storage.ts';
import { createRedisStorage } from '#src/store/redis-storage.ts';
import { openDoorway } from '../fakes/doorway.ts';
import { openOwnPostgres, ownPostgresMissing } from '../fakes/own-postgres.ts';
import { openOwnRedis, ownRedisMissing } from '../fakes/own-redis.ts';
import { openLedger, today } from './ledgers.ts';

const JOBS = 150;

/** A Postgres with a copy that has whatever was answered, and one address for whichever of them is the first. */
async function openPair() {
  const first = await openOwnPostgres();
  onTestFinished(() => first.close());
  const second = await first.copy();
  onTestFinished(() => second.close());
  await first.sql("ALTER SYSTEM SET synchronous_standby_names = '*'");
  await first.sql('SELECT pg_reload_conf()');
  const follows = "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'";
  await vi.waitFor(async () => expect(await first.sql(follows)).toHaveLength(1), { timeout: 30_000, interval: 100 });
  return { first, second, doorway: await openDoorway(first.url) };
}

describe.skipIf(ownPostgresMissing !== undefined)(`a Postgres with a copy ${ownPostgresMissing ?? ''}`.trim(), () => {
  it('hands over while many hold and settle: no credit is lost or charged twice', { timeout: 180_000 }, async () => {
    const { first, second, doorway } = await openPair();
    const { storage } = createPostgresStorage(doorway.url);
    onTestFinished(() => storage.disconnect());
    const spending = spendAll(storage);
    await vi.waitFor(() => expect(spending.settled()).toBeGreaterThan(20), { timeout: 60_000, interval: 5 });
    // The answers of what it is committing just now are lost.
    doorway.set('questions');
    await sleep(50);
    await first.kill();
    second.promote();
    doorway.leadTo(second.port);
    doorway.set('all');
    await spending.expectRight();
  });
});

describe.skipIf(ownRedisMissing !== undefined)(`a Redis with a copy ${ownRedisMissing ?? ''}`.trim(), () => {
  async function openRedisPair() {
    const first = await openOwnRedis();
    onTestFinished(() => first.close());
    const second = await first.copy();
    onTestFinished(() => second.close());
    const doorway = await openDoorway(first.url);
    const { storage } = createRedisStorage(doorway.url);
    onTestFinished(() => storage.disconnect());
    return { first, second, doorway, storage, spending: spendAll(storage) };
  }

  it('hands over while many hold and settle: no credit is lost or charged twice', { timeout: 180_000 }, async () => {
    const { first, second, doorway, spending } = await openRedisPair();
    await vi.waitFor(() => expect(spending.settled()).toBeGreaterThan(20), { timeout: 60_000, interval: 5 });
    doorway.set('questions');
    await sleep(50);
    await first.copied();
    await first.kill();
    await second.promote();
    doorway.leadTo(second.port);
    doorway.set('all');
    await spending.expectRight();
  });

  it('that was behind is noticed: nothing more is taken, and what it has adds up', { timeout: 180_000 }, async () => {
    const { first, second, doorway, storage, spending } = await openRedisPair();
    await vi.waitFor(() => expect(spending.settled()).toBeGreaterThan(20), { timeout: 60_000, interval: 5 });
    await second.promote();
    const seen = spending.settled();
    await vi.waitFor(() => expect(spending.settled()).toBeGreaterThan(seen + 5), { timeout: 60_000, interval: 5 });
    await first.kill();
    doorway.leadTo(second.port);
    await spending.over;
    await expect(storage.set('a', 'one')).rejects.toMatchObject({ code: 'store-unavailable' });
    const { storage: anew } = createRedisStorage(second.url);
    onTestFinished(() => anew.disconnect());
    const { ledger } = openLedger(anew, createSystemClock());
    expect(await ledger.audit('ada')).toMatchObject({ ok: true });
    const charged = (await ledger.entries('ada', 10 * JOBS)).filter(({ kind }) => kind === 'settled');
    expect(new Set(charged.map(({ jobId }) => jobId)).size).toBe(charged.length);
    expect(charged.length).toBeLessThan(JOBS);
  });
});

/** One person's jobs, a hundred a second; each of them may be asked for again. */
function spendAll(storage: AtomicStorage) {
  const clock = createSystemClock();
  const { ledger } = openLedger(storage, clock);
  let settled = 0;
  const spend = async (job: string) => {
    const { held } = await ledger.hold('ada', job, 1, today(clock, JOBS));
    if (held) await ledger.settle('ada', job, 1);
    settled += 1;
  };
  const jobs = Array.from({ length: JOBS }, (_, index) => `job-${index}`);
  const over = Promise.allSettled(jobs.map((job, index) => sleep(index * 10).then(() => spend(job))));
  return {
    over,
    settled: () => settled,
    /** Whatever failed was asked for again: everything is charged, once. */
    async expectRight(): Promise<void> {
      await over;
      await Promise.all(jobs.map(spend));
      expect(await ledger.balance('ada', today(clock, JOBS))).toMatchObject({ available: 0, held: 0 });
      expect(await ledger.audit('ada')).toMatchObject({ ok: true, balance: 0 });
      const charged = await ledger.entries('ada', 10 * JOBS);
      expect(charged.filter(({ kind }) => kind === 'settled')).toHaveLength(JOBS);
    },
  };
}
