import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { Hono } from 'hono';
import OpenAI from 'openai';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createAnswers } from '#src/http/api/answer/answers.ts';
import { createEventQueue } from '#src/http/api/events/event-queue.ts';
import type { ApiEvent } from '#src/http/api/events/send-events.ts';
import { listen } from '#src/http/listen.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../../../fakes/memory-blobs.ts';
import { createSilentLog } from '../../../fakes/silent-log.ts';

const PICTURE = Buffer.from(Array.from({ length: 30_001 }, (_, index) => (index * 5) % 256));

const errorEventOf = (thrown: unknown): ApiEvent => ({ type: 'error', fields: { error: { message: String(thrown) } } });

async function open(eventsOf: (id: string) => AsyncIterable<ApiEvent>) {
  const clock = createManualClock();
  const blobs = createMemoryBlobs();
  const log = createSilentLog();
  const answers = createAnswers({ blobs, clock, log });
  const app = new Hono().on(['GET', 'POST'], '/*', (context) =>
    answers.events(context, eventsOf(context.req.query('id') ?? ''), {
      headers: { 'x-easel-job-id': 'job_1' },
      errorEventOf,
    }),
  );
  const server = await listen(app, { host: '127.0.0.1', port: 0, log });
  onTestFinished(() => server.close(0));
  return { clock, blobs, log, app, url: server.url };
}

const partial = (index: number, id = ''): ApiEvent => ({
  type: 'image_generation.partial_image',
  fields: { partial_image_index: index, id },
  bytes: PICTURE.subarray(0, PICTURE.length - index),
});

const completed = (id = ''): ApiEvent => ({ type: 'image_generation.completed', fields: { id }, bytes: PICTURE });

/** Four events that are all there. */
function whole(id: string): AsyncIterable<ApiEvent> {
  const queue = createEventQueue<ApiEvent>();
  for (const index of [0, 1, 2]) queue.push(partial(index, id));
  queue.push(completed(id));
  queue.end();
  return queue.events;
}

/** Each event of a stream by its own words. */
const read = (stream: string) =>
  stream
    .split('\n\n')
    .filter((lines) => lines.startsWith('event: '))
    .map((lines) => JSON.parse(lines.slice(lines.indexOf('data: ') + 6)) as Record<string, unknown>);

it('sends events in order, each with its name and its picture', async () => {
  const { url } = await open(whole);
  const response = await fetch(url);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'x-easel-job-id': 'job_1',
  });
  const stream = await response.text();
  expect(stream.match(/^event: .*$/gm)).toEqual([
    ...Array(3).fill('event: image_generation.partial_image'),
    'event: image_generation.completed',
  ]);
  const events = read(stream);
  expect(events.map(({ type, partial_image_index }) => [type, partial_image_index])).toEqual([
    ['image_generation.partial_image', 0],
    ['image_generation.partial_image', 1],
    ['image_generation.partial_image', 2],
    ['image_generation.completed', undefined],
  ]);
  expect(events[1]?.b64_json).toBe(PICTURE.subarray(0, PICTURE.length - 1).toString('base64'));
});

it('sends base64 as it is, and gives its memory back when it is written', async () => {
  const text = PICTURE.toString('base64');
  const base64 = [text.slice(0, 33_333), text.slice(33_333)].map((part) => new Uint8Array(Buffer.from(part)));
  const queue = createEventQueue<ApiEvent>();
  queue.push({ type: 'first', fields: { a: 1 }, base64 });
  queue.push(completed());
  queue.end();
  const { url } = await open(() => queue.events);
  const [first, last] = read(await (await fetch(url)).text());
  expect(first).toEqual({ type: 'first', b64_json: text, a: 1 });
  expect(last).toMatchObject({ b64_json: text });
  expect(base64.map(({ byteLength }) => byteLength)).toEqual([0, 0]);
});

it("is understood by OpenAI's own client", async () => {
  const { url } = await open(whole);
  const client = new OpenAI({ apiKey: 'key', baseURL: url, maxRetries: 0 });
  const types: string[] = [];
  for await (const event of await client.images.generate({ model: 'm', prompt: 'p', stream: true }))
    types.push(event.type);
  expect(types).toEqual([...Array(3).fill('image_generation.partial_image'), 'image_generation.completed']);
});

it('sends its head and each event at once, while the next ones are still being made', async () => {
  const queue = createEventQueue<ApiEvent>();
  const { url } = await open(() => queue.events);
  const response = await fetch(url);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  queue.push({ type: 'first', fields: { a: 1 } });
  expect(await reader?.read()).toEqual({ done: false, value: 'event: first\ndata: {"type":"first","a":1}\n\n' });
  queue.push({ type: 'second', fields: {} });
  expect(await reader?.read()).toEqual({ done: false, value: 'event: second\ndata: {"type":"second"}\n\n' });
  queue.end();
  expect(await reader?.read()).toMatchObject({ done: true });
});

