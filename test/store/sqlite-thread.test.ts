import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import { startSqliteThread } from '#src/store/sqlite-thread.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';

/** A storage whose threads the test holds. */
function openHeld(busyMs?: number) {
  const file = join(scratchFolder(), 'easel.sqlite');
  const threads: Worker[] = [];
  const storage = createSqliteStorage(file, {
    ...(busyMs !== undefined && { busyMs }),
    startThread(settings) {
      const thread = startSqliteThread(settings);
      threads.push(thread);
      return thread;
    },
  });
  onTestFinished(() => storage.disconnect());
  return { file, storage, threads };
}

function otherProcess(file: string): DatabaseSync {
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  return other;
}

const hundred = Array.from({ length: 100 }, (_, index) => `key ${index}`);

it('fails everything that waits when its thread dies, and goes on with another', async () => {
  const { file, storage, threads } = openHeld();
  await storage.set('before', 'x');
  const other = otherProcess(file);
  other.exec('BEGIN IMMEDIATE');
  const waiting = [storage.set('a', 'one'), storage.compareAndSet('b', undefined, 'two')];
  const [outcomes] = await Promise.all([Promise.allSettled(waiting), threads[0]?.terminate()]);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({
      status: 'rejected',
      reason: { code: 'store-unavailable', cause: expect.any(Error) },
    });
  }
  other.exec('COMMIT');
  await storage.set('after', 'y');
  expect(await storage.getMany(['before', 'after', 'a', 'b'])).toEqual(['x', 'y', undefined, undefined]);
  expect(threads).toHaveLength(2);
});

it('starts another thread for the next call where one ended, and none after it was closed', async () => {
  const { storage, threads } = openHeld();
  await threads[0]?.terminate();
  await storage.set('a', 'one');
  expect(await storage.get('a')).toBe('one');
  await threads[1]?.terminate();
  await storage.disconnect();
  await expect(storage.get('a')).rejects.toMatchObject({ code: 'store-unavailable' });
  expect(threads).toHaveLength(2);
});

it('says so where the system refuses a thread', async () => {
  const file = join(scratchFolder(), 'easel.sqlite');
  let refusing = false;
  const storage = createSqliteStorage(file, {
    startThread(settings) {
      if (refusing) throw new Error('Too many threads');
      refusing = true;
      const thread = startSqliteThread(settings);
      void thread.terminate();
      return thread;
    },
  });
  const outcomes = [await storage.get('a').catch(String), await storage.get('a').catch((error: Error) => error.cause)];
  expect(outcomes).toEqual([expect.stringMatching('cannot reach its store'), new Error('Too many threads')]);
  await storage.disconnect();
});

it('writes all that was asked for before it lets the file go', async () => {
  const { file, storage, threads } = openHeld();
  const writing = hundred.map((key) => storage.set(key, 'x'));
  const closing = storage.disconnect();
  await expect(storage.set('late', 'x')).rejects.toMatchObject({ code: 'store-unavailable' });
  await closing;
  await Promise.all(writing);
  expect(otherProcess(file).prepare('SELECT count(*) AS all_of_them FROM entries').get()).toEqual({ all_of_them: 100 });
  expect(threads).toHaveLength(1);
});

it('waits for another process before it lets the file go', async () => {
  const { file, storage } = openHeld();
  await storage.get('a');
  const other = otherProcess(file);
  other.exec('BEGIN IMMEDIATE');
  const writing = storage.set('a', 'one');
  // By then the thread has the write too.
  await storage.get('a');
  const closing = storage.disconnect();
  other.exec('COMMIT');
  await Promise.all([writing, closing]);
  expect(other.prepare('SELECT value FROM entries').get()).toEqual({ value: 'one' });
});

it('keeps answering reads while another process keeps it from writing', async () => {
  const { file, storage } = openHeld(200);
  await storage.set('a', 'one');
  const other = otherProcess(file);
  other.exec('BEGIN IMMEDIATE');
  const writing = expect(storage.set('a', 'two')).rejects.toMatchObject({ code: 'store-unavailable' });
  for (const _ of hundred) expect(await storage.get('a')).toBe('one');
  await writing;
  other.exec('COMMIT');
  expect(await storage.get('a')).toBe('one');
});

it('is not stopped by one bad moment at the start: it opens what could not be opened before', async () => {
  const { file, storage } = openHeld(50);
  await storage.get('a');
  await storage.disconnect();
  const other = otherProcess(file);
  other.exec('BEGIN IMMEDIATE');
  const again = createSqliteStorage(file, { busyMs: 50 });
  onTestFinished(() => again.disconnect());
  await expect(again.set('a', 'one')).rejects.toMatchObject({ cause: { message: 'database is locked' } });
  other.exec('COMMIT');
  await again.set('a', 'one');
  expect(await again.get('a')).toBe('one');
});

it('holds no process up that has nothing to wait for, and lets none end before its writes are done', async () => {
  const file = join(scratchFolder(), 'easel.sqlite');
  const program = fileURLToPath(new URL('./leaving-process.ts', import.meta.url));
  await promisify(execFile)(process.execPath, [program, file], { timeout: 15_000 });
  expect(otherProcess(file).prepare('SELECT count(*) AS all_of_them FROM entries').get()).toEqual({ all_of_them: 50 });
});

it('lets its thread end with nothing left behind', async () => {
  const { storage, threads } = openHeld();
  await storage.set('a', 'one');
  const [thread] = threads;
  if (!thread) throw new Error('No thread was started');
  const ended = once(thread, 'exit');
  await storage.disconnect();
  expect(await ended).toEqual([0]);
});

it('leaves no later change without an earlier one when its thread dies', async () => {
  const { file, storage, threads } = openHeld();
  await storage.get('a');
  const keys = Array.from({ length: 2000 }, (_, index) => String(index).padStart(4, '0'));
  const writing = keys.map((key) => storage.compareAndSet(key, undefined, 'x'));
  await writing[0];
  await Promise.all([Promise.allSettled(writing), threads[0]?.terminate()]);
  const found = otherProcess(file).prepare('SELECT key FROM entries ORDER BY key').all();
  expect(found.length).toBeGreaterThan(0);
  expect(found.map(({ key }) => key)).toEqual(keys.slice(0, found.length));
});
