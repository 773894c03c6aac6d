import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createSystemClock } from '#src/app/system-clock.ts';

it('sleeps and calls back after the time, by the clock of the machine', async () => {
  const clock = createSystemClock();
  const before = clock.now();
  const called = Promise.withResolvers<void>();
  clock.after(5, called.resolve);
  await Promise.all([clock.sleep(5, new AbortController().signal), called.promise]);
  expect(clock.now() - before).toBeGreaterThanOrEqual(4);
});

it.each(['before', 'while'])('ends a sleep that is aborted %s it sleeps, with the reason itself', async (when) => {
  const abort = new AbortController();
  const reason = new Error('enough');
  if (when === 'before') abort.abort(reason);
  const sleeping = createSystemClock().sleep(60_000, abort.signal);
  abort.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
});

it('does not call back once it was stopped', async () => {
  const clock = createSystemClock();
  let called = false;
  clock
    .after(1, () => {
      called = true;
    })
    .stop();
  await clock.sleep(10, new AbortController().signal);
  expect(called).toBe(false);
});

it('lets a process end while something is still to be called back', async () => {
  const file = fileURLToPath(new URL('../../src/app/system-clock.ts', import.meta.url));
  const program = `import { createSystemClock } from ${JSON.stringify(file)}; createSystemClock().after(600_000, () => {});`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { timeout: 20_000 });
  expect(await once(child, 'exit')).toEqual([0, null]);
});
