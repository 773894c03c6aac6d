import { describe, expect, it } from 'vitest';
import type { Parts } from '#src/app/parts.ts';
import type { Run } from '#src/ports/image-model.ts';
import { PICTURE } from '../../app/open-kit.ts';
import { type ApiKit, openApiKit, said } from './open-api-kit.ts';

/** A model that draws until it is let, or stopped. */
function openGate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  return {
    let: resolve,
    begun: begun.promise,
    async generate(_request: object, { signal }: Run) {
      begun.resolve();
      await Promise.race([
        promise,
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ]);
      return PICTURE;
    },
  };
}

const view = async (kit: ApiKit, id: string, key?: string) => {
  const answer = await kit.call(`/v1/jobs/${id}`, key === undefined ? {} : { key });
  const seen = (await answer.json()) as { readonly status: string };
  return { code: answer.status, ...seen };
};

const newest = async ({ parts }: ApiKit) => (await parts.jobs.byAccount('api:ada', 1))[0];

describe('a job', () => {
  it('tells its owner what became of it, with its pictures', async () => {
    const kit = await openApiKit();
    const { metadata } = await said(kit.generate({ user: 'customer 7' }));
    const id = metadata?.jobId ?? '';
    expect(await view(kit, id)).toMatchObject({
      id,
      object: 'job',
      status: 'success',
      operation: 'generation',
      prompt: 'a fox',
      mode: 'generate',
      provider: 'simulator',
      credits: 2,
      user: 'customer 7',
      result: { data: [{ url: expect.stringContaining(id) }], size: '16x16', metadata: { jobId: id } },
    });
    const picture = await kit.call(`/v1/jobs/${id}/images/0`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(new Uint8Array(await picture.arrayBuffer())).toEqual(new Uint8Array(PICTURE.pictures[0]?.bytes ?? []));
  });

  it('that failed tells why, with no word of what only whoever runs Easel may know', async () => {
    const kit = await openApiKit({ policy: { allowance: 1 } });
    const { error } = await said(kit.generate());
    const seen = await view(kit, error?.metadata?.jobId ?? '');
    expect(seen).toMatchObject({
      status: 'failed',
      error: { code: 'not_enough_credits', metadata: { charged: false } },
    });
  });

  it.each(['', '/cancel', '/images/0'])('of another key looks as if it were not there (%s)', async (more) => {
    const kit = await openApiKit();
    const key = await kit.keys.create('shop');
    const { metadata } = await said(kit.generate());
    const method = more === '/cancel' ? { method: 'POST', body: {} } : {};
    const [others, nobodys] = await Promise.all([
      kit.call(`/v1/jobs/${metadata?.jobId}${more}`, { key, ...method }),
      kit.call(`/v1/jobs/nothing${more}`, { key, ...method }),
    ]);
    expect([others.status, await others.json()]).toEqual([nobodys.status, await nobodys.json()]);
    expect(others.status).toBe(404);
  });

  it.each(['__proto__', '..', '%2e%2e%2f', '%00', 'a%2Fb', 'x'.repeat(3000)])(
    'called %.20s is not there',
    async (id) => {
      expect((await (await openApiKit()).call(`/v1/jobs/${id}`)).status).toBe(404);
    },
  );

  it.each(['1', '-1', '0.5', 'NaN', '__proto__', '%20', '0x0', '00000'])('has no picture %s', async (number) => {
    const kit = await openApiKit();
    const { metadata } = await said(kit.generate());
    expect((await kit.call(`/v1/jobs/${metadata?.jobId}/images/${number}`)).status).toBe(404);
  });

  it('is listed among the own ones, the newest first, as many as are asked for', async () => {
    const kit = await openApiKit();
    for (const prompt of ['one', 'two', 'three']) {
      await kit.generate({ prompt });
      await kit.clock.advance(1000);
    }
    const listed = await said(kit.call('/v1/jobs?limit=2'));
    expect(listed.data).toMatchObject([{ prompt: 'three' }, { prompt: 'two' }]);
    for (const limit of ['0', '101', 'all', '-1']) expect((await kit.call(`/v1/jobs?limit=${limit}`)).status).toBe(400);
  });
});

describe('canceling', () => {
  it('ends a job on its way, charges nothing, and the call that waits hears it', async () => {
    const gate = openGate();
    const kit = await openApiKit({ generate: gate.generate });
    const asked = said(kit.generate());
    await gate.begun;
    const id = (await newest(kit))?.id ?? '';
    expect((await kit.call(`/v1/jobs/${id}/cancel`, { method: 'POST', body: {} })).status).toBe(200);
    expect(await asked).toMatchObject({ status: 409, error: { code: 'canceled' } });
    expect(await view(kit, id)).toMatchObject({ status: 'canceled' });
    expect(await kit.left()).toEqual({ available: 40, held: 0 });
  });

  it('comes too late for what is over', async () => {
    const kit = await openApiKit();
    const { metadata } = await said(kit.generate());
    const answer = await said(kit.call(`/v1/jobs/${metadata?.jobId}/cancel`, { method: 'POST', body: {} }));
    expect(answer).toMatchObject({ status: 409, error: { code: 'too_late' } });
    expect(await kit.left()).toEqual({ available: 38, held: 0 });
  });
});

/** Two of a key run at once; the third waits. */
const twoAtOnce = (parts: Parts): Parts => ({ ...parts, limits: { ...parts.limits, runningPerKey: 2 } });

describe('a client that went away', () => {
  it('leaves nothing to be made of what still waited for its turn', async () => {
    const gate = openGate();
    const kit = await openApiKit({ generate: gate.generate, wrap: twoAtOnce });
    const running = [said(kit.generate({ prompt: 'one' })), said(kit.generate({ prompt: 'two' }))];
    await expect.poll(() => kit.calls.length).toBe(2);
    const leaving = new AbortController();
    const waiting = kit.generate({ prompt: 'three' }, { signal: leaving.signal }).catch(() => 'gone');
    await expect.poll(async () => (await newest(kit))?.state).toBe('queued');
    const id = (await newest(kit))?.id ?? '';
    leaving.abort();
    expect(await waiting).toBe('gone');
    await expect.poll(async () => (await view(kit, id)).status).toBe('canceled');
    gate.let();
    expect((await Promise.all(running)).map(({ status }) => status)).toEqual([200, 200]);
    expect(kit.calls).toEqual(['one', 'two']);
    expect(await kit.left()).toEqual({ available: 36, held: 0 });
  });

  it.each([false, true])('finds later what a provider was at work on already (stream: %s)', async (stream) => {
    const gate = openGate();
    const kit = await openApiKit({ generate: gate.generate });
    const leaving = new AbortController();
    const asked = kit.generate({ stream }, { signal: leaving.signal });
    asked.catch(() => {});
    await gate.begun;
    const id = (await newest(kit))?.id ?? '';
    if (stream) expect((await asked).headers.get('x-easel-job-id')).toBe(id);
    leaving.abort();
    // It was heard before the picture comes.
    await expect.poll(() => kit.api.waiting()).toBe(0);
    gate.let();
    await expect.poll(async () => (await view(kit, id)).status).toBe('success');
    expect(await kit.left()).toEqual({ available: 38, held: 0 });
  });

  it('takes nothing away from another one that waits under the same Idempotency-Key', async () => {
    const gate = openGate();
    const kit = await openApiKit({ generate: gate.generate, wrap: twoAtOnce });
    const busy = [said(kit.generate({ prompt: 'one' })), said(kit.generate({ prompt: 'two' }))];
    await expect.poll(() => kit.calls.length).toBe(2);
    const headers = { 'idempotency-key': 'order-1' };
    const leaving = new AbortController();
    const first = kit.generate({}, { headers, signal: leaving.signal }).catch(() => 'gone');
    const second = said(kit.generate({}, { headers }));
    await expect.poll(() => kit.api.waiting()).toBe(4);
    leaving.abort();
    expect(await first).toBe('gone');
    await expect.poll(() => kit.api.waiting()).toBe(3);
    gate.let();
    expect((await second).status).toBe(200);
    await Promise.all(busy);
  });
});

describe('what waits for a moderator', () => {
  it.each([false, true])('is told so at once, and where to ask later (stream: %s)', async (stream) => {
    const kit = await openApiKit();
    const content = { words: [{ id: 'foxes', kind: 'word', said: 'fox', action: 'review' }] } as const;
    await kit.engine.policies.change('api', { id: 'mo', name: 'Mo' }, [{ kind: 'content', content }], { reason: '' });
    const { status, error } = await said(kit.generate({ stream }));
    expect([status, error?.code]).toEqual([403, 'held_for_review']);
    expect(await view(kit, error?.metadata?.jobId ?? '')).toMatchObject({
      status: 'pending',
      waits_for: 'a moderator',
    });
    expect([kit.calls, await kit.left()]).toEqual([[], { available: 40, held: 0 }]);
  });
});

describe('the account', () => {
  it('tells what the key has left', async () => {
    const kit = await openApiKit();
    await kit.generate();
    const { status, ...credits } = await said(kit.call('/v1/credits'));
    expect([status, credits]).toEqual([
      200,
      { object: 'credits', available: 38, held: 0, allowance: 40, resets_at: 1_767_312_000, ending: [] },
    ]);
  });

  it('is joined with a member by their code, and parted again', async () => {
    const kit = await openApiKit();
    const member = { tenantId: 'guild', personId: 'grace', platform: 'test', name: 'Grace' };
    const { code } = await kit.whole.links.code(member);
    const linked = await said(kit.call('/v1/link', { body: { code } }));
    expect(linked).toMatchObject({
      status: 200,
      accounts: [
        { platform: 'api', name: 'ada' },
        { platform: 'test', name: 'Grace' },
      ],
    });
    expect(await said(kit.call('/v1/credits'))).toMatchObject({
      available: 80,
      accounts: [{ name: 'ada' }, { name: 'Grace' }],
    });
    expect(await said(kit.call('/v1/link', { method: 'DELETE' }))).toMatchObject({ unlinked: true });
    expect(await said(kit.call('/v1/credits'))).toMatchObject({ available: 40 });
  });

  it.each([
    [{ code: 'AAAA-2222' }, 400, 'link_refused'],
    [{ code: '' }, 400, 'empty_string'],
    [{}, 400, 'missing_required_parameter'],
    [{ code: 'AAAA-2222', more: 1 }, 400, 'unknown_parameter'],
  ])('is not joined by %j', async (body, status, code) => {
    const kit = await openApiKit();
    expect(await said(kit.call('/v1/link', { body }))).toMatchObject({ status, error: { code } });
  });
});

describe('a server that ends', () => {
  it('takes nothing new, and tells who waits that their job goes on later', async () => {
    const gate = openGate();
    const kit = await openApiKit({ generate: gate.generate });
    const [plain, repeatable] = [kit.generate(), kit.generate({}, { headers: { 'idempotency-key': 'order-1' } })];
    await expect.poll(() => kit.calls.length).toBe(2);
    kit.api.stop();
    expect(await said(kit.generate())).toMatchObject({ status: 503, error: { code: 'shutting_down' } });
    kit.api.disconnect();
    for (const [answer, again] of [
      [await plain, 'false'],
      [await repeatable, 'true'],
    ] as const) {
      expect([answer.status, answer.headers.get('x-should-retry')]).toEqual([503, again]);
      expect(answer.headers.get('x-easel-job-id')).toMatch(/./);
    }
    gate.let();
  });
});
