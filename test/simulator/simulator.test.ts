import { request } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import OpenAI, { toFile } from 'openai';
import { expect, it, vi } from 'vitest';
import type { RecordedRequest } from '#src/simulator/request-log.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { maskPng, pngOf } from '../fixtures/pictures.ts';
import { clientOf, openSimulator } from './open-simulator.ts';

/** As they were before any server started. */
const GLOBALS = [globalThis.Request, globalThis.Response];

const png = async (name: string) => toFile(await pngOf({ width: 64, height: 64 }), name, { type: 'image/png' });

it('records a form as its fields, numbers as numbers and files by name, type and length', async () => {
  const { client, simulator } = await openSimulator();
  const mask = await maskPng({ width: 64, height: 64, hole: { left: 0, top: 0, width: 8, height: 8 } });
  await client.images.edit({
    model: 'sketch',
    prompt: '12',
    image: [await png('a.png'), await png('b.png')],
    mask: await toFile(mask, 'mask.png', { type: 'image/png' }),
    n: 2,
    stream: false,
  });
  const [recorded] = simulator.requests;
  expect(recorded).toMatchObject({ method: 'POST', path: '/images/edits' });
  expect(recorded?.contentType).toMatch(/^multipart\/form-data/);
  expect(recorded?.body).toEqual({
    model: 'sketch',
    prompt: '12',
    image: ['<file>', '<file>'],
    mask: '<file>',
    n: 2,
    stream: false,
  });
  // The client sends fields in no promised order; the pictures among themselves keep theirs.
  const files = [...(recorded?.files ?? [])].sort((one, other) => one.field.localeCompare(other.field));
  expect(files).toEqual([
    { field: 'image[]', name: 'a.png', type: 'image/png', bytes: expect.any(Number) },
    { field: 'image[]', name: 'b.png', type: 'image/png', bytes: expect.any(Number) },
    { field: 'mask', name: 'mask.png', type: 'image/png', bytes: mask.length },
  ]);
});

it('records a single picture as one file', async () => {
  const { client, simulator } = await openSimulator();
  await client.images.edit({ model: 'sketch', prompt: 'a fox', image: await png('a.png') });
  expect(simulator.requests[0]?.body).toEqual({ model: 'sketch', prompt: 'a fox', image: '<file>' });
});

