import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { createSqliteStorage, type SqliteOptions } from '#src/store/sqlite-storage.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';

/** Open once the file is. */
async function openIn(folder: string, options?: SqliteOptions) {
  const file = join(folder, 'easel.sqlite');
  const storage = createSqliteStorage(file, options);
  onTestFinished(() => storage.disconnect());
  await storage.has('anything');
  return { file, storage };
}

/** What the first call to a file that cannot be opened comes to. */
async function refusal(file: string): Promise<unknown> {
  const storage = createSqliteStorage(file);
  onTestFinished(() => storage.disconnect());
  return storage.get('a').then(
    () => 'It was opened',
    (error: unknown) => error,
  );
}

it('makes the folder for its owner alone', async () => {
  const folder = join(scratchFolder(), 'not', 'there');
  await openIn(folder);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it('writes ahead and through to the disk', async () => {
  const { file, storage } = await openIn(scratchFolder());
  await storage.set('a', 'one');
  const other = new DatabaseSync(file, { readOnly: true });
  onTestFinished(() => other.close());
  expect(other.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
});

it('says that a file is no database, and keeps the cause', async () => {
  const file = join(scratchFolder(), 'easel.sqlite');
  writeFileSync(file, 'A letter to my grandmother, which is not a database at all, however long it gets. '.repeat(20));
  const error = await refusal(file);
  expect(error).toBeInstanceOf(EaselError);
  expect(error).toMatchObject({ code: 'store-unavailable', cause: { message: 'file is not a database' } });
});

it('says so when the folder cannot be made, or is no folder, or the file is one', async () => {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'folder'));
  for (const path of ['file/easel.sqlite', 'file/deeper/easel.sqlite', 'folder']) {
    expect(await refusal(join(folder, path)), path).toMatchObject({
      code: 'store-unavailable',
      cause: expect.any(Error),
    });
  }
});

it('says that there is no room, keeps what it had, and writes again when something was removed', async () => {
  const { storage } = await openIn(scratchFolder(), { maxPages: 40 });
  const large = 'x'.repeat(20_000);
  await storage.set('first', large);
  const fill = async () => {
    for (let i = 0; i < 40; i++) await storage.set(`more ${i}`, large);
  };
  await expect(fill()).rejects.toMatchObject({ code: 'store-full', blame: 'operator' });
  await expect(storage.compareAndSet('new', undefined, large)).rejects.toMatchObject({ code: 'store-full' });
  await expect(
    storage.setMany([
      { key: 'tiny', value: 'x' },
      { key: 'large', value: large },
    ]),
  ).rejects.toMatchObject({
    code: 'store-full',
  });
  expect(await storage.getMany(['first', 'new', 'tiny'])).toEqual([large, undefined, undefined]);
  await storage.delete('first');
  await storage.set('new', large);
  expect(await storage.get('new')).toBe(large);
});

it('writes all of several entries or none, and goes on after a failure', async () => {
  const { file, storage } = await openIn(scratchFolder());
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  // FAIL ends the statement and leaves the transaction open, as most errors do.
  other.exec("CREATE TRIGGER curse BEFORE INSERT ON entries WHEN new.key = 'b' BEGIN SELECT RAISE(FAIL, 'no b'); END");
  const entries = ['a', 'b', 'c'].map((key) => ({ key, value: 'x' }));
  await expect(storage.setMany(entries)).rejects.toMatchObject({
    code: 'store-unavailable',
    cause: { message: 'no b' },
  });
  expect(await storage.hasMany(['a', 'b', 'c'])).toEqual([false, false, false]);
  await storage.set('c', 'later');
  expect(await storage.get('c')).toBe('later');
});

it('waits for another process that is writing, without standing still', async () => {
  const { file, storage } = await openIn(scratchFolder());
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  let done = false;
  const writing = storage.set('a', 'one').then(() => {
    done = true;
  });
  expect(await storage.get('a')).toBeUndefined();
  expect(done).toBe(false);
  other.exec('COMMIT');
  await writing;
  expect(await storage.get('a')).toBe('one');
});

it('gives up on another process that never stops writing', async () => {
  const { file, storage } = await openIn(scratchFolder(), { busyMs: 60 });
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  const failure = { code: 'store-unavailable', cause: { message: 'database is locked' } };
  await expect(storage.set('a', 'one')).rejects.toMatchObject(failure);
  await expect(storage.compareAndSet('a', undefined, 'one')).rejects.toMatchObject(failure);
  expect(await storage.get('a')).toBeUndefined();
});

it('throws away at the start what had expired long ago', async () => {
  const folder = scratchFolder();
  let now = 1000;
  const { file, storage } = await openIn(folder, { now: () => now });
  await storage.set('old', 'x', 2000);
  await storage.set('kept', 'x');
  now = 3000;
  await openIn(folder, { now: () => now });
  const other = new DatabaseSync(file, { readOnly: true });
  onTestFinished(() => other.close());
  expect(other.prepare('SELECT key FROM entries').all()).toEqual([{ key: 'kept' }]);
});
