import OpenAI, { APIError } from 'openai';
import { expect, it, vi } from 'vitest';
import { createFaultQueue } from '#src/simulator/faults.ts';
import { openSimulator } from './open-simulator.ts';
import { fromBase64, pixelsOf } from './pixels.ts';

const ASKED = { model: 'sketch', prompt: 'a fox', n: 2, output_format: 'jpeg' } as const;
const STREAMED = { ...ASKED, n: 1, stream: true, partial_images: 2 } as const;

const failure = (asking: Promise<unknown>): Promise<APIError> =>
  asking.then(
    () => expect.unreachable('It did not fail.'),
    (error: unknown) => (error instanceof APIError ? error : expect.unreachable(String(error))),
  );

/** The types of all events until the stream ends or breaks, and what broke it. */
async function watched(stream: AsyncIterable<{ type: string }>): Promise<{ types: string[]; error?: unknown }> {
  const types: string[] = [];
  try {
    for await (const { type } of stream) types.push(type.replace('image_generation.', ''));
    return { types };
  } catch (error) {
    return { types, error };
  }
}

it.each([
  [{ kind: 'rate_limit', retryAfterSeconds: 7 }, 429, 'rate_limit_exceeded', 'input-images', 0],
  [{ kind: 'insufficient_quota' }, 429, 'insufficient_quota', 'insufficient_quota', 0],
  [{ kind: 'server_error' }, 500, 'server_error', 'server_error', 1],
  [{ kind: 'overloaded' }, 503, 'server_is_overloaded', 'service_unavailable_error', 0],
  [{ kind: 'moderation_blocked', stage: 'output' }, 400, 'moderation_blocked', 'image_generation_user_error', 1],
  [{ kind: 'moderation_blocked' }, 400, 'moderation_blocked', 'image_generation_user_error', 0],
] as const)('answers %j once, and then works again', async (fault, status, code, type, taken) => {
  const { client, simulator } = await openSimulator({ faults: [fault] });
  expect(await failure(client.images.generate(ASKED))).toMatchObject({ status, code, type });
  expect(simulator.taken).toBe(taken);
  expect((await client.images.generate(ASKED)).data).toHaveLength(2);
  expect(simulator.taken).toBe(taken + 1);
  expect(simulator.requests).toHaveLength(2);
});

it('says how long to wait after a rate limit', async () => {
  const { client, simulator } = await openSimulator();
  simulator.fail({ kind: 'rate_limit', retryAfterSeconds: 7 });
  const { headers } = await failure(client.images.generate(ASKED));
  expect([headers?.get('retry-after'), headers?.get('retry-after-ms')]).toEqual(['7', '7000']);
});

it('answers whatever status, body and headers a test likes, as often as it likes', async () => {
  const body = {
    error: { message: 'Verify your organization.', type: 'invalid_request_error', param: null, code: 'x' },
  };
  const { client, simulator } = await openSimulator();
  simulator.fail({ kind: 'status', status: 403, body, headers: { 'x-extra': 'yes' }, times: 2 });
  for (const _time of [1, 2]) {
    const error = await failure(client.images.generate(ASKED));
    expect(error).toMatchObject({ status: 403, code: 'x' });
    expect(error.headers?.get('x-extra')).toBe('yes');
  }
  expect((await client.images.generate(ASKED)).data).toHaveLength(2);
});

it('fails the list of models only where that path is named', async () => {
  const { client, simulator } = await openSimulator();
  simulator.fail({ kind: 'server_error' });
  expect((await client.models.list()).data.length).toBeGreaterThan(2);
  simulator.fail({ kind: 'overloaded', path: '/models' });
  await expect(client.models.list()).rejects.toMatchObject({ status: 503 });
});

it('never answers, and lets go when the caller does', async () => {
  const { client, simulator } = await openSimulator({ faults: [{ kind: 'hang_before_headers' }] });
  const caller = new AbortController();
  const asking = client.images.generate(ASKED, { signal: caller.signal });
  await vi.waitFor(() => expect(simulator.requests).toHaveLength(1));
  caller.abort();
  await expect(asking).rejects.toBeInstanceOf(OpenAI.APIUserAbortError);
  expect(simulator.taken).toBe(1);
});

it('reads the request and resets the connection', async () => {
  const { client, simulator } = await openSimulator({ faults: [{ kind: 'reset_after_send' }] });
  await expect(client.images.generate(ASKED)).rejects.toBeInstanceOf(OpenAI.APIConnectionError);
  expect(simulator.requests[0]?.body).toMatchObject({ prompt: 'a fox' });
  expect(simulator.taken).toBe(1);
});

