import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { openApiKit } from './open-api-kit.ts';

/** A kit whose pictures are kept, and cannot be read when they are to be answered. */
async function unreadable(thrown: () => Error) {
  const kit = await openApiKit();
  const { get } = kit.blobs;
  let broken = 0;
  Object.assign(kit.blobs, {
    get: async (key: string) => {
      if (!/\/0\.png$/.test(key)) return get(key);
      broken += 1;
      throw thrown();
    },
  });
  return { ...kit, broken: () => broken };
}

const UNAVAILABLE = () => new EaselError('store-unavailable', {});

describe('an answer that breaks after its job was paid for', () => {
  it.each([
    ['the store is away', UNAVAILABLE, 503, 'store_unavailable'],
    ['something is wrong inside', () => new Error('secret detail'), 500, 'internal'],
  ])('is not asked for again by the official client: %s', async (_what, thrown, status, code) => {
    const kit = await unreadable(thrown);
    const error = await kit
      .client({ maxRetries: 3 })
      .images.generate({ prompt: 'a fox' })
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ status, code });
    if (!(error instanceof OpenAI.APIError)) return;
    expect(error.headers?.get('x-should-retry')).toBe('false');
    expect(error.headers?.get('retry-after')).toBeNull();
    expect(kit.broken()).toBeGreaterThan(0);
    expect(kit.calls).toHaveLength(1);
    const jobId = error.headers?.get('x-easel-job-id');
    expect(error.error).toMatchObject({ metadata: { charged: true, jobId } });
    expect(error.message).toContain(`GET /v1/jobs/${jobId} tells what became of it. Do not send it again`);
    expect(error.message).not.toMatch(/Nothing was charged|Try again|secret detail/);
    expect((await kit.left()).available).toBeLessThan(40);
  });

  it('may be asked for again under its Idempotency-Key, which finds the same job', async () => {
    const kit = await unreadable(UNAVAILABLE);
    const answer = await kit.generate({}, { headers: { 'Idempotency-Key': 'one' } });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('x-should-retry')).toBe('true');
    expect(JSON.stringify(await answer.json())).toContain('same Idempotency-Key');
    await (await kit.generate({}, { headers: { 'Idempotency-Key': 'one' } })).body?.cancel();
    expect(kit.calls).toHaveLength(1);
  });

  it('says the same in a stream', async () => {
    const kit = await unreadable(UNAVAILABLE);
    const words = await (await kit.generate({ stream: true })).text();
    expect(words).toMatch(/event: error\ndata: .*"charged":true.*/);
    expect(words).toContain('Do not send it again');
    expect(words).not.toMatch(/Nothing was charged|Try again/);
  });
});

it('is not asked for again either where a provider was paid for pictures that could not be kept', async () => {
  const kit = await openApiKit();
  const { put } = kit.blobs;
  Object.assign(kit.blobs, {
    put: async (key: string, bytes: Uint8Array) => {
      if (/\/0\.png$/.test(key)) throw UNAVAILABLE();
      return put(key, bytes);
    },
  });
  const asking = kit
    .client({ maxRetries: 2 })
    .images.generate({ prompt: 'a fox' })
    .catch((caught: unknown) => caught);
  const error = await Promise.race([
    asking,
    (async () => {
      for (let steps = 0; steps < 600; steps++) await kit.clock.advance(1000);
      return asking;
    })(),
  ]);
  expect(error).toBeInstanceOf(OpenAI.APIError);
  expect(error instanceof OpenAI.APIError && error.headers?.get('x-should-retry')).toBe('false');
  expect(kit.calls).toHaveLength(1);
});

it('is asked for again after the store failed under an Idempotency-Key alone: the request may be kept', async () => {
  const kit = await openApiKit();
  const { parts } = kit;
  const down = async () => {
    throw UNAVAILABLE();
  };
  const { create, get } = parts.jobs;
  Object.assign(parts.jobs, { create: down, get: down });
  const [bare, named] = [await kit.generate(), await kit.generate({}, { headers: { 'Idempotency-Key': 'one' } })];
  expect([bare.status, named.status]).toEqual([503, 503]);
  expect([bare, named].map(({ headers }) => headers.get('x-should-retry'))).toEqual(['false', 'true']);
  expect(JSON.stringify(await bare.json())).toMatch(/may still be kept.*With an Idempotency-Key/);
  Object.assign(parts.jobs, { create, get });
  expect((await kit.generate()).status).toBe(200);
});
