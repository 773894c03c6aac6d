import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createSystemClock } from '#src/app/system-clock.ts';
import { createPostgresStorage } from '#src/store/postgres-storage.ts';
import { openDoorway } from '../fakes/doorway.ts';
import { openOwnPostgres, ownPostgresMissing } from '../fakes/own-postgres.ts';
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
    const clock = createSystemClock();
    const { ledger } = openLedger(storage, clock);
    let settled = 0;
    const spend = async (job: string) => {
      const { held } = await ledger.hold('ada', job, 1, today(clock, JOBS));
      if (held) await ledger.settle('ada', job, 1);
      settled += 1;
    };
    const jobs = Array.from({ length: JOBS }, (_, index) => `job-${index}`);
    const spending = Promise.allSettled(
      jobs.map(async (job, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * 10));
        await spend(job);
      }),
    );
    await vi.waitFor(() => expect(settled).toBeGreaterThan(20), { timeout: 60_000, interval: 5 });
    // The answers of what it is committing just now are lost.
    doorway.set('questions');
    await new Promise((resolve) => setTimeout(resolve, 50));
    await first.kill();
    second.promote();
    doorway.leadTo(second.port);
    doorway.set('all');
    await spending;
    await Promise.all(jobs.map(spend));
    expect(await ledger.balance('ada', today(clock, JOBS))).toMatchObject({ available: 0, held: 0 });
    expect(await ledger.audit('ada')).toMatchObject({ ok: true, balance: 0 });
    const charged = await ledger.entries('ada', 10 * JOBS);
    expect(charged.filter(({ kind }) => kind === 'settled')).toHaveLength(JOBS);
  });
});
