import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createSystemClock } from '#src/app/system-clock.ts';
import { contentsOf, copyState } from '#src/store/copy-store.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { refuseMovedStore } from '#src/store/moved-store.ts';
import { openStorage } from '#src/store/open-storage.ts';
import { freePort } from '../fakes/free-port.ts';
import { realPostgres, realRedis } from '../fakes/real-stores.ts';
import { openLedger, today } from '../store/ledgers.ts';
import { openWorkplace } from './run-easel.ts';

const BOUND_MS = 60_000;
const EXPIRES = Date.now() + 3_600_000;

function open(address: string) {
  const storage = openStorage(address);
  onTestFinished(() => storage.close());
  return storage;
}

/** A SQLite file with accounts, an entry that expires, and so many others. */
async function filled(others = 700) {
  const place = openWorkplace();
  const file = join(place.folder, 'old.db');
  const storage = open(`sqlite://${file}`);
  const clock = createSystemClock();
  const { ledger } = openLedger(storage, clock);
  for (const person of ['ada', 'bob', 'cyd']) {
    await ledger.hold(person, 'job-1', 3, today(clock));
    await ledger.settle(person, 'job-1', 2);
    await ledger.copied();
  }
  await storage.set('expiring', 'soon', EXPIRES);
  await storage.setMany(
    Array.from({ length: others }, (_, i) => ({ key: `other::${i} é\u{1F600}`, value: `${i}`.repeat(50) })),
  );
  return { ...place, storage, source: `sqlite://${file}` };
}

const TIMES = async (storage: ReturnType<typeof openStorage>): Promise<unknown> => {
  for await (const page of storage.everything())
    for (const [key, , expires] of page) if (key === 'expiring') return expires;
  return undefined;
};

for (const server of [realRedis, realPostgres])
  describe.skipIf(server.missing !== undefined)(
    `easel migrate with ${server.name} ${server.missing ?? ''}`.trim(),
    () => {
      function corner(): string {
        const empty = server.corner();
        onTestFinished(() => server.forget(empty));
        return empty;
      }

      it('moves everything there and back, with its times, and adds up every account', {
        timeout: BOUND_MS,
      }, async () => {
        const { easel, folder, source, storage } = await filled();
        const there = corner();
        const moved = await easel('migrate', '--from', source, '--to', there);
        expect(moved).toMatchObject({ code: 0, stdout: expect.stringContaining('Both hold the same.') });
        expect(moved.stdout).toContain('all 3 accounts make their balances');
        expect(moved.stdout + moved.stderr).not.toContain('easel-test@');
        expect(await contentsOf(open(there))).toEqual(await contentsOf(storage));
        expect(await TIMES(open(there))).toBe(EXPIRES);
        await expect(refuseMovedStore(storage)).rejects.toMatchObject({
          cause: { message: expect.stringContaining(`moved to ${server.name}`) },
        });
        await refuseMovedStore(open(there));
        expect(await easel('migrate', '--from', source, '--to', corner())).toMatchObject({ code: 1 });
        const back = `sqlite://${join(folder, 'back.db')}`;
        expect(await easel('migrate', '--from', there, '--to', back)).toMatchObject({ code: 0 });
        expect(await contentsOf(open(back))).toEqual(await contentsOf(storage));
        expect(await TIMES(open(back))).toBe(EXPIRES);
        expect(await easel('migrate', '--reopen', '--from', source)).toMatchObject({ code: 0 });
        await refuseMovedStore(storage);
        expect(await easel('migrate', '--reopen', '--from', source)).toMatchObject({ code: 1 });
      });

      it('refuses a target that is not empty, and while somebody works on either side', {
        timeout: BOUND_MS,
      }, async () => {
        const { easel, source, storage } = await filled(5);
        const there = corner();
        await open(there).set('a', 'mine');
        const full = await easel('migrate', '--from', source, '--to', there);
        expect(full).toMatchObject({ code: 1, stderr: expect.stringContaining('is not empty') });
        await createDocuments(storage, 'workers').add('w', { host: 'here', pidSpace: '', pid: 7, beatAt: Date.now() });
        const busy = await easel('migrate', '--from', source, '--to', corner());
        expect(busy).toMatchObject({ code: 1, stderr: expect.stringContaining('process 7 on here') });
        await refuseMovedStore(storage);
      });

      it('leaves the source alone when it is killed, and goes on where it was', { timeout: BOUND_MS }, async () => {
        const { easel, start, source, storage } = await filled(30_000);
        const before = await contentsOf(storage);
        const there = corner();
        const target = open(there);
        const { child, ended } = start('migrate', '--from', source, '--to', there);
        const state = await vi.waitFor(
          async () => {
            const found = await copyState(target);
            if (!found || found.copied === 0) throw new Error('It has not begun');
            return found;
          },
          { timeout: 20_000, interval: 5 },
        );
        child.kill('SIGKILL');
        await ended;
        expect(state.copied).toBeLessThan(before.entries);
        expect(await contentsOf(storage)).toEqual(before);
        for (const [side, says] of [
          [storage, 'being moved'],
          [target, 'half a copy'],
        ] as const)
          await expect(refuseMovedStore(side)).rejects.toMatchObject({
            cause: { message: expect.stringContaining(says) },
          });
        const half = await easel('migrate', '--from', source, '--to', there);
        expect(half).toMatchObject({ code: 1, stderr: expect.stringContaining('--resume') });
        expect(await easel('migrate', '--from', source, '--to', there, '--resume')).toMatchObject({ code: 0 });
        expect(await contentsOf(target)).toEqual(before);
        expect(await copyState(target)).toBeUndefined();
      });
    },
  );

