import { expect, it, vi } from 'vitest';
import { createEventQueue } from '#src/http/api/events/event-queue.ts';
import { collect } from '../../../fakes/collect.ts';

it('gives what was pushed in order, whether it was waited for or not', async () => {
  const queue = createEventQueue<number>();
  queue.push(1);
  const read = collect(queue.events);
  queue.push(2);
  await Promise.resolve();
  queue.push(3);
  queue.end();
  queue.push(4);
  expect(await read).toEqual([1, 2, 3]);
});

it('throws what it failed with, after all that came before', async () => {
  const queue = createEventQueue<number>();
  queue.push(1);
  queue.fail(new Error('broken'));
  const reader = queue.events[Symbol.asyncIterator]();
  expect(await reader.next()).toEqual({ done: false, value: 1 });
  await expect(reader.next()).rejects.toThrow('broken');
});

it('tells that its reader left, once, and only where it was not over', async () => {
  const left = vi.fn();
  const queue = createEventQueue<number>(left);
  const reader = queue.events[Symbol.asyncIterator]();
  const waiting = reader.next();
  await reader.return?.();
  await reader.return?.();
  expect(await waiting).toEqual({ done: true, value: undefined });
  expect(left).toHaveBeenCalledOnce();

  const over = createEventQueue<number>(left);
  over.end();
  await over.events[Symbol.asyncIterator]().return?.();
  expect(left).toHaveBeenCalledOnce();
});
