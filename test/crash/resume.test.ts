import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordedRequest } from '#src/simulator/request-log.ts';
import { type Simulator, startSimulator } from '#src/simulator/simulator.ts';
import { startChild } from '../fakes/start-child.ts';
import { readEasel } from './read-easel.ts';
import { openWall, said } from './wall.ts';

interface Case {
  readonly what: string;
  readonly model: string;
  readonly drawnForMs: number;
  /** The request after which the process is killed. */
  readonly after: (request: RecordedRequest) => boolean;
  /** The post people see in the end. */
  readonly post: readonly [kind: string, text: string];
  readonly cost: number;
}

const SECOND_LOOK_MS = 200;
const isOrder = ({ method, path }: RecordedRequest): boolean => method === 'POST' && path.endsWith('/predictions');
const isLook = ({ method, path }: RecordedRequest): boolean => method === 'GET' && path.startsWith('/predictions/');
const isTask = ({ body }: RecordedRequest): boolean => JSON.stringify(body ?? null).includes('imageInference');

const CASES: readonly Case[] = [
  {
    what: 'a Replicate prediction that is waited for',
    model: 'replicate/qwen-image-2',
    drawnForMs: 2500,
    after: isLook,
    post: ['result', '1'],
    cost: 6,
  },
  {
    what: 'a Replicate prediction whose name was not told yet',
    model: 'replicate/qwen-image-2',
    drawnForMs: 500,
    after: isOrder,
    post: ['failure', 'outcome-unknown'],
    cost: 0,
  },
  {
    what: 'a Runware task that has just been sent',
    model: 'runware/flux-schnell',
    drawnForMs: 500,
    after: isTask,
    post: ['result', '1'],
    cost: 1,
  },
];

describe('kill -9 in the middle of a task that goes on at the provider', () => {
  let folder: string;
  let simulator: Simulator;
  let wall: Awaited<ReturnType<typeof openWall>>;
  let arrived: (request: RecordedRequest) => void = () => {};
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'easel-crash-'));
    simulator = await startSimulator({ paceMs: 0, onRequest: (request) => arrived(request) });
    wall = await openWall();
    const delivery = { typicalMs: 5000, pollCeilingMs: SECOND_LOOK_MS };
    const models = [{ id: 'replicate/qwen-image-2', delivery }];
    await writeFile(join(folder, 'easel.json'), JSON.stringify({ models }));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    wall.close();
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(CASES)('$what ends as it should, billed at most once', async ({ model, drawnForMs, after, post, cost }) => {
    simulator.fail({ kind: 'slow', ms: drawnForMs });
    const reached = new Promise<void>((resolve) => {
      arrived = (request) => after(request) && resolve();
    });
    const first = start('event-1', model);
    await reached;
    first.kill('SIGKILL');
    await once(first, 'exit');

    await said(start('', model), 'started');
    await expect.poll(() => wall.posts.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await expect.poll(() => readEasel(folder, ({ jobs }) => jobs.unfinished()), { timeout: 10_000 }).toEqual([]);

    const [kind, text] = post;
    expect(wall.posts).toEqual([{ kind, messageId: 'event-1', text }]);
    const { available, held } = await readEasel(folder, ({ engine }) =>
      engine.balance({ tenantId: 'guild', personId: 'ada' }),
    );
    expect({ available, held }).toEqual({ available: 40 - cost, held: 0 });
    expect(simulator.taken).toBe(1);
    expect(simulator.requests.filter((request) => isOrder(request) || isTask(request))).toHaveLength(1);
  });

  function start(ask: string, model: string): ChildProcess {
    const program = new URL('./child.ts', import.meta.url).pathname;
    const easel = {
      EASEL_CONFIG: join(folder, 'easel.json'),
      REPLICATE_API_TOKEN: 'test-key',
      REPLICATE_BASE_URL: `${simulator.url}/replicate/v1`,
      RUNWARE_API_KEY: 'test-key',
      RUNWARE_BASE_URL: `${simulator.url}/runware/v1`,
    };
    const env = {
      ...process.env,
      EASEL_DATA_DIR: folder,
      CHILD_VARIABLES: JSON.stringify(easel),
      CHILD_OPTIONS: JSON.stringify({ model }),
    };
    const child = startChild([program, '', ask, wall.url], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    return child;
  }
});