it('says what is wrong with an address without repeating it, and makes no file of a misspelt one', async () => {
  const { easel, folder } = openWorkplace();
  const mistaken = await easel('migrate', '--to', 'mysql://me:sec-ret@h/db');
  expect(mistaken).toMatchObject({ code: 2, stderr: expect.stringContaining('--to') });
  expect(mistaken.stdout + mistaken.stderr).not.toContain('sec-ret');
  const missing = await easel('migrate', '--from', 'sqlite://not-there.db', '--to', 'redis://127.0.0.1:1');
  expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('not-there.db') });
  expect(existsSync(join(folder, 'not-there.db'))).toBe(false);
});

it('lets no Easel start on a store that was moved away, until it is opened again', { timeout: BOUND_MS }, async () => {
  const { easel, folder, source, storage } = await filled(5);
  const next = `sqlite://${join(folder, 'next.db')}`;
  expect(await easel('migrate', '--from', source, '--to', next)).toMatchObject({ code: 0 });
  await storage.close();
  const there = openWorkplace({ DATABASE_URL: source }, folder);
  for (const command of [['start'], ['credits']]) {
    const refused = await there.easel(...command);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain('Its records were moved to SQLite in');
  }
  expect(await easel('migrate', '--reopen', '--from', source)).toMatchObject({ code: 0 });
  expect(await there.easel('credits')).toMatchObject({ code: 0 });
  expect(await easel('migrate')).toMatchObject({ code: 2, stderr: expect.stringContaining('--to') });
});

it('and an Easel that starts in the same moment never both go on', { timeout: BOUND_MS }, async () => {
  const { easel, folder, source } = await filled(50);
  const start = openWorkplace({ DATABASE_URL: source, PORT: String(await freePort()) }, folder).start('start');
  const moved = await easel('migrate', '--from', source, '--to', `sqlite://${join(folder, 'next.db')}`);
  if (moved.code === 0) {
    expect((await start.ended).stderr).toMatch(/moved to SQLite|half a copy/);
    return;
  }
  expect(moved.stderr + moved.stdout).toMatch(/Easel works on|They do not hold the same/);
  // It looked at the wrong moment at worst, and says so; else it goes on.
  await vi.waitFor(() => expect(start.stdout() + start.stderr()).toMatch(/Easel is ready|moved to/), {
    timeout: 30_000,
  });
});

it.skipIf(realRedis.missing !== undefined || realPostgres.missing !== undefined)(
  'goes the whole round: SQLite, Redis, Postgres, SQLite',
  { timeout: 2 * BOUND_MS },
  async () => {
    const { easel, folder, source, storage } = await filled(50);
    const stops = [source, realRedis.corner(), realPostgres.corner(), `sqlite://${join(folder, 'end.db')}`];
    onTestFinished(async () => {
      await realRedis.forget(stops[1] ?? '');
      await realPostgres.forget(stops[2] ?? '');
    });
    for (const [place, to] of stops.slice(1).entries())
      expect(await easel('migrate', '--from', stops[place] ?? '', '--to', to)).toMatchObject({ code: 0 });
    expect(await contentsOf(open(stops[3] ?? ''))).toEqual(await contentsOf(storage));
  },
);
