import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Role } from '#src/config/roles.ts';
import { type Simulator, startSimulator } from '#src/simulator/simulator.ts';
import { readEasel } from '../crash/read-easel.ts';
import { realRedis } from '../fakes/real-stores.ts';
import { startChild } from '../fakes/start-child.ts';
import { openAiAt } from '../flows/open-flow.ts';

export type Roles = Awaited<ReturnType<typeof openRoles>>;

export interface RolesOptions {
  /** How long the provider takes over a picture. */
  readonly paceMs?: number;
  /** Variables of providers, given the simulator's address. */
  readonly providers?: (url: string) => Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly simulator?: Simulator;
}

/** Processes of `easel start --role`, as an operator starts them, over one folder and one Redis, with a provider that outlives them. */
export async function openRoles({ paceMs = 0, providers = openAiAt, env, simulator: given }: RolesOptions) {
  const folder = await mkdtemp(join(tmpdir(), 'easel-roles-'));
  const simulator = given ?? (await startSimulator({ paceMs }));
  const redisUrl = realRedis.corner();
  const children: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of children) child.kill('SIGKILL');
    await simulator.close();
    await realRedis.forget(redisUrl);
    await rm(folder, { recursive: true, force: true });
  });

  /** Resolves when it says that it is ready. */
  async function start(role: Role, flags: readonly string[] = [], more: Readonly<Record<string, string>> = {}) {
    const program = new URL('../../src/easel.js', import.meta.url).pathname;
    const child = startChild([program, 'start', '--role', role, ...flags], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        EASEL_DATA_DIR: folder,
        PORT: '0',
        LOG_LEVEL: 'silent',
        REDIS_URL: redisUrl,
        ...providers(simulator.url),
        ...env,
        ...more,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const url = await saidUrl(child);
    return {
      url,
      signal: (signal: 'SIGSTOP' | 'SIGCONT') => void child.kill(signal),
      /** @returns how it ended: its exit code, where it was not killed. */
      async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
        const ended = once(child, 'exit');
        child.kill(signal);
        const [code] = await ended;
        return code;
      },
    };
  }

  /** No job is left under way, and so much is left of somebody's credits. */
  async function expectSettled(whose: { tenantId: string; personId: string }, available: number): Promise<void> {
    const unfinished = () => readEasel(folder, ({ jobs }) => jobs.unfinished());
    await expect.poll(unfinished, { timeout: 15_000, interval: 100 }).toEqual([]);
    const left = await readEasel(folder, ({ engine }) => engine.balance(whose));
    expect({ available: left.available, held: left.held }).toEqual({ available, held: 0 });
  }

  return { folder, simulator, redisUrl, start, expectSettled };
}

async function saidUrl({ stdout }: ChildProcess): Promise<string> {
  for await (const chunk of (stdout ?? []) as AsyncIterable<Buffer>) {
    const found = /http:\/\/[\w.:]+/.exec(String(chunk))?.[0];
    if (found) return found;
  }
  throw new Error('It ended before it was ready.');
}
