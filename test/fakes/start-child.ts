import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

const LEASH = new URL('./end-with-parent.ts', import.meta.url).href;

interface ChildOptions extends SpawnOptions {
  /** Input, output and errors. */
  readonly stdio: ['ignore' | 'pipe', 'ignore' | 'pipe', 'inherit' | 'pipe'];
}

/** A process of Node that a test starts. It ends when the test's own ends, also where that is killed and can end nothing. */
export function startChild(args: readonly string[], { stdio, ...options }: ChildOptions): ChildProcess {
  return spawn(process.execPath, ['--import', LEASH, ...args], { ...options, stdio: [...stdio, 'ipc'] });
}
