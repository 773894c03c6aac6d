import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createTurns } from '#src/simulator/turns.ts';

const never = new AbortController().signal;

function workbench() {
  const doors: (() => void)[] = [];
  const begun: string[] = [];
  const work = (name: string) => () => {
    begun.push(name);
    return new Promise<string>((resolve) => doors.push(() => resolve(name)));
  };
  return { begun, work, finishNext: () => doors.shift()?.() };
}

it('runs so many at once and the next in order of arrival', async () => {
  const { begun, work, finishNext } = workbench();
  const turns = createTurns(2);
  const all = ['a', 'b', 'c', 'd'].map((name) => turns.run(work(name), never));
  await setImmediate();
  expect(begun).toEqual(['a', 'b']);
  finishNext();
  await all[0];
  await setImmediate();
  expect(begun).toEqual(['a', 'b', 'c']);
  finishNext();
  finishNext();
  await Promise.all([all[1], all[2]]);
  await setImmediate();
  finishNext();
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
});

it('has its places again when all work is done', async () => {
  const turns = createTurns(1);
  for (const name of ['a', 'b', 'c']) expect(await turns.run(() => Promise.resolve(name), never)).toBe(name);
});

it('hands the place on when work fails or its caller is gone', async () => {
  const turns = createTurns(1);
  const failing = turns.run(() => Promise.reject(new Error('broken')), never);
  const gone = turns.run(() => Promise.resolve('late'), AbortSignal.abort(new Error('gone')));
  const next = turns.run(() => Promise.resolve('next'), never);
  await expect(failing).rejects.toThrow('broken');
  await expect(gone).rejects.toThrow('gone');
  expect(await next).toBe('next');
});
