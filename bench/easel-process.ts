import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { untilReady } from '../test/fakes/until-ready.ts';

/** The project's folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The Node the project brings. */
export const NODE = join(ROOT, 'node_modules/.bin/node');

/** No process of a measurement lives longer, in milliseconds, whatever happens. */
export const LONGEST_MS = 115_000;

const STOP_MS = 30_000;

/** How `npm start` and the image have memory managed, and a heap as of a small machine; `docs/decisions/041`. */
export const LEAN = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '32768',
  NODE_OPTIONS: '--max-old-space-size=512 --max-semi-space-size=4',
} as const;

export interface EaselProcess {
  readonly url: string;
  readonly pid: number;
  /** The log, one JSON object a line; it has to be read, or the process waits. */
  readonly log: Readable;
  /** From the spawn to the first 200 of `/readyz`, in milliseconds. */
  readonly readyMs: number;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<void>;
}

/** Ends a measurement that waits for what never comes. */
export function breakOffInTime(): void {
  const breakOff = () => {
    process.stderr.write(`Broken off after ${LONGEST_MS / 1000} s.\n`);
    process.exit(1);
  };
  setTimeout(breakOff, LONGEST_MS).unref();
}

/** A new empty folder, and the way to remove it; it is gone at the end in any case. */
export async function scratchFolder(): Promise<{ readonly folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-bench-'));
  const removeNow = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', removeNow);
  return {
    folder,
    async remove() {
      await rm(folder, { recursive: true, force: true });
      process.off('exit', removeNow);
    },
  };
}

/** Runs `easel` in a folder without `.env`, with no variable that matters but these, and its log on a pipe. */
export function spawnEasel(
  args: readonly string[],
  folder: string,
  variables: Readonly<Record<string, string>>,
  longestMs = LONGEST_MS,
) {
  const env = { PATH: process.env.PATH, HOME: folder, TMPDIR: tmpdir(), ...variables };
  const child = spawn(NODE, [join(ROOT, 'src/easel.js'), ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: longestMs,
    killSignal: 'SIGKILL',
  });
  // A measurement that breaks off leaves nothing running.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

/** `easel start` on a free port, ready. Its data lives in the folder. It lives no longer than it is told. */
export async function startEasel(
  folder: string,
  variables: Readonly<Record<string, string>>,
  longestMs = LONGEST_MS,
): Promise<EaselProcess> {
  const port = await freePort();
  const startedAt = performance.now();
  const own = { PORT: String(port), EASEL_DATA_DIR: join(folder, 'data') };
  const child = spawnEasel(['start'], folder, { ...own, ...variables }, longestMs);
  const exited = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  await untilReady(`${url}/readyz`, child).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return { url, pid: child.pid ?? 0, log: child.stderr, readyMs: performance.now() - startedAt, stop };

  async function stop(): Promise<void> {
    child.stderr.resume();
    child.kill('SIGTERM');
    const overdue = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await exited;
    clearTimeout(overdue);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server on TCP answers its address as an object: https://nodejs.org/api/net.html#serveraddress
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
