import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { scratchFolder } from '../fakes/scratch-folder.ts';

/** What the container promises, without one: docker itself is not run here. */
const PROGRAM = new URL('../../src/easel.js', import.meta.url).pathname;
const ROOT = join(import.meta.dirname, '../..');
const NOBODY = 65_534;
const SLOW = 90_000;
const isRoot = process.getuid?.() === 0;
const canUnshare = isRoot && spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0;
/** Whether somebody without rights can read the program at all. */
const nobodyReads = isRoot && spawnSync(process.execPath, [PROGRAM, 'models'], { uid: NOBODY, cwd: '/' }).status === 0;

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ended: Promise<number | null>;
}

async function listening(child: ChildProcess): Promise<Running> {
  let said = '';
  const hear = (chunk: unknown) => {
    said += String(chunk);
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const url = await vi.waitFor(() => /ready: (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1] ?? Promise.reject(said), {
    timeout: 40_000,
    interval: 20,
  });
  return { child, url, ended };
}

const filesIn = (folder: string) => readdirSync(folder).toSorted();

it.skipIf(!nobodyReads)(
  'works as somebody without rights who may write to the data folder and TMPDIR alone (skipped without root, or where others cannot read the program)',
  async () => {
    const folder = scratchFolder();
    chmodSync(folder, 0o755);
    const [data, temporary] = ['data', 'tmp'].map((name) => join(folder, name));
    for (const each of [data, temporary]) {
      if (each === undefined) continue;
      mkdirSync(each);
      chownSync(each, NOBODY, NOBODY);
    }
    const before = filesIn(ROOT);
    const env = { PATH: '/usr/bin', HOME: '/nonexistent', TMPDIR: temporary, EASEL_DATA_DIR: data, PORT: '0' };
    const started = spawn(process.execPath, [PROGRAM, 'start'], { cwd: ROOT, env, uid: NOBODY, gid: NOBODY });
    const { child, url, ended } = await listening(started);
    const answer = await fetch(`${url}/v1/images/generations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ prompt: 'a fox' }),
      signal: AbortSignal.timeout(30_000),
    });
    expect(answer.status).toBe(200);
    await answer.text();
    const health = spawn(process.execPath, [PROGRAM, 'health'], {
      cwd: ROOT,
      env: { ...env, PORT: new URL(url).port },
      uid: NOBODY,
      gid: NOBODY,
    });
    expect(await once(health, 'exit')).toEqual([0, null]);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(filesIn(ROOT)).toEqual(before);
  },
  SLOW,
);

it.skipIf(!canUnshare)(
  'ends by itself on SIGTERM as the first process of its space (skipped where no such space can be made)',
  async () => {
    const folder = scratchFolder();
    const env = { PATH: process.env.PATH ?? '', EASEL_DATA_DIR: join(folder, 'data'), PORT: '0', LOG_LEVEL: 'silent' };
    const command = ['--pid', '--fork', '--mount-proc', process.execPath, PROGRAM, 'start'];
    const { child, url, ended } = await listening(spawn('unshare', command, { cwd: folder, env }));
    const first = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim());
    expect(readFileSync(`/proc/${first}/status`, 'utf8')).toMatch(/^NSpid:\s+\d+\s+1$/m);
    expect((await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(20_000) })).status).toBe(200);
    process.kill(first, 'SIGTERM');
    expect(await ended).toBe(0);
  },
  SLOW,
);
