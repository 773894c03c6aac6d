import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import type { OwnServer } from './own-server.ts';

const VERSIONS = '/usr/lib/postgresql';
const BIN = existsSync(VERSIONS)
  ? readdirSync(VERSIONS)
      .toSorted((one, other) => Number(other) - Number(one))
      .map((version) => join(VERSIONS, version, 'bin'))
      .find((folder) => existsSync(join(folder, 'initdb')))
  : undefined;
const IS_ROOT = process.getuid?.() === 0;

/** Why a test that stops or kills its own Postgres is skipped; nothing where there is one to start. */
export const ownPostgresMissing: string | undefined =
  BIN === undefined ? 'skipped: PostgreSQL is not installed' : undefined;

const READY_MS = 30_000;

/** A Postgres of a test's own, which another one can take the place of. */
export interface OwnPostgres extends OwnServer {
  /** Another server that follows this one, with everything it has, and reads only until it is promoted. */
  copy(): Promise<OwnPostgres>;
  promote(): void;
  sql(text: string): Promise<readonly Record<string, unknown>[]>;
}

export async function openOwnPostgres(): Promise<OwnPostgres> {
  const folder = makeFolder();
  run('initdb', ['-D', join(folder, 'data'), '-U', 'easel', '--auth=trust', '--encoding=UTF8', '--no-sync'], folder);
  return serve(folder, await freePort());
}

async function serve(folder: string, port: number): Promise<OwnPostgres> {
  const url = `postgres://easel@127.0.0.1:${port}/postgres`;
  let server = await begin();

  async function begin(): Promise<ChildProcess> {
    const settings = [
      '-p',
      String(port),
      '-h',
      '127.0.0.1',
      '-k',
      folder,
      '-N',
      '60',
      '-F',
      '-c',
      'shared_buffers=16MB',
    ];
    const child = spawn(program('postgres'), ['-D', join(folder, 'data'), ...settings], {
      cwd: folder,
      stdio: 'ignore',
      ...owner(),
    });
    for (const until = Date.now() + READY_MS; !(await answers(url)); await sleep(50))
      if (Date.now() > until || child.exitCode !== null) throw new Error('Postgres did not start');
    return child;
  }

  /** The server and every process of it. */
  function signal(name: NodeJS.Signals): void {
    const { pid } = server;
    if (pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    for (const each of [pid, ...children]) signalOne(each, name);
  }

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    signal('SIGKILL');
    await ended;
  }

  return {
    url,
    port,
    stop: () => signal('SIGSTOP'),
    goOn: () => signal('SIGCONT'),
    kill,
    async startAgain() {
      server = await begin();
    },
    async copy() {
      const other = makeFolder();
      run(
        'pg_basebackup',
        ['-D', join(other, 'data'), '-R', '-X', 'stream', '-c', 'fast', '--no-sync', '-d', url],
        other,
      );
      return serve(other, await freePort());
    },
    promote: () => run('pg_ctl', ['promote', '-D', join(folder, 'data'), '-w'], folder),
    sql: (text) => ask(url, text),
    async close() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
function owner(): { readonly uid?: number; readonly gid?: number } {
  if (!IS_ROOT) return {};
  const id = (which: string) => Number(execFileSync('id', [which, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'easel-postgres-'));
  const { uid, gid } = owner();
  mkdirSync(join(folder, 'data'), { mode: 0o700 });
  chmodSync(folder, 0o711);
  if (uid !== undefined && gid !== undefined)
    for (const each of [folder, join(folder, 'data')]) chownSync(each, uid, gid);
  return folder;
}

const program = (name: string): string => join(BIN ?? '', name);

const run = (name: string, args: readonly string[], cwd: string): void =>
  void execFileSync(program(name), args, { cwd, stdio: 'ignore', timeout: 60_000, ...owner() });

function signalOne(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended meanwhile.
  }
}

const answers = (url: string): Promise<boolean> =>
  ask(url, 'SELECT 1').then(
    () => true,
    () => false,
  );

async function ask(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
