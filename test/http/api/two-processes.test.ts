import { expect, it } from 'vitest';
import { PICTURE, workerOf } from '../../app/open-kit.ts';
import { openApiKit, said } from './open-api-kit.ts';

/** Two processes over one store; models draw when they are let. */
async function open() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const generate = async () => {
    await promise;
    return PICTURE;
  };
  const alive = [1, 2];
  const one = await openApiKit({ generate, worker: workerOf('one', 1, alive) });
  const two = await openApiKit({ generate, worker: workerOf('two', 2, alive), shared: one });
  return { one, two, let: resolve };
}

const once = { headers: { 'idempotency-key': 'order-1' } };

it('makes one job of the same request that comes to two processes at once, and both answer with it', async () => {
  const { one, two, ...gate } = await open();
  const asked = [one, two, one, two].map((kit) => said(kit.generate({}, once)));
  await expect.poll(() => one.calls.length + two.calls.length).toBe(1);
  await expect.poll(() => one.api.waiting() + two.api.waiting()).toBe(4);
  gate.let();
  await expect.poll(async () => (await one.parts.jobs.byAccount('api:ada', 9))[0]?.state).toBe('succeeded');
  // Nobody tells the process that only waits; it looks again.
  await one.clock.advance(2000);
  const answers = await Promise.all(asked);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(new Set(answers.map(({ metadata }) => metadata?.jobId)).size).toBe(1);
  expect(await one.left()).toEqual({ available: 38, held: 0 });
});

it('refuses a key in one process as soon as another one revoked it', async () => {
  const { one, two } = await open();
  const key = await one.keys.create('shop');
  expect((await two.call('/v1/credits', { key })).status).toBe(200);
  await one.keys.revoke('shop');
  expect((await two.call('/v1/credits', { key })).status).toBe(401);
});

it('shows a job to its owner in a process that did not make it, and cancels it from there', async () => {
  const { one, two, ...gate } = await open();
  const asked = said(one.generate());
  await expect.poll(() => one.calls.length).toBe(1);
  const [job] = await one.parts.jobs.byAccount('api:ada', 1);
  const seen = await two.call(`/v1/jobs/${job?.id}`);
  expect(await seen.json()).toMatchObject({ status: 'processing', credits: 2 });
  expect((await two.call(`/v1/jobs/${job?.id}/cancel`, { method: 'POST', body: {} })).status).toBe(200);
  gate.let();
  expect(await asked).toMatchObject({ status: 409, error: { code: 'canceled' } });
  expect(await one.left()).toEqual({ available: 40, held: 0 });
});
