import { describe, expect, it } from 'vitest';
import type { RunwareAnswer, RunwareItem } from '#src/models/runware/response.ts';
import { watchTask } from '#src/models/runware/watch-task.ts';
import { createHurriedClock } from './setup.ts';

const DRAWING: RunwareItem = { state: 'processing', isUnsafe: false };
const DONE: RunwareItem = { state: 'success', picture: 'x', isUnsafe: false };
const answerOf = (...items: readonly RunwareItem[]): RunwareAnswer => ({ items, complaints: [] });
const ACKNOWLEDGED = answerOf(DRAWING);

/** Watches a task that takes so long: when it was asked after, and how late its end was seen. */
async function watched(drawnAfterMs: number, ceilingMs = 5000) {
  const clock = createHurriedClock();
  const startedAt = clock.now();
  const askedAt: number[] = [];
  await watchTask(ACKNOWLEDGED, {
    look: async () => {
      askedAt.push(clock.now() - startedAt);
      return answerOf(clock.now() - startedAt >= drawnAfterMs ? DONE : DRAWING);
    },
    count: 1,
    clock,
    signal: new AbortController().signal,
    ceilingMs,
    onProgress: () => {},
  });
  const pauses = askedAt.map((at, index) => at - (askedAt[index - 1] ?? 0));
  return { questions: askedAt.length, lateMs: (askedAt.at(-1) ?? 0) - drawnAfterMs, pauses };
}

describe('watching a task', () => {
  it.each([
    [500, 1, 500],
    [1500, 3, 300],
    [6000, 13, 900],
    [60_000, 30, 5000],
  ])('of %i ms takes few questions, and its end is seen soon', async (drawnAfterMs, mostQuestions, latestMs) => {
    const { questions, lateMs } = await watched(drawnAfterMs);
    expect(questions).toBeLessThanOrEqual(mostQuestions);
    expect(lateMs).toBeLessThanOrEqual(latestMs);
  });

  it('never pauses longer than the model says', async () => {
    const { pauses } = await watched(60_000, 2000);
    expect(Math.max(...pauses)).toBe(2000);
    expect(Math.min(...pauses)).toBe(300);
  });

  it('asks nothing where the answer is there already', async () => {
    const look = () => Promise.reject(new Error('Nobody should ask.'));
    const clock = createHurriedClock();
    const { signal } = new AbortController();
    const first = answerOf(DONE);
    const end = await watchTask(first, { look, count: 1, clock, signal, ceilingMs: 5000, onProgress: () => {} });
    expect(end.done).toEqual([DONE]);
  });
});
