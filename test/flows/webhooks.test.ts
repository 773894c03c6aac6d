import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '#src/config/load-config.ts';
import type { Job } from '#src/domain/job.ts';
import { WEBHOOK_SECRET } from '#src/simulator/replicate/call-back.ts';
import { type Simulator, startSimulator } from '#src/simulator/simulator.ts';
import { type Running, startEasel } from '#src/start.ts';
import { freePort } from '../fakes/free-port.ts';
import { everyoneAt } from './open-flow.ts';

/** A prediction of it is looked at for the first time after so long, where no call comes before. */
const FIRST_LOOK_MS = 60_000;
const MODEL = 'replicate/qwen-image-2';

/** A busy machine takes its time. */
const PATIENCE = { timeout: 30_000, interval: 10 };

let folder: string;
let simulator: Simulator;
let running: Running;
let start: () => Promise<Running>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'easel-webhooks-'));
  simulator = await startSimulator({ paceMs: 1500 });
  const port = await freePort();
  const file = join(folder, 'easel.json');
  const delivery = { pollCeilingMs: FIRST_LOOK_MS, typicalMs: 10 * FIRST_LOOK_MS, timeoutMs: 10 * FIRST_LOOK_MS };
  await writeFile(file, JSON.stringify({ models: [{ id: MODEL, delivery }] }));
  const env = {
    ...everyoneAt(simulator.url),
    EASEL_DATA_DIR: folder,
    EASEL_CONFIG: file,
    LOG_LEVEL: 'silent',
    PORT: String(port),
    PUBLIC_BASE_URL: `http://127.0.0.1:${port}`,
  };
  start = () => startEasel(loadConfig({ env, cwd: folder }));
  running = await start();
});
afterAll(async () => {
  await running.stop(1000);
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

/** How often the prediction was asked after. */
const looks = (id: string): number =>
  simulator.requests.filter(({ method, path }) => method === 'GET' && path === `/predictions/${id}`).length;

describe('a call from Replicate', () => {
  it('ends a job at once that would not have been looked at for a minute', async () => {
    const job = await ask('Ada', 'a fox at night');
    const made = await until(job.id, ({ state }) => state === 'succeeded');
    expect(made.result).toMatchObject({ pictures: [{ key: expect.any(String) }], charged: 6 });
    expect(looks(made.taskIds?.['0'] ?? '')).toBe(1);
    expect(simulator.taken).toBe(1);
    expect(simulator.requests.find(({ path }) => path.endsWith('/predictions'))?.body).toMatchObject({
      webhook: `${running.url}/webhooks/replicate`,
    });
    expect(await balance('Ada')).toEqual({ available: 34, held: 0 });
  });

  it('changes nothing where it is forged, old, for another prediction, or comes again', async () => {
    simulator.fail({ kind: 'task_ends', as: 'never' });
    const job = await ask('Bob', 'a boat');
    const taskId = (await until(job.id, ({ taskIds }) => Boolean(taskIds?.['0']))).taskIds?.['0'] ?? '';
    const lie = JSON.stringify({ id: taskId, status: 'succeeded', output: ['http://127.0.0.1:9/picture.png'] });

    expect(await call({ body: lie, secret: `whsec_${Buffer.alloc(24, 7).toString('base64')}` })).toBe(401);
    expect(await call({ body: lie, agoMs: 6 * 60_000 })).toBe(401);
    expect(await call({ body: lie, signed: `${lie} ` })).toBe(401);
    expect(await call({ body: 'not json' })).toBe(401);
    expect(await call({ body: JSON.stringify({ id: 'another', status: 'succeeded' }) })).toBe(204);
    await settled();
    expect(looks(taskId)).toBe(0);

    // Even a call that is right is only believed to say that something happened: the state is asked for.
    const id = randomUUID();
    expect(await call({ body: lie, id })).toBe(204);
    await vi.waitFor(() => expect(looks(taskId)).toBe(1), PATIENCE);
    expect(await call({ body: lie, id })).toBe(204);
    await settled();
    expect(looks(taskId)).toBe(1);
    expect(await call({ body: lie, id: randomUUID() })).toBe(204);
    await vi.waitFor(() => expect(looks(taskId)).toBe(2), PATIENCE);

    expect(await running.easel.jobs.get(job.id)).toMatchObject({ state: 'running' });
    expect(await balance('Bob')).toEqual({ available: 34, held: 6 });
    await running.easel.engine.cancel(await until(job.id, () => true));
    await until(job.id, ({ state }) => state === 'canceled');
    await vi.waitFor(async () => expect(await balance('Bob')).toEqual({ available: 40, held: 0 }), PATIENCE);
  });

  it('makes one picture and one charge where it comes five times at once, and again after each of two restarts', async () => {
    const before = simulator.taken;
    const job = await ask('Cid', 'a lighthouse');
    const taskId = (await until(job.id, ({ taskIds }) => Boolean(taskIds?.['0']))).taskIds?.['0'] ?? '';
    const body = JSON.stringify({ id: taskId, status: 'succeeded' });
    const id = randomUUID();
    const fiveTimes = () => Promise.all(Array.from({ length: 5 }, () => call({ body, id })));
    const taken = [204, 204, 204, 204, 204];

    expect(await fiveTimes()).toEqual(taken);
    await restart();
    expect(await fiveTimes()).toEqual(taken);
    // The one that told of the end may have come while nobody was there: providers try again.
    await vi.waitFor(async () => {
      await call({ body });
      expect((await running.easel.jobs.get(job.id))?.state).toBe('succeeded');
    }, PATIENCE);
    expect(await fiveTimes()).toEqual(taken);
    await restart();
    expect(await fiveTimes()).toEqual(taken);

    await settled();
    expect(simulator.taken).toBe(before + 1);
    expect((await running.easel.jobs.get(job.id))?.result?.pictures).toHaveLength(1);
    expect(await balance('Cid')).toEqual({ available: 34, held: 0 });
  }, 90_000);

  it('is refused for a provider that takes none', async () => {
    const answer = await fetch(`${running.url}/webhooks/gemini`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(404);
  });
});

/** Another process over the same data, at the same address. */
async function restart(): Promise<void> {
  await running.stop(0);
  running = await start();
}

/** Several rounds over the wire, each longer than a look that a call had caused would need to begin. */
async function settled(): Promise<void> {
  for (let round = 0; round < 5; round++) await fetch(`${simulator.url}/v1/models`);
}

/** Asks for a picture as the page does. */
async function ask(name: string, prompt: string): Promise<Job> {
  const form = new FormData();
  for (const [field, value] of Object.entries({ eventId: randomUUID(), name, command: 'imagine' }))
    form.append(field, value);
  form.append('options', JSON.stringify({ prompt, model: MODEL }));
  const answer = await fetch(`${running.url}/playground/requests`, { method: 'POST', body: form });
  expect(answer.status).toBe(202);
  return vi.waitFor(async () => {
    const job = (await running.easel.jobs.unfinished()).find(({ request }) => request.prompt === prompt);
    if (!job) throw new Error('There is no such job.');
    return job;
  }, PATIENCE);
}

const until = (jobId: string, is: (job: Job) => boolean): Promise<Job> =>
  vi.waitFor(async () => {
    const job = await running.easel.jobs.get(jobId);
    if (!job || !is(job)) throw new Error(`It is not so yet: ${job?.state} ${job?.failure?.message ?? ''}`);
    return job;
  }, PATIENCE);

async function balance(name: string) {
  const { available, held } = await running.easel.engine.balance({
    tenantId: 'playground',
    personId: name.toLowerCase(),
  });
  return { available, held };
}

interface Forged {
  readonly body: string;
  readonly id?: string;
  readonly secret?: string;
  readonly agoMs?: number;
  /** What the signature is made over, where that is not the body. */
  readonly signed?: string;
}

/** Calls as Replicate does. @returns the status of the answer. */
async function call({ body, id = randomUUID(), secret = WEBHOOK_SECRET, agoMs = 0, signed = body }: Forged) {
  const stamp = String(Math.floor((Date.now() - agoMs) / 1000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${stamp}.${signed}`).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': `v1,${signature}` };
  const { status } = await fetch(`${running.url}/webhooks/replicate`, { method: 'POST', body, headers });
  return status;
}

/** A port that was free a moment ago: the public address has to be known before anything listens. */