it('records JSON as sent, tells it at once and never keeps the key', async () => {
  const told: RecordedRequest[] = [];
  const { client, simulator } = await openSimulator({ onRequest: (recorded) => void told.push(recorded) });
  await client.images.generate({ model: 'sketch', prompt: 'a fox', user: 'ada' });
  await client.models.list();
  expect(told.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /images/generations', 'GET /models']);
  expect(told[0]?.body).toEqual({ model: 'sketch', prompt: 'a fox', user: 'ada' });
  expect(simulator.requests).toEqual(told);
  expect(JSON.stringify(told)).not.toContain('test-key');
});

it('keeps the newest thousand requests', async () => {
  const { client, simulator } = await openSimulator();
  for (let hundred = 0; hundred < 11; hundred++)
    await Promise.all(
      Array.from({ length: 100 }, (_, at) => client.models.retrieve(`m${hundred * 100 + at}`).catch(() => undefined)),
    );
  expect(simulator.requests).toHaveLength(1000);
  expect(simulator.requests.some(({ path }) => path === '/models/m0')).toBe(false);
  expect(simulator.requests.some(({ path }) => path === '/models/m1099')).toBe(true);
});

it('gives each request its own id', async () => {
  const { client } = await openSimulator();
  const ids = await Promise.all([1, 2, 3].map(async () => (await client.models.list().withResponse()).request_id));
  expect(new Set(ids).size).toBe(3);
});

it('repeats a prompt differently where it may', async () => {
  let salt = 0;
  const { client } = await openSimulator({ newSalt: () => String(salt++) });
  const picture = async () => (await client.images.generate({ model: 'sketch', prompt: 'a fox' })).data?.[0]?.b64_json;
  expect(await picture()).not.toBe(await picture());
});

it('stops the work of callers who hung up', async () => {
  let salts = 0;
  const { client } = await openSimulator({ paceMs: 60_000, newSalt: () => String(salts++) });
  await client.models.list();
  const idle = waits();
  const caller = new AbortController();
  // Five, so that a timer or two of the client itself cannot hide theirs.
  const asking = Array.from({ length: 5 }, () =>
    client.images.generate({ model: 'sketch', prompt: 'a fox', n: 10 }, { signal: caller.signal }),
  );
  const failed = Promise.allSettled(asking);
  await until(() => salts === 5 && waits() >= idle + 5);
  caller.abort();
  expect((await failed).map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
  await until(() => waits() <= idle);
});

it('serves many at once and loses none', async () => {
  const { client } = await openSimulator();
  const asked = { model: 'sketch', prompt: 'a fox', output_format: 'jpeg', quality: 'low' } as const;
  const answers = await Promise.all(Array.from({ length: 12 }, () => client.images.generate(asked)));
  expect(new Set(answers.map(({ data }) => data?.[0]?.b64_json)).size).toBe(1);
});

it('goes on after uploads that break off', async () => {
  const { client, simulator } = await openSimulator();
  for (const [path, type] of [
    ['/images/generations', 'application/json'],
    ['/images/edits', 'multipart/form-data; boundary=x'],
  ] as const)
    await brokenUpload(`${simulator.url}/v1${path}`, type);
  await vi.waitFor(() => expect(simulator.requests).toHaveLength(2));
  expect(simulator.requests.map(({ body }) => body)).toEqual([undefined, undefined]);
  expect(simulator.taken).toBe(0);
  expect((await client.models.list()).data.length).toBeGreaterThan(0);
});

it('answers in OpenAI words when it breaks itself', async () => {
  const { client } = await openSimulator({
    onRequest: () => {
      throw new Error('a secret of the listener');
    },
  });
  await expect(client.models.list()).rejects.toMatchObject({ status: 500, code: 'server_error' });
});

it('refuses a body that says it is larger than 900 MB, before any of it comes', async () => {
  const { simulator } = await openSimulator();
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const asking = request(
      `${simulator.url}/v1/images/edits`,
      { method: 'POST', headers: { 'content-length': 900_000_001, 'content-type': 'multipart/form-data; boundary=x' } },
      (answer) => {
        resolve(answer.statusCode);
        asking.destroy();
      },
    );
    asking.on('error', reject);
    asking.flushHeaders();
  });
  expect(status).toBe(413);
  expect(simulator.requests).toHaveLength(1);
});

it('listens where told and says when it cannot', async () => {
  const { simulator } = await openSimulator();
  const port = Number(new URL(simulator.url).port);
  await expect(startSimulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await simulator.close();
  const { simulator: next } = await openSimulator({ port });
  expect(next.url).toBe(simulator.url);
});

it('cuts what runs when it is closed, and can be closed twice', async () => {
  const { client, simulator } = await openSimulator({ paceMs: 60_000 });
  const asking = client.images.generate({ model: 'sketch', prompt: 'a fox' });
  const failed = expect(asking).rejects.toBeInstanceOf(OpenAI.APIConnectionError);
  await vi.waitFor(() => expect(simulator.requests).toHaveLength(1));
  await Promise.all([simulator.close(), simulator.close()]);
  await failed;
});

it('leaves the globals of its process alone', async () => {
  const { simulator } = await openSimulator();
  await clientOf(simulator).models.list();
  await setImmediate();
  expect([globalThis.Request, globalThis.Response]).toEqual(GLOBALS);
});

/** How many timers run in this process, the simulator's among them. */
const waits = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

/** Polls without a timer of its own, which would be counted; the test's time-out bounds it. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await setImmediate();
}

/** Promises more bytes than it sends and hangs up. */
function brokenUpload(url: string, type: string): Promise<void> {
  return new Promise((resolve) => {
    const headers = { authorization: 'Bearer test-key', 'content-type': type, 'content-length': 100_000 };
    const asking = request(url, { method: 'POST', headers });
    asking.on('error', () => undefined);
    asking.on('close', resolve);
    asking.write('{"prompt":"a f', () => asking.destroy());
  });
}
