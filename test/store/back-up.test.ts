import { execFile, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createSystemClock } from '#src/app/system-clock.ts';
import type { Account, Entry } from '#src/domain/account.ts';
import { createDiskBlobs } from '#src/store/disk-blobs.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createCreditLedger } from '#src/store/keyv-ledger.ts';
import { openStorage } from '#src/store/open-storage.ts';
import { freePort } from '../fakes/free-port.ts';
import { realPostgres, realRedis } from '../fakes/real-stores.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';

/** The commands of docs/deployment.md, run while credits are spent and pictures are kept. */
interface Rehearsal {
  readonly url: string;
  /** Beside this process, which goes on working. */
  backUp(file: string): Promise<unknown>;
  /** @returns where the restored store is. */
  restore(file: string): Promise<string> | string;
}

const run = promisify(execFile);
/** What the sqlite3 of the documents does; not every machine has it. */
const VACUUM = `const [, from, to] = process.argv; new (require('node:sqlite').DatabaseSync)(from).exec("VACUUM INTO '" + to + "'")`;
const clock = createSystemClock();
const bytesOf = (key: string) => new TextEncoder().encode(`the picture ${key}`);

function openInstallation(url: string, blobFolder: string) {
  const storage = openStorage(url);
  const accounts = createDocuments<Account>(storage, 'accounts');
  const ledger = createCreditLedger({ accounts, journal: createDocuments<Entry>(storage, 'journal'), clock });
  const made = createDocuments<{ readonly key: string }>(storage, 'made');
  return { ledger, made, blobs: createDiskBlobs({ folder: blobFolder }), close: () => storage.close() };
}

type Installation = ReturnType<typeof openInstallation>;

/** A picture is kept, then recorded, then charged: as jobs do it. */
async function work({ ledger, made, blobs }: Installation, from: number, to: number): Promise<void> {
  for (let index = from; index < to; index++) {
    const [account, key] = [`guild:${index % 5}`, `jobs/${index}/0.png`];
    await ledger.grant(account, 3, { actor: 'ops', reason: 'more', id: `grant-${index}` });
    await blobs.put(key, bytesOf(key));
    await made.update(String(index), () => ({ key }));
  }
}

async function rehearse({ url, backUp, restore }: Rehearsal): Promise<void> {
  const folder = scratchFolder();
  const inside = (name: string) => join(folder, name);
  const [blobFolder, copies, file] = [inside('blobs'), inside('copies'), inside('backup')];
  const before = openInstallation(url, blobFolder);
  await work(before, 0, 20);
  // The records first: whatever they name is there when the pictures are copied.
  const going = work(before, 20, 60);
  await backUp(file);
  await going;
  cpSync(blobFolder, copies, { recursive: true });
  await before.ledger.copied();
  await before.close();
  rmSync(blobFolder, { recursive: true });
  cpSync(copies, blobFolder, { recursive: true });
  const after = openInstallation(await restore(file), blobFolder);
  onTestFinished(() => after.close());
  const audits = [];
  for await (const [id] of after.ledger.accounts()) audits.push(await after.ledger.audit(id));
  expect(audits).toHaveLength(5);
  for (const audit of audits) expect(audit).toMatchObject({ ok: true });
  const records = [];
  for (let index = 0; index < 60; index++) records.push(await after.made.get(String(index)));
  expect(records.slice(0, 20).every((record) => record !== undefined)).toBe(true);
  for (const record of records) {
    if (record) expect(await after.blobs.get(record.key)).toEqual(bytesOf(record.key));
  }
  // It is no copy to look at alone: work goes on with it.
  await work(after, 60, 65);
}

it('goes on from a back-up of SQLite that was made while credits were spent', async () => {
  const data = scratchFolder();
  const live = join(data, 'easel.db');
  await rehearse({
    url: `sqlite://${live}`,
    backUp: (file) => run(process.execPath, ['-e', VACUUM, live, file]),
    restore(file) {
      for (const end of ['', '-wal', '-shm']) rmSync(`${live}${end}`, { force: true });
      renameSync(file, live);
      return `sqlite://${live}`;
    },
  });
});

const tools = '/usr/lib/postgresql/15/bin';
const noDump = realPostgres.missing ?? (existsSync(tools) ? undefined : 'there is no pg_dump');

it.skipIf(noDump)(`goes on from a back-up of PostgreSQL (skipped where ${noDump ?? 'no server answers'})`, async () => {
  const url = realPostgres.corner();
  onTestFinished(() => realPostgres.forget(url));
  const schema = new URL(url).searchParams.get('schema') ?? '';
  const address = realPostgres.url;
  await rehearse({
    url,
    backUp: (file) => run(`${tools}/pg_dump`, ['--format=custom', `--schema=${schema}`, `--file=${file}`, address]),
    restore(file) {
      execFileSync(`${tools}/pg_restore`, ['--clean', '--if-exists', `--dbname=${address}`, file], { stdio: 'ignore' });
      return url;
    },
  });
});

const noRedis = realRedis.missing ?? (existsSync('/usr/bin/redis-server') ? undefined : 'there is no redis-server');

it.skipIf(noRedis)(`goes on from a back-up of Redis (skipped where ${noRedis ?? 'no server answers'})`, async () => {
  const url = realRedis.corner();
  onTestFinished(() => realRedis.forget(url));
  await rehearse({
    url,
    backUp: (file) => run('redis-cli', ['-u', realRedis.url, '--rdb', file]),
    async restore(file) {
      const dir = scratchFolder();
      mkdirSync(dir, { recursive: true });
      renameSync(file, join(dir, 'dump.rdb'));
      const port = await freePort();
      const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--appendonly', 'no'];
      const server = spawn('redis-server', options, { stdio: 'ignore' });
      onTestFinished(() => void server.kill('SIGKILL'));
      const ask = (...words: string[]) =>
        execFileSync('redis-cli', ['-p', String(port), ...words], {
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        });
      await vi.waitFor(() => expect(ask('PING')).toBe('PONG\n'), { timeout: 5000, interval: 50 });
      expect(ask('CONFIG', 'SET', 'appendonly', 'yes')).toBe('OK\n');
      const restored = new URL(url);
      Object.assign(restored, { username: '', password: '', port: String(port) });
      return restored.href;
    },
  });
});
