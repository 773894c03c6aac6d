import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '#src/simulator/simulator.ts';
import { startChild } from '../fakes/start-child.ts';
import { LABELS, type Label } from './labels.ts';
import { readEasel } from './read-easel.ts';

interface Post {
  readonly kind: string;
  readonly messageId: string;
  readonly text: string;
  readonly at: number;
}

/** Killed up to here, nothing was sent: the job is made after the restart. From `delivering` on it was made and is delivered. */
const MADE: ReadonlySet<Label> = new Set([
  'accepted',
  'held',
  'queued',
  'running',
  'delivering',
  'settled',
  'posted',
  'succeeded',
]);
/** The mark is stored before the call, so here the provider was not even asked; nobody can tell, and so nobody asks again. */
const CALLS: Partial<Record<Label, number>> = { sent: 0 };

describe('kill -9 at every point of a job', () => {
  let folder: string;
  let simulator: Simulator;
  let wall: Wall;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'easel-crash-'));
    simulator = await startSimulator({ paceMs: 0 });
    wall = await openWall();
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    wall.server.close();
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(LABELS)('%s: nothing lost, nothing doubled, and the person is told', async (label) => {
    const first = start(label, 'event-1');
    await said(first, `at ${label}`);
    first.kill('SIGKILL');
    await once(first, 'exit');

    const second = start('', '');
    await said(second, 'started');
    const startedAt = Date.now();
    await expect.poll(() => wall.posts.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await expect.poll(() => unfinished(), { timeout: 10_000 }).toBe(0);

    const last = wall.posts.at(-1);
    expect(last).toMatchObject(
      MADE.has(label) ? { kind: 'result', text: '1' } : { kind: 'failure', text: 'outcome-unknown' },
    );
    expect(new Set(wall.posts.map(({ messageId }) => messageId))).toEqual(new Set(['event-1']));
    expect(wall.posts.length).toBeLessThanOrEqual(label === 'posted' ? 2 : 1);
    if (label !== 'succeeded') expect((last?.at ?? 0) - startedAt).toBeLessThan(2000);
    expect(simulator.requests).toHaveLength(CALLS[label] ?? 1);
    expect(await balance()).toEqual(MADE.has(label) ? { available: 38, held: 0 } : { available: 40, held: 0 });
  });

  function start(stopAt: string, ask: string): ChildProcess {
    const program = new URL('./child.ts', import.meta.url).pathname;
    const env = {
      ...process.env,
      EASEL_DATA_DIR: folder,
      OPENAI_API_KEY: 'test-key',
      OPENAI_BASE_URL: `${simulator.url}/v1`,
    };
    const child = startChild([program, stopAt, ask, wall.url], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  }

  const unfinished = () => readEasel(folder, async ({ jobs }) => (await jobs.unfinished()).length);

  const balance = () =>
    readEasel(folder, async ({ engine }) => {
      const { available, held } = await engine.balance({ tenantId: 'guild', personId: 'ada' });
      return { available, held };
    });
});

interface Wall {
  readonly server: Server;
  readonly url: string;
  readonly posts: Post[];
}

/** What people saw, kept outside of the process that is killed. */
async function openWall(): Promise<Wall> {
  const posts: Post[] = [];
  const server = createServer(async (request, response) => {
    posts.push({ ...JSON.parse(await text(request)), at: Date.now() });
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { server, posts, url: `http://127.0.0.1:${port}` };
}

/** Waits until a child has printed the line. */
async function said({ stdout }: ChildProcess, line: string): Promise<void> {
  let heard = '';
  for await (const chunk of stdout ?? []) {
    heard += chunk;
    if (heard.includes(`${line}\n`)) return;
  }
  throw new Error(`The child ended without saying "${line}": ${heard}`);
}
