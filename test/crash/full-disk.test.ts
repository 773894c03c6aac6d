import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../fakes/free-port.ts';
import { wrongAudits } from './judge.ts';
import { openSides, type PlayedSides } from './played-sides.ts';
import { readEasel } from './read-easel.ts';
import { CONFIG } from './round.ts';
import { openStoreFile } from './store-file.ts';

const CLI = fileURLToPath(new URL('../../src/easel.js', import.meta.url));
/** In blocks of 1024 bytes: a new store with its journal fits in, and what a few requests write does not. */
const LARGEST_FILE = 320;
const PEOPLE = 16;
const CLOSED_MS = 6000;
/** Of Linux: changes the limits of a process that runs. */
const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;

describe('a disk that takes no more', () => {
  let folder: string;
  let sides: PlayedSides;
  const ending: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'easel-full-'));
    await writeFile(join(folder, 'easel.json'), JSON.stringify(CONFIG));
    sides = await openSides(PEOPLE, 10);
  });
  afterEach(async () => {
    for (const end of ending.splice(0)) await end();
    await sides.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('in the middle of requests: who is not served is told, what was begun waits for room, nothing is paid twice, and every account adds up', async () => {
    await start(LARGEST_FILE);
    await sides.connected();
    await Promise.all(sides.askers.map((asker) => asker.ask()));
    const store = openStoreFile(join(folder, 'easel.db'));
    ending.push(async () => store.close());
    // What has a record waits for room; whatever has none was refused, and said so.
    await expect.poll(() => untold().length <= store.jobs().open, { timeout: 20_000 }).toBe(true);
    expect(sides.askers.map((asker) => asker.end())).toContain('words');
    const refused = sides.askers.filter((asker) => /Nothing was charged/.test(asker.view()));
    const uncertain = sides.askers.filter((asker) => /Your request may still be kept/.test(asker.view()));
    expect(refused.length + uncertain.length).toBeGreaterThan(0);
    for (const end of ending.splice(0)) await end();

    // There is room again.
    await start();
    await expect
      .poll(() => readEasel(folder, async ({ jobs }) => (await jobs.unfinished()).length), { timeout: 20_000 })
      .toBe(0);
    await expect.poll(() => untold().length, { timeout: 20_000 }).toBe(0);
    // What was refused in words is not made behind its person's back.
    expect(refused.filter(({ prompt }) => sides.provider.paid.has(prompt)).map(({ prompt }) => prompt)).toEqual([]);
    expect(refused.flatMap((asker) => asker.end() ?? [])).not.toContain('picture');
    await nothingLost();
  }, 60_000);

  it.skipIf(!hasPrlimit)(
    'nor anything at all for some seconds, in the middle of pictures: everybody is told, and the same process goes on by itself',
    async () => {
      const pid = await start();
      await sides.connected();
      const inTheMiddle = Promise.withResolvers<void>();
      sides.onPost(2, inTheMiddle.resolve);
      const asked = sides.askers.map((asker) => asker.ask());
      await inTheMiddle.promise;
      await letWrite(pid, '0');
      await Promise.all(asked);
      await sleep(CLOSED_MS);
      await letWrite(pid, 'unlimited');
      await expect.poll(() => untold().length, { timeout: 30_000 }).toBe(0);
      const store = openStoreFile(join(folder, 'easel.db'));
      ending.push(async () => store.close());
      await expect.poll(() => store.jobs().open, { timeout: 20_000 }).toBe(0);
      const refused = sides.askers.filter((asker) => /Nothing was charged/.test(asker.view()));
      expect(refused.flatMap((asker) => asker.end() ?? [])).not.toContain('picture');
      for (const end of ending.splice(0).reverse()) await end();
      await nothingLost();
    },
    90_000,
  );

  /** Of a process that has ended. */
  async function nothingLost(): Promise<void> {
    for (const [, times] of sides.provider.paid) expect(times).toBe(1);
    expect(await readEasel(folder, wrongAudits)).toBe(0);
    const held = await readEasel(folder, async ({ ledger }) => {
      const holders: string[] = [];
      for await (const [accountId] of ledger.accounts()) holders.push(...(await ledger.holders(accountId)));
      return holders;
    });
    expect(held).toEqual([]);
  }

  /** How large a file may be that the process writes, at once: 0 and every write fails, wherever in the file. */
  const letWrite = (pid: number, most: '0' | 'unlimited') =>
    promisify(execFile)('prlimit', ['--pid', String(pid), `--fsize=${most}:unlimited`]);

  const untold = () => sides.askers.filter((asker) => asker.end() === undefined);

  /** The system refuses to let any file grow beyond that; the signal that would end the process is ignored. */
  async function start(largestFile?: number): Promise<number> {
    const limit = largestFile === undefined ? '' : `ulimit -f ${largestFile}; `;
    const child = spawn('bash', ['-c', `trap '' XFSZ; ${limit}exec "$0" "$1" start`, process.execPath, CLI], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        LOG_LEVEL: 'fatal',
        PORT: String(await freePort()),
        EASEL_DATA_DIR: folder,
        EASEL_CONFIG: join(folder, 'easel.json'),
        ...sides.variables,
      },
      stdio: 'ignore',
    });
    const exited = once(child, 'exit');
    ending.push(async () => {
      child.kill('SIGKILL');
      await exited;
    });
    await sides.connected();
    return child.pid ?? 0;
  }
});
