import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { scratchFolder } from '../fakes/scratch-folder.ts';

const PROGRAM = new URL('../../src/easel.js', import.meta.url).pathname;
/** More than any command here needs, and less than a test may take. */
const BOUND_MS = 85_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** What it has printed on standard output so far. */
  stdout(): string;
  /** The same of standard error. */
  stderr(): string;
}

export interface Workplace {
  readonly folder: string;
  readonly dataDir: string;
  /** Runs one command to its end. */
  easel(...args: readonly string[]): Promise<Ended>;
  start(...args: readonly string[]): Started;
}

/** A folder of its own to work in, and the command line as a process in it. Nothing of this process's environment is passed on. */
export function openWorkplace(env: Readonly<Record<string, string>> = {}, cwd?: string): Workplace {
  const folder = cwd ?? scratchFolder();
  const dataDir = env.EASEL_DATA_DIR ?? join(folder, 'data');
  mkdirSync(folder, { recursive: true });
  const start = (...args: readonly string[]) => spawned(args, folder, { EASEL_DATA_DIR: dataDir, ...env });
  return { folder, dataDir, start, easel: (...args) => start(...args).ended };
}

/** `OPENAI_…` for a simulator. */
export const asOpenAi = (url: string, key = 'test-key') => ({ OPENAI_API_KEY: key, OPENAI_BASE_URL: `${url}/v1` });

function spawned(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Started {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const heard = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (heard.stdout += chunk));
  child.stderr.on('data', (chunk) => (heard.stderr += chunk));
  const bound = setTimeout(() => child.kill('SIGKILL'), BOUND_MS);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(bound);
      resolve({ code, signal, ...heard });
    });
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, ended, stdout: () => heard.stdout, stderr: () => heard.stderr };
}

/** The one JSON document of `--raw`. */
export interface RawDocument {
  readonly created: number;
  readonly data: readonly { readonly path: string }[];
  readonly usage?: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly blame: string;
    readonly charged: boolean;
  };
}

/** @throws where there is anything else on standard output. */
export const rawOf = ({ stdout }: Ended): RawDocument => JSON.parse(stdout);
