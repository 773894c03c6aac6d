import { expect, it } from 'vitest';
import { createManualClock } from './manual-clock.ts';

const never = new AbortController().signal;

it('stands still until it is moved, then calls in order of time', async () => {
  const clock = createManualClock(1000);
  const said: string[] = [];
  clock.after(20, () => said.push(`late at ${clock.now()}`));
  clock.after(10, () => said.push(`early at ${clock.now()}`));
  clock.after(10, () => said.push('early too'));
  clock.after(15, () => said.push('never')).stop();
  await clock.advance(19);
  expect(said).toEqual(['early at 1010', 'early too']);
  await clock.advance(1);
  expect(said).toEqual(['early at 1010', 'early too', 'late at 1020']);
  expect([clock.now(), clock.waiting()]).toEqual([1020, 0]);
});

it('wakes a loop as often as it falls asleep again', async () => {
  const clock = createManualClock(0);
  const woken: number[] = [];
  void (async () => {
    for (;;) {
      await clock.sleep(10, never);
      woken.push(clock.now());
    }
  })();
  await clock.advance(35);
  expect(woken).toEqual([10, 20, 30]);
});

it('ends a sleep that is aborted, with the reason', async () => {
  const clock = createManualClock();
  const abort = new AbortController();
  const sleeping = clock.sleep(10, abort.signal);
  abort.abort('enough');
  await expect(sleeping).rejects.toBe('enough');
  await expect(clock.sleep(10, abort.signal)).rejects.toBe('enough');
  expect(clock.waiting()).toBe(0);
});