it('falls silent in the middle of a stream', async () => {
  const { client, simulator } = await openSimulator({ faults: [{ kind: 'hang_mid_stream', afterEvents: 1 }] });
  const stream = await client.images.generate(STREAMED);
  const seen: string[] = [];
  const watching = (async () => {
    for await (const { type } of stream) seen.push(type);
  })();
  await vi.waitFor(() => expect(seen).toEqual(['image_generation.partial_image']), { timeout: 10_000 });
  await expect(Promise.race([watching.then(() => 'ended'), simulator.close().then(() => 'closed')])).resolves.toBe(
    'closed',
  );
  await expect(watching).rejects.toThrow();
});

it.each([0, 1, 2])('cuts the connection after %i events, all of which arrive', async (afterEvents) => {
  const { client } = await openSimulator({ faults: [{ kind: 'reset_mid_stream', afterEvents }] });
  const { types, error } = await watched(await client.images.generate(STREAMED));
  expect(types).toEqual(Array(afterEvents).fill('partial_image'));
  expect(error).toBeInstanceOf(TypeError);
});

it('ends a stream in good order without its completed event', async () => {
  const { client } = await openSimulator({ faults: [{ kind: 'end_without_completed' }] });
  expect(await watched(await client.images.generate(STREAMED))).toEqual({ types: ['partial_image', 'partial_image'] });
});

it('sends an error in the middle of a stream', async () => {
  const fault = { kind: 'error_event', afterEvents: 1, code: 'moderation_blocked', message: 'No.' } as const;
  const { client } = await openSimulator({ faults: [fault] });
  const { types, error } = await watched(await client.images.generate(STREAMED));
  expect(types).toEqual(['partial_image']);
  expect(error).toMatchObject({ code: 'moderation_blocked', type: 'image_generation_user_error' });
});

it('answers a request for a stream with JSON, of which the client sees nothing', async () => {
  const { client, simulator } = await openSimulator({ faults: [{ kind: 'ignore_stream' }] });
  expect(await watched(await client.images.generate(STREAMED))).toEqual({ types: [] });
  expect(simulator.taken).toBe(1);
});

it('leaves faults of streams for the next stream', async () => {
  const { client } = await openSimulator({ faults: [{ kind: 'end_without_completed' }] });
  expect((await client.images.generate(ASKED)).data).toHaveLength(2);
  expect((await watched(await client.images.generate(STREAMED))).types).not.toContain('completed');
});

it('delivers fewer pictures than asked, and counts only those', async () => {
  const { client, simulator } = await openSimulator({ faults: [{ kind: 'fewer', times: 2 }] });
  const { data, usage } = await client.images.generate(ASKED);
  expect(data).toHaveLength(1);
  expect(usage?.output_tokens_details?.image_tokens).toBe(439);
  expect((await watched(await client.images.generate({ ...STREAMED, n: 2 }))).types).toHaveLength(3);
  simulator.fail({ kind: 'fewer', by: 9 });
  expect((await client.images.generate(ASKED)).data).toEqual([]);
});

it.each(['truncated', 'garbage'] as const)('spoils the pictures: %s', async (how) => {
  const { client } = await openSimulator({ faults: [{ kind: 'corrupt', how }] });
  const { data } = await client.images.generate({ ...ASKED, n: 1 });
  const bytes = fromBase64(data?.[0]?.b64_json);
  expect(bytes.length).toBeGreaterThan(1000);
  await expect(pixelsOf(bytes)).rejects.toThrow();
});

it('takes its time', async () => {
  const { client } = await openSimulator({ faults: [{ kind: 'slow', ms: 300 }] });
  const started = performance.now();
  await client.images.generate({ ...ASKED, n: 1 });
  expect(performance.now() - started).toBeGreaterThan(290);
});

it('hands faults out in order, each as often as it says', () => {
  const queue = createFaultQueue([{ kind: 'overloaded', times: 2 }, { kind: 'server_error' }]);
  queue.add({ kind: 'ignore_stream' });
  const take = (streamed = false) => queue.take({ path: '/images/edits', pictures: true, streamed })?.kind;
  expect([take(), take(), take(), take(), take(true), take(true)]).toEqual([
    'overloaded',
    'overloaded',
    'server_error',
    undefined,
    'ignore_stream',
    undefined,
  ]);
});
