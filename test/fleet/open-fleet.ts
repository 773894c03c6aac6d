import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { startSimulator } from '#src/simulator/simulator.ts';
import { openWall, said } from '../crash/wall.ts';
import { realRedis } from '../fakes/real-stores.ts';
import { startChild } from '../fakes/start-child.ts';

/** What a process showed, and which one it was. */
export interface Shown {
  readonly kind: string;
  readonly messageId: string;
  readonly text: string;
  readonly by: string;
}

interface FleetOptions {
  readonly paceMs?: number;
  readonly more?: Readonly<Record<string, string>>;
  /** A Redis of the test's own. */
  readonly redisUrl?: string;
}

/** Several real processes over one store and one Redis, beside a provider and a wall that outlive them. */
export async function openFleet({ paceMs = 300, more = {}, redisUrl: own }: FleetOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'easel-fleet-'));
  const simulator = await startSimulator({ paceMs });
  const wall = await openWall();
  const redisUrl = own ?? realRedis.corner();
  const children: ChildProcess[] = [];
  const env = {
    EASEL_DATA_DIR: folder,
    OPENAI_API_KEY: 'test-key',
    OPENAI_BASE_URL: `${simulator.url}/v1`,
    REDIS_URL: redisUrl,
    LOG_LEVEL: 'silent',
    ...more,
  };
  onTestFinished(async () => {
    for (const child of children) child.kill('SIGKILL');
    wall.close();
    await simulator.close();
    if (own === undefined) await realRedis.forget(redisUrl);
    await rm(folder, { recursive: true, force: true });
  });

  /** @param takes `jobs` where it runs what others accept. */
  async function begin(name: string, takes: 'jobs' | 'none') {
    const program = new URL('./child.ts', import.meta.url).pathname;
    const child = startChild([program, name, takes, wall.url], {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    await said(child, 'started');
    const send = (order: object) => void child.stdin?.write(`${JSON.stringify(order)}\n`);
    return {
      ask: (ask: string, user?: string) => send({ ask, user }),
      cancel: (cancel: string) => send({ cancel }),
      async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
        const ended = once(child, 'exit');
        child.kill(signal);
        await ended;
      },
    };
  }

  // What is posted by the children of this kit has their names.
  const shown = (): readonly Shown[] => wall.posts.map((post) => ({ by: '', ...post }));
  const ends = () => shown().filter(({ kind }) => kind === 'result' || kind === 'failure');

  return { env, folder, simulator, join: begin, shown, ends };
}
