import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { createSystemClock } from '#src/app/system-clock.ts';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import { scratchFolder } from '../../fakes/scratch-folder.ts';
import { openPurses } from './purse-kit.ts';

const PROGRAM = fileURLToPath(new URL('./asking-process.ts', import.meta.url));
const BOUND_MS = 60_000;

/** Starts a process and waits until it can be asked. It cannot outlive the test. */
async function start(file: string, name: string): Promise<ChildProcess> {
  const child = fork(PROGRAM, [file, name], { timeout: BOUND_MS, execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'message', { signal: AbortSignal.timeout(BOUND_MS) });
  return child;
}

it('makes exactly 10 of 200 requests that 200 people send to two processes at once on a tenant budget for 10', {
  timeout: BOUND_MS,
}, async () => {
  const file = join(scratchFolder(), 'easel.sqlite');
  const storage = createSqliteStorage(file);
  onTestFinished(() => storage.disconnect());
  const kit = openPurses({ storage, clock: createSystemClock() });
  await kit.decide('guild', { tenantAllowance: 10 });
  const children = await Promise.all(['one', 'other'].map((name) => start(file, name)));
  const answers = children.map((child) => once(child, 'message', { signal: AbortSignal.timeout(BOUND_MS) }));
  for (const child of children) child.send('go');
  const made = (await Promise.all(answers)).map(([answer]) => (answer as { made: number }).made);
  expect(made.reduce((sum, count) => sum + count, 0)).toBe(10);
  let held = 0;
  for await (const [accountId] of kit.ledger.accounts()) {
    expect(await kit.ledger.audit(accountId), accountId).toMatchObject({ ok: true });
    if (accountId.startsWith('guild:')) held += (await kit.left(accountId)).held;
  }
  expect(held).toBe(10);
});
