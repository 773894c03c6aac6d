import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startChild } from './start-child.ts';

const SLOW_MS = 60_000;
const CHILD = `setInterval(() => {}, 1000); console.log(process.pid);`;
/** Starts another one, says its number, and dies. */
const PARENT = `
  const { startChild } = await import(${JSON.stringify(new URL('./start-child.ts', import.meta.url).href)});
  const child = startChild(['--eval', ${JSON.stringify(CHILD)}], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.once('data', (pid) => process.stdout.write(pid, () => process.kill(process.pid, 'SIGKILL')));
`;

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('a child ends with whoever started it, also where that is killed', { timeout: SLOW_MS }, async () => {
  const parent = startChild(['--input-type=module', '--eval', PARENT], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [[said]] = await Promise.all([once(parent.stdout ?? parent, 'data'), once(parent, 'exit')]);
  const pid = Number(said);
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => isAlive(pid), { timeout: SLOW_MS / 2 }).toBe(false);
});

it('and by itself when it has nothing left to do', { timeout: SLOW_MS }, async () => {
  const child = startChild(['--eval', '0'], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await Promise.race([once(child, 'exit'), sleep(SLOW_MS / 2).then(() => ['it lives on'])]);
  expect(code).toBe(0);
});
