import { toFile } from 'openai';
import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { PICTURE } from '../../app/open-kit.ts';
import { pngOf } from '../../fixtures/pictures.ts';
import { type ApiKit, openApiKit, said } from './open-api-kit.ts';

const once = (key = 'order-1') => ({ headers: { 'idempotency-key': key } });

/** A model that draws when it is let. */
function openGate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  return {
    let: resolve,
    begun: begun.promise,
    async generate() {
      begun.resolve();
      await promise;
      return PICTURE;
    },
  };
}

const jobsOf = async ({ parts }: ApiKit) => (await parts.jobs.byAccount('api:ada', 50)).length;

describe('the same request under the same Idempotency-Key', () => {
  it('is made once, and answered with the very same bytes', async () => {
    const kit = await openApiKit();
    const bytes = async () => Buffer.from(await (await kit.generate({}, once())).arrayBuffer()).toString('base64');
    const first = await bytes();
    await kit.clock.advance(3_600_000);
    expect(await bytes()).toBe(first);
    expect([kit.calls.length, await jobsOf(kit), await kit.left()]).toEqual([1, 1, { available: 38, held: 0 }]);
  });

  it('names the very same addresses, hours later', async () => {
    const kit = await openApiKit();
    const asked = () => said(kit.generate({ response_format: 'url' }, once()));
    const first = await asked();
    await kit.clock.advance(7_200_000);
    expect(await asked()).toEqual(first);
  });

  it('waits for the same job while that is on its way, however many ask at once', async () => {
    const gate = openGate();
    const kit = await openApiKit({ generate: gate.generate });
    const asked = Array.from({ length: 5 }, () => said(kit.generate({}, once())));
    await gate.begun;
    gate.let();
    const answers = await Promise.all(asked);
    expect(new Set(answers.map((answer) => answer.metadata?.jobId)).size).toBe(1);
    expect([kit.calls.length, await jobsOf(kit)]).toEqual([1, 1]);
  });

  it('is told the same failure again where the provider may have made something', async () => {
    const kit = await openApiKit({
      async generate() {
        throw new EaselError('outcome-unknown', { provider: 'simulator' });
      },
    });
    const answers = [await said(kit.generate({}, once())), await said(kit.generate({}, once()))];
    expect(answers[0]).toMatchObject({ status: 502, error: { code: 'outcome_unknown' } });
    expect(answers[1]).toEqual(answers[0]);
    expect(kit.calls).toHaveLength(1);
  });

  it('is made anew after too few credits, a refusal, or a provider that took nothing', async () => {
    const failures = [new EaselError('rate-limited', { provider: 'simulator' }), new EaselError('content-blocked', {})];
    const kit = await openApiKit({
      policy: { allowance: 1 },
      async generate() {
        const failure = failures.shift();
        if (failure) throw failure;
        return PICTURE;
      },
    });
    const statuses: number[] = [(await kit.generate({}, once())).status];
    await kit.ledger.grant('api:ada', 10, { id: 'g', actor: 'mo', reason: '' });
    for (let tries = 0; tries < 3; tries++) statuses.push((await kit.generate({}, once())).status);
    expect(statuses).toEqual([402, 429, 400, 200]);
  });

  it('may be another one after it was refused for its words', async () => {
    const kit = await openApiKit();
    expect((await kit.generate({ prompt: '' }, once())).status).toBe(400);
    expect((await kit.generate({}, once())).status).toBe(200);
  });

  it('with another body is refused, and the first one stands', async () => {
    const kit = await openApiKit();
    const { metadata } = await said(kit.generate({}, once()));
    expect(await said(kit.generate({ n: 2 }, once()))).toMatchObject({
      status: 422,
      error: { code: 'idempotency_key_reused' },
    });
    expect((await said(kit.generate({}, once()))).metadata).toEqual(metadata);
    expect(kit.calls).toHaveLength(1);
  });

  it('is another one for another key', async () => {
    const kit = await openApiKit();
    const key = await kit.keys.create('shop');
    const first = await said(kit.generate({}, once()));
    const other = await said(kit.generate({}, { ...once(), key }));
    expect(other.metadata?.jobId).not.toBe(first.metadata?.jobId);
    expect(kit.calls).toHaveLength(2);
  });

  it('is the same form whatever boundary the official client draws, and leaves no upload', async () => {
    const kit = await openApiKit();
    const bytes = await pngOf({ width: 32, height: 32 });
    const asked = async () =>
      kit.client().images.edit({ image: await toFile(bytes, 'one.png'), prompt: 'a hat' }, once());
    const first = await asked();
    expect(await asked()).toEqual(first);
    expect(kit.calls).toHaveLength(1);
    expect(kit.blobs.keys().filter((name) => name.startsWith('uploads/'))).toEqual([]);
  });

  it('streams its finished pictures again', async () => {
    const kit = await openApiKit();
    const events = async () => {
      const seen: object[] = [];
      for await (const event of await kit.client().images.generate({ prompt: 'a fox', stream: true }, once()))
        seen.push(event);
      return seen;
    };
    const first = await events();
    expect(first).toMatchObject([{ type: 'image_generation.completed' }]);
    expect(await events()).toEqual(first);
    expect(kit.calls).toHaveLength(1);
  });

  it('is not found any more where its pictures were deleted', async () => {
    const kit = await openApiKit();
    const { metadata } = await said(kit.generate({}, once()));
    await kit.parts.jobs.update(metadata?.jobId ?? '', (job) => ({ ...job, deletedAt: kit.clock.now() }));
    expect((await kit.generate({}, once())).status).toBe(404);
  });

  it.each(['', 'x'.repeat(256)])('with a key that is none is refused', async (key) => {
    const kit = await openApiKit();
    const answer = await said(kit.generate({}, once(key)));
    expect(answer).toMatchObject({ status: 400, error: { code: 'invalid_idempotency_key' } });
  });
});
