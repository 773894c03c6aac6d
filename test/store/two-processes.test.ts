import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { createSystemClock } from '#src/app/system-clock.ts';
import { createSqliteStorage } from '#src/store/sqlite-storage.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';
import { openLedger, today } from './ledgers.ts';

const PROGRAM = fileURLToPath(new URL('./spending-process.ts', import.meta.url));
const BOUND_MS = 30_000;

/** Starts a process and waits until it has opened the file. It cannot outlive the test. */
async function start(file: string, name: string, task: 'hold' | 'spend'): Promise<ChildProcess> {
  const child = fork(PROGRAM, [file, name, task], { timeout: BOUND_MS, execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'message', { signal: AbortSignal.timeout(BOUND_MS) });
  return child;
}

const answerOf = async (child: ChildProcess): Promise<unknown> =>
  (await once(child, 'message', { signal: AbortSignal.timeout(BOUND_MS) }))[0];

function openHere(file: string) {
  const storage = createSqliteStorage(file);
  onTestFinished(() => storage.disconnect());
  return openLedger(storage, createSystemClock()).ledger;
}

it('grants exactly 10 of 100 holds that two processes ask for at once, on a file neither had seen', {
  timeout: BOUND_MS,
}, async () => {
  const file = join(scratchFolder(), 'easel.sqlite');
  const children = await Promise.all(['one', 'other'].map((name) => start(file, name, 'hold')));
  const answers = children.map(answerOf);
  for (const child of children) child.send('go');
  const granted = (await Promise.all(answers)).map((answer) => (answer as { granted: number }).granted);
  expect(granted.reduce((sum, count) => sum + count, 0)).toBe(10);
  const ledger = openHere(file);
  expect(await ledger.balance('ada', today(createSystemClock()))).toMatchObject({ available: 0, held: 10 });
  expect(await ledger.audit('ada')).toEqual({ ok: true, entriesSum: 10, balance: 10 });
});

it('loses and invents no credit when processes are killed while they spend', { timeout: BOUND_MS }, async () => {
  const file = join(scratchFolder(), 'easel.sqlite');
  for (const [round, name] of ['first', 'second', 'third'].entries()) {
    const child = await start(file, name, 'spend');
    child.send('go');
    for (let i = 0; i <= round * 3; i++) await answerOf(child);
    child.kill('SIGKILL');
    await once(child, 'exit', { signal: AbortSignal.timeout(BOUND_MS) });
    const ledger = openHere(file);
    expect(await ledger.audit('ada')).toMatchObject({ ok: true });
    const { available, held } = await ledger.balance('ada', today(createSystemClock()));
    expect((await ledger.audit('ada')).balance).toBe(available + held);
  }
});
