import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createSystemClock } from '#src/app/system-clock.ts';
import { createPostgresStorage } from '#src/store/postgres-storage.ts';
import { createRedisStorage } from '#src/store/redis-storage.ts';
import { openDoorway } from '../fakes/doorway.ts';
import { realPostgres, realRedis } from '../fakes/real-stores.ts';
import { openLedger, today } from './ledgers.ts';

const TIMEOUT_MS = 400;
const GONE = { code: 'store-unavailable' };

for (const { server, create } of [
  { server: realRedis, create: createRedisStorage },
  { server: realPostgres, create: createPostgresStorage },
])
  describe.skipIf(server.missing !== undefined)(`${server.name} that goes away ${server.missing ?? ''}`.trim(), () => {
    /** A storage through a doorway, and one past it. */
    async function open(timeoutMs = TIMEOUT_MS) {
      const corner = server.corner();
      onTestFinished(() => server.forget(corner));
      const doorway = await openDoorway(corner);
      const [storage, past] = [create(doorway.url, { timeoutMs }).storage, create(corner).storage];
      onTestFinished(async () => {
        doorway.set('all');
        await Promise.all([storage.disconnect(), past.disconnect()]);
      });
      await past.set('a', 'one');
      // Both of its connections are open.
      await storage.set('opened', 'yes');
      expect(await storage.get('a')).toBe('one');
      return { doorway, storage, past };
    }

    it('is waited for, and works on when it is back', async () => {
      const { doorway } = await open(8000);
      doorway.set('closed');
      const { storage } = create(doorway.url, { timeoutMs: 8000 });
      onTestFinished(() => storage.disconnect());
      const done = storage.compareAndSet('a', 'one', 'two');
      setTimeout(() => doorway.set('all'), 200);
      expect(await done).toBe(true);
      expect(await storage.get('a')).toBe('two');
    });

    it('is refused when it stays away, and nothing was done', async () => {
      const { doorway, storage, past } = await open();
      doorway.set('closed');
      await expect(storage.compareAndSet('a', 'one', 'two')).rejects.toMatchObject(GONE);
      await expect(storage.get('a')).rejects.toMatchObject(GONE);
      expect(await past.get('a')).toBe('one');
      doorway.set('all');
      // A crowded machine may take longer to let it in again than this storage waits.
      await vi.waitFor(() => storage.set('opened', 'again'), { timeout: 20_000, interval: 50 });
      expect(await storage.compareAndSet('a', 'one', 'three')).toBe(true);
    });

    it('leaves open what became of a change whose answer was lost, and does not make it twice', async () => {
      const { doorway, storage, past } = await open();
      doorway.set('questions');
      await expect(storage.compareAndSet('a', 'one', 'two')).rejects.toMatchObject(GONE);
      expect(await past.get('a')).toBe('two');
      await past.set('a', 'one');
      doorway.set('all');
      expect(await storage.get('a')).toBe('one');
      expect(await past.get('a')).toBe('one');
    });

    it('carries out nothing afterwards that was stuck on the way', async () => {
      const { doorway, storage, past } = await open();
      expect(await storage.set('mine', 'old')).toBe(true);
      doorway.set('nothing');
      await expect(storage.set('mine', 'stuck')).rejects.toMatchObject(GONE);
      doorway.set('newcomers');
      expect(await storage.set('mine', 'new')).toBe(true);
      doorway.set('all');
      // Long enough for what was stuck to arrive, did the server still listen to it.
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(await past.get('mine')).toBe('new');
    });

    it('costs nobody a credit when it goes away while many hold and settle', { timeout: 30_000 }, async () => {
      const { doorway, storage, past } = await open(1500);
      const clock = createSystemClock();
      const { ledger } = openLedger(storage, clock);
      const jobs = Array.from({ length: 60 }, (_, index) => `job-${index}`);
      const spend = async (job: string) => {
        const { held } = await ledger.hold('ada', job, 1, today(clock, 30));
        if (held) await ledger.settle('ada', job, 1);
        return held;
      };
      const first = Promise.allSettled(jobs.map(spend));
      for (const passing of ['questions', 'closed', 'nothing', 'closed', 'all'] as const) {
        doorway.set(passing);
        await new Promise((resolve) => setTimeout(resolve, 120));
      }
      await first;
      // Asked for again, as Easel does after any failure.
      expect((await Promise.all(jobs.map(spend))).length).toBe(60);
      const { ledger: there } = openLedger(past, clock);
      expect(await there.balance('ada', today(clock, 30))).toMatchObject({ available: 0, held: 0 });
      expect(await there.audit('ada')).toMatchObject({ ok: true, balance: 0 });
    });

    it('is refused when it comes back with older data, until Easel is started again', async () => {
      const { doorway, storage } = await open();
      await storage.set('mine', 'new');
      doorway.set('closed');
      await server.lose(doorway.url);
      doorway.set('all');
      await expect(storage.set('mine', 'newer')).rejects.toMatchObject({
        ...GONE,
        cause: { message: expect.stringContaining('older data') },
      });
      await expect(storage.set('mine', 'newer')).rejects.toMatchObject(GONE);
      const again = create(doorway.url).storage;
      onTestFinished(() => again.disconnect());
      expect(await again.set('mine', 'newer')).toBe(true);
    });

    it('shows no password, whatever goes wrong', async () => {
      const wrong = new URL(server.url);
      wrong.password = 'sec-ret';
      for (const address of [wrong.href, 'redis://:sec-ret@127.0.0.1:1', 'postgres://easel:sec-ret@127.0.0.1:1/x']) {
        const opened = address.startsWith('redis') ? createRedisStorage : createPostgresStorage;
        const { storage } = opened(address, { timeoutMs: 300 });
        const error = await storage.get('a').catch((thrown: unknown) => thrown);
        expect(error).toMatchObject(GONE);
        const parts = (thrown: unknown): string =>
          thrown instanceof Error ? `${thrown.stack} ${JSON.stringify(thrown)} ${parts(thrown.cause)}` : '';
        expect(parts(error)).not.toContain('sec-ret');
        await storage.disconnect();
      }
    });
  });
