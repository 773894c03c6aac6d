import { copyFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';

async function open() {
  const file = join(scratchFolder(), 'easel.db');
  const storage = createSqliteStorage(file);
  onTestFinished(() => storage.disconnect());
  for (const key of ['a', 'b', 'c']) await storage.set(key, 'x'.repeat(20_000));
  return { file, storage };
}

const refused = (says: string) => ({ code: 'store-unavailable', cause: { message: expect.stringContaining(says) } });

it('refuses to write into a file that was deleted, and makes no other one', async () => {
  const { file, storage } = await open();
  for (const end of ['', '-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  for (let again = 0; again < 2; again++)
    await expect(storage.compareAndSet('a', undefined, 'new')).rejects.toMatchObject(refused('taken away'));
  expect(() => readFileSync(file)).toThrow('ENOENT');
});

it('refuses to write where another file was put in its place, and goes on when it is put back', async () => {
  const { file, storage } = await open();
  copyFileSync(file, `${file}.copy`);
  renameSync(file, `${file}.kept`);
  renameSync(`${file}.copy`, file);
  await expect(storage.set('a', 'new')).rejects.toMatchObject(refused('replaced'));
  renameSync(`${file}.kept`, file);
  await storage.set('a', 'newer');
  expect(await storage.get('a')).toBe('newer');
});

it('refuses to write where its journal was taken away', async () => {
  const { file, storage } = await open();
  rmSync(`${file}-wal`);
  await expect(storage.set('a', 'new')).rejects.toMatchObject(refused('easel.db-wal'));
});

it('refuses to write into a file that was cut off', async () => {
  const { file, storage } = await open();
  const other = new DatabaseSync(file);
  other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  other.close();
  await storage.set('d', 'small');
  truncateSync(file, 4096);
  await expect(storage.set('a', 'new')).rejects.toMatchObject(refused('cut off'));
});

it('goes on when somebody has made the file smaller by VACUUM', async () => {
  const { file, storage } = await open();
  await storage.deleteMany(['a', 'b']);
  const other = new DatabaseSync(file);
  other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  await storage.set('d', 'small');
  other.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
  other.close();
  await storage.set('d', 'smaller');
  expect(await storage.get('d')).toBe('smaller');
});

it('says of something that is no database that it is none, and leaves it alone', async () => {
  const file = join(scratchFolder(), 'easel.db');
  const letter = 'Dear Ada, '.repeat(1000);
  writeFileSync(file, letter);
  const storage = createSqliteStorage(file);
  onTestFinished(() => storage.disconnect());
  await expect(storage.set('a', 'one')).rejects.toMatchObject(refused('not a database'));
  expect(readFileSync(file, 'utf8')).toBe(letter);
});