it('loses and reorders nothing over 200 streams at once, slow readers among them', async () => {
  const { url } = await open(whole);
  const agent = new Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });
  onTestFinished(() => agent.destroy());
  const streams = await Promise.all(
    Array.from({ length: 200 }, (_, index) => readSlowly(`${url}/?id=${index}`, agent, index % 3 === 0)),
  );
  for (const [index, stream] of streams.entries()) {
    const events = read(stream);
    expect(events.map(({ id, partial_image_index = 'last' }) => [id, partial_image_index])).toEqual(
      [0, 1, 2, 'last'].map((place) => [String(index), place]),
    );
    expect(events.every(({ b64_json }, place) => b64_json === encodedAt(place))).toBe(true);
  }
});

const ENCODED = [0, 1, 2, 0].map((left) => PICTURE.subarray(0, PICTURE.length - left).toString('base64'));
const encodedAt = (place: number) => ENCODED[place];

function readSlowly(url: string, agent: Agent, isSlow: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      if (isSlow) {
        response.pause();
        setImmediate(() => setImmediate(() => void text(response).then(resolve, reject)));
      } else void text(response).then(resolve, reject);
    }).on('error', reject);
  });
}

it('asks for no further event while the other side does not read', async () => {
  let asked = 0;
  async function* endless(): AsyncGenerator<ApiEvent> {
    for (;;) {
      asked++;
      yield { type: 'large', fields: {}, bytes: new Uint8Array(1_000_000) };
    }
  }
  const { url } = await open(endless);
  const agent = new Agent();
  onTestFinished(() => agent.destroy());
  const answered = Promise.withResolvers<void>();
  get(url, { agent }, (response) => {
    response.pause();
    answered.resolve();
  });
  await answered.promise;
  let before = -1;
  await vi.waitFor(
    () => {
      const isStill = asked === before;
      before = asked;
      expect(isStill).toBe(true);
    },
    { interval: 200, timeout: 10_000 },
  );
  // What the system keeps of a connection, on both sides.
  expect(asked).toBeLessThan(30);
});

it('cuts off who takes nothing for a minute, and hears of it', async () => {
  const left = vi.fn();
  const queue = createEventQueue<ApiEvent>(left);
  for (let index = 0; index < 20; index++) queue.push({ type: 'large', fields: {}, bytes: new Uint8Array(2_000_000) });
  const { url, clock } = await open(() => queue.events);
  const agent = new Agent();
  onTestFinished(() => agent.destroy());
  const request = get(url, { agent }, (response) => response.on('error', () => {}).pause());
  request.on('error', () => {});
  // How much the system takes for somebody who does not read is its own affair.
  await vi.waitFor(
    async () => {
      expect(clock.untilNext()).toBe(60_000);
      await clock.advance(60_000);
      expect(left).toHaveBeenCalledOnce();
    },
    { timeout: 15_000 },
  );
});

it('tells of an error as the last event', async () => {
  const queue = createEventQueue<ApiEvent>();
  const { url } = await open(() => queue.events);
  queue.push(partial(0));
  queue.fail(new Error('no credits'));
  const events = read(await (await fetch(url)).text());
  expect(events.map(({ type }) => type)).toEqual(['image_generation.partial_image', 'error']);
  expect(events[1]).toMatchObject({ error: { message: 'Error: no credits' } });
});

it('tells of a picture that is gone from the store as an error', async () => {
  const queue = createEventQueue<ApiEvent>();
  const { url, blobs } = await open(() => queue.events);
  await blobs.put('jobs/1/0.png', PICTURE);
  queue.push({ type: 'kept', fields: {}, key: 'jobs/1/0.png' });
  queue.push({ type: 'kept', fields: {}, key: 'jobs/1/1.png' });
  const events = read(await (await fetch(url)).text());
  expect(events.map(({ type }) => type)).toEqual(['kept', 'error']);
  expect(events[0]?.b64_json).toBe(PICTURE.toString('base64'));
});

it('says something in a silence, and stops when the stream ends', async () => {
  const queue = createEventQueue<ApiEvent>();
  const { url, clock } = await open(() => queue.events);
  const response = await fetch(url);
  await clock.advance(31_000);
  queue.push({ type: 'done', fields: {} });
  queue.end();
  expect((await response.text()).match(/: still here\n\n/g)).toHaveLength(2);
  expect(clock.waiting()).toBe(0);
});

it('hears at once of a client that goes in the middle', async () => {
  const left = vi.fn();
  const queue = createEventQueue<ApiEvent>(left);
  const { url, clock } = await open(() => queue.events);
  const stop = new AbortController();
  const response = await fetch(url, { signal: stop.signal });
  queue.push(partial(0));
  await response.body?.getReader().read();
  stop.abort();
  await vi.waitFor(() => expect(left).toHaveBeenCalledOnce());
  queue.push(partial(1));
  queue.end();
  expect(clock.waiting()).toBe(0);
});

it('streams where no server is in between', async () => {
  const { app } = await open(whole);
  expect(read(await (await app.request('/?id=x')).text())).toHaveLength(4);
});
