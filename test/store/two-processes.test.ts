import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSystemClock } from '#src/app/system-clock.ts';
import { openStorage } from '#src/store/open-storage.ts';
import { realPostgres, realRedis } from '../fakes/real-stores.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';
import { openLedger, today } from './ledgers.ts';

const PROGRAM = fileURLToPath(new URL('./spending-process.ts', import.meta.url));
const BOUND_MS = 30_000;

/** Starts a process and waits until it runs. It cannot outlive the test. */
async function start(address: string, name: string, task: 'hold' | 'spend'): Promise<ChildProcess> {
  const child = fork(PROGRAM, [address, name, task], { timeout: BOUND_MS, execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'message', { signal: AbortSignal.timeout(BOUND_MS) });
  return child;
}

const answerOf = async (child: ChildProcess): Promise<unknown> =>
  (await once(child, 'message', { signal: AbortSignal.timeout(BOUND_MS) }))[0];

function openHere(address: string) {
  const storage = openStorage(address);
  onTestFinished(() => storage.disconnect());
  return openLedger(storage, createSystemClock()).ledger;
}

interface Shared {
  readonly name: string;
  readonly missing: string | undefined;
  address(): string;
}

const SHARED: readonly Shared[] = [
  { name: 'SQLite', missing: undefined, address: () => `sqlite://${join(scratchFolder(), 'easel.sqlite')}` },
  ...[realRedis, realPostgres].map(({ name, missing, corner, forget }) => ({
    name: missing === undefined ? name : `${name} (${missing})`,
    missing,
    address() {
      const empty = corner();
      onTestFinished(() => forget(empty));
      return empty;
    },
  })),
];

for (const { name, missing, address } of SHARED)
  describe.skipIf(missing !== undefined)(`several processes on ${name}`, () => {
    it.each([
      ['two', ['one', 'other']],
      ['four', ['north', 'east', 'south', 'west']],
    ])(
      'grant exactly 10 of 200 holds that %s of them ask for at once, on a store none had seen',
      {
        timeout: BOUND_MS,
      },
      async (_, names) => {
        const store = address();
        const children = await Promise.all(names.map((each) => start(store, each, 'hold')));
        const answers = children.map(answerOf);
        for (const child of children) child.send({ holds: 200 / names.length });
        const granted = (await Promise.all(answers)).map((answer) => (answer as { granted: number }).granted);
        expect(granted.reduce((sum, count) => sum + count, 0)).toBe(10);
        const ledger = openHere(store);
        expect(await ledger.balance('ada', today(createSystemClock()))).toMatchObject({ available: 0, held: 10 });
        expect(await ledger.audit('ada')).toEqual({ ok: true, entriesSum: 10, balance: 10 });
      },
    );

    it('lose and invent no credit when they are killed while they spend', { timeout: BOUND_MS }, async () => {
      const store = address();
      for (const [round, child] of ['first', 'second', 'third'].entries()) {
        const process = await start(store, child, 'spend');
        process.send({ holds: 0 });
        for (let i = 0; i <= round * 3; i++) await answerOf(process);
        process.kill('SIGKILL');
        await once(process, 'exit', { signal: AbortSignal.timeout(BOUND_MS) });
        const ledger = openHere(store);
        expect(await ledger.audit('ada')).toMatchObject({ ok: true });
        const { available, held } = await ledger.balance('ada', today(createSystemClock()));
        expect((await ledger.audit('ada')).balance).toBe(available + held);
      }
    });
  });
