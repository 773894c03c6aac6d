import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { commitTogether, readTogether } from '#src/store/group-commit.ts';
import { openSqliteFile } from '#src/store/sqlite-file.ts';
import type { Order } from '#src/store/sqlite-order.ts';
import type { Step } from '#src/store/storage-steps.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';

/** A file that tells how often it was committed. */
function openCounted(maxPages?: number) {
  const opened = openSqliteFile({ file: join(scratchFolder(), 'easel.sqlite'), maxPages, openedAt: 0 });
  onTestFinished(opened.close);
  const count = { commits: 0 };
  const exec = (sql: string) => {
    opened.exec(sql);
    if (sql === 'COMMIT') count.commits += 1;
  };
  return { file: { ...opened, exec }, count };
}

const ordersOf = (...steps: readonly Step[]): readonly Order[] => steps.map((step, id) => ({ id, step, now: 1 }));
const write = (...entries: readonly (readonly [key: string, value: string])[]): Step => ({
  kind: 'write',
  entries: entries.map(([key, value]) => ({ key, value, expires: undefined })),
});
const swap = (key: string, expected: string | undefined, next: string | undefined): Step => ({
  kind: 'compareAndSet',
  key,
  expected,
  next,
});

it('writes many orders through to the disk at once, each seeing those before it', () => {
  const { file, count } = openCounted();
  const { answers } = commitTogether(
    file,
    ordersOf(
      swap('a', undefined, 'one'),
      swap('a', undefined, 'other'),
      swap('a', 'one', 'two'),
      write(['b', 'x'], ['c', 'y']),
      { kind: 'remove', keys: ['b', 'd'] },
    ),
  );
  expect(answers).toEqual([
    { id: 0, result: true },
    { id: 1, result: false },
    { id: 2, result: true },
    { id: 3, result: undefined },
    { id: 4, result: [true, false] },
  ]);
  expect(count.commits).toBe(1);
  expect(readTogether(file, ordersOf({ kind: 'read', keys: ['a', 'b', 'c'] })).answers).toEqual([
    { id: 0, result: ['two', undefined, 'y'] },
  ]);
});

it('undoes all of an order that fails in its middle, and nothing of its neighbours', () => {
  const { file, count } = openCounted();
  // FAIL ends the statement and leaves the transaction open, as most errors do.
  file.exec("CREATE TRIGGER curse BEFORE INSERT ON entries WHEN new.key = 'b' BEGIN SELECT RAISE(FAIL, 'no b'); END");
  const orders = ordersOf(write(['a', '1']), write(['c', '2'], ['b', '2'], ['d', '2']), swap('c', undefined, '3'));
  const { answers } = commitTogether(file, orders);
  expect(answers).toMatchObject([{ result: undefined }, { failure: { cause: { message: 'no b' } } }, { result: true }]);
  expect(count.commits).toBe(1);
  expect(readTogether(file, ordersOf({ kind: 'read', keys: ['a', 'b', 'c', 'd'] })).answers).toMatchObject([
    { result: ['1', undefined, '3', undefined] },
  ]);
});

it('gives each order a transaction of its own where one of them ended that of all', () => {
  const { file, count } = openCounted();
  file.exec(
    "CREATE TRIGGER curse BEFORE INSERT ON entries WHEN new.key = 'b' BEGIN SELECT RAISE(ROLLBACK, 'all gone'); END",
  );
  const { answers } = commitTogether(file, ordersOf(swap('a', undefined, '1'), write(['b', '2']), write(['c', '3'])));
  expect(answers).toMatchObject([
    { id: 0, result: true },
    { id: 1, failure: { cause: { message: 'all gone' } } },
    { id: 2, result: undefined },
  ]);
  expect(count.commits).toBe(2);
  expect(readTogether(file, ordersOf({ kind: 'read', keys: ['a', 'b', 'c'] })).answers).toMatchObject([
    { result: ['1', undefined, '3'] },
  ]);
});

it('refuses only those for which there is no room', () => {
  const { file } = openCounted(20);
  const large = 'x'.repeat(50_000);
  const { answers } = commitTogether(
    file,
    ordersOf(write(['small', 'x']), write(['large', large]), write(['too large', large]), write(['tiny', 'y'])),
  );
  expect(answers).toMatchObject([
    { result: undefined },
    { result: undefined },
    { failure: { isFull: true } },
    { result: undefined },
  ]);
  expect(
    readTogether(file, ordersOf({ kind: 'read', keys: ['small', 'large', 'too large', 'tiny'] })).answers,
  ).toMatchObject([{ result: ['x', large, undefined, 'y'] }]);
});
