import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../fakes/free-port.ts';
import { startChild } from '../fakes/start-child.ts';
import { untilReady } from '../fakes/until-ready.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The product itself, as `easel start` runs it. */
export interface StartedEasel {
  readonly pid: number;
  /** When `/readyz` answered 200 for the first time, in epoch milliseconds. */
  readonly readyAt: number;
  readonly exited: Promise<unknown>;
  /** kill -9, and the wait until it is gone. */
  kill(): Promise<void>;
}

/** `easel start` in a folder of its own, ready. @throws where it ends before, or takes too long. */
export async function startProcess(
  folder: string,
  variables: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<StartedEasel> {
  const port = await freePort();
  const child = startChild([join(ROOT, 'src/easel.js'), 'start', ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, LOG_LEVEL: 'fatal', PORT: String(port), ...variables },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  // A measurement that breaks off leaves nothing running.
  const killNow = () => void child.kill('SIGKILL');
  process.once('exit', killNow);
  child.once('exit', () => process.off('exit', killNow));
  await untilReady(`http://127.0.0.1:${port}/readyz`, child).catch((error: unknown) => {
    killNow();
    throw error;
  });
  return {
    pid: child.pid ?? 0,
    readyAt: Date.now(),
    exited,
    async kill() {
      killNow();
      await exited;
    },
  };
}
