import OpenAI, { toFile } from 'openai';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { descriptionOf, hasDescriptions } from '../descriptions.ts';
import { maskPng, pngOf } from '../fixtures/pictures.ts';
import { type ApiFlow, eventsOf, FLOW_KEY, openApiFlow } from './open-api-flow.ts';
import { everyoneAt } from './open-flow.ts';

// It lies beside a developer's checkout only.
const description = hasDescriptions ? await descriptionOf('openai') : undefined;

let flow: ApiFlow;
beforeAll(async () => {
  flow = await openApiFlow({
    env: everyoneAt,
    change: (config) => ({ ...config, credits: { ...config.credits, allowance: 10_000 } }),
  });
});
afterAll(() => flow.close());

const size = async ({ b64_json = '' }: { b64_json?: string | null }) =>
  sharp(Buffer.from(b64_json ?? '', 'base64')).metadata();

/** What OpenAI's own description finds wrong with an answer or an event. */
const findings = (schema: string, value: unknown): readonly string[] =>
  (description?.schema(schema, JSON.parse(JSON.stringify(value))) ?? []).map(({ text }) => text);

describe('the official client', () => {
  it('generates, and the answer is what OpenAI describes', async () => {
    const answer = await flow.client.images.generate({
      prompt: 'a fox',
      model: 'gpt-image-2.6-flare',
      n: 2,
      size: '1024x1024',
      quality: 'low',
    });
    expect(findings('ImagesResponse', answer)).toEqual([]);
    expect(answer.data).toHaveLength(2);
    expect(await size(answer.data?.[0] ?? {})).toMatchObject({ width: 1024, height: 1024, format: 'png' });
    expect(answer).toMatchObject({ quality: 'low', size: '1024x1024', output_format: 'png', background: 'opaque' });
    expect(answer.usage?.total_tokens).toBeGreaterThan(0);
  });

  it('edits several pictures with a mask', async () => {
    const [one, two] = await Promise.all(
      ['#ff0000', '#00ff00'].map((color) => pngOf({ width: 1024, height: 1024, color })),
    );
    const mask = await pngOf({ width: 1024, height: 1024, alpha: 0 });
    const answer = await flow.client.images.edit({
      model: 'openai/gpt-image-2.6-flare',
      image: [await toFile(one ?? new Uint8Array(), 'one.png'), await toFile(two ?? new Uint8Array(), 'two.png')],
      mask: await toFile(mask, 'mask.png'),
      prompt: 'a balloon',
      input_fidelity: 'high',
    });
    expect(findings('ImagesResponse', answer)).toEqual([]);
    expect(answer).toMatchObject({
      metadata: { mode: 'inpaint', model: 'openai/gpt-image-2.6-flare' },
    });
    expect(flow.simulator.requests.at(-1)).toMatchObject({
      path: '/images/edits',
      body: { image: ['<file>', '<file>'], mask: '<file>' },
    });
  });

  it.each([
    ['png', []],
    ['webp', []],
    ['jpeg', [expect.stringContaining('JPEG changes every pixel a little')]],
  ] as const)(
    'gets a masked edit as %s where it asks for that, told where that costs exactness',
    async (format, told) => {
      const look = { width: 320, height: 240 };
      const before = await pngOf({ ...look, noise: true });
      const answer = await flow.client.images.edit({
        model: 'openai/gpt-image-2.6-flare',
        image: await toFile(before, 'one.png'),
        mask: await toFile(await maskPng({ ...look, hole: { left: 0, top: 0, width: 100, height: 100 } }), 'mask.png'),
        prompt: 'a balloon',
        output_format: format,
      });
      expect(answer).toMatchObject({ output_format: format, metadata: { warnings: told } });
      const file = Buffer.from(answer.data?.[0]?.b64_json ?? '', 'base64');
      expect(await sharp(file).metadata()).toMatchObject({ format, ...look });
      const outside = (bytes: Uint8Array) =>
        sharp(bytes).removeAlpha().extract({ left: 101, top: 0, width: 219, height: 240 }).raw().toBuffer();
      expect((await outside(file)).equals(await outside(before))).toBe(format !== 'jpeg');
    },
  );

  it('streams, and each event is what OpenAI describes', async () => {
    const stream = await flow.client.images.generate({
      prompt: 'a fox',
      model: 'gpt-image-2.6-flare',
      stream: true,
      partial_images: 2,
      size: '1024x1024',
      quality: 'low',
    });
    const events = await eventsOf(stream);
    expect(events.map(({ type }) => type)).toEqual([
      'image_generation.partial_image',
      'image_generation.partial_image',
      'image_generation.completed',
    ]);
    for (const event of events) {
      expect(
        findings(event.type.endsWith('completed') ? 'ImageGenCompletedEvent' : 'ImageGenPartialImageEvent', event),
      ).toEqual([]);
      expect((await size(event)).format).toBe('png');
    }
  });

  it('streams an edit', async () => {
    const image = await toFile(await pngOf({ width: 64, height: 64 }), 'one.png');
    const events = await eventsOf(
      await flow.client.images.edit({
        image,
        prompt: 'a hat',
        model: 'gpt-image-2.6-flare',
        stream: true,
        partial_images: 1,
      }),
    );
    expect(events.map(({ type }) => type)).toEqual(['image_edit.partial_image', 'image_edit.completed']);
    expect(
      events.flatMap((event) =>
        findings(event.type.endsWith('completed') ? 'ImageEditCompletedEvent' : 'ImageEditPartialImageEvent', event),
      ),
    ).toEqual([]);
  });

  it('is given an address that works by itself', async () => {
    const { data } = await flow.client.images.generate({
      prompt: 'a fox',
      model: 'replicate/flux-schnell',
      response_format: 'url',
    });
    const picture = await fetch(data?.[0]?.url ?? '');
    expect([picture.status, (await sharp(Buffer.from(await picture.arrayBuffer())).metadata()).width]).toEqual([
      200,
      expect.any(Number),
    ]);
  });

  it.each([
    'gemini/gemini-nano-banana-2.1',
    'replicate/flux-schnell',
    'runware/flux-dev',
    'airefinery/FLUX.1-schnell',
    'simulator/sketch',
  ])('generates with %s', async (model) => {
    const answer = await flow.client.images.generate({ prompt: 'a fox', model });
    expect(findings('ImagesResponse', answer)).toEqual([]);
    expect(answer).toMatchObject({ metadata: { model, provider: model.split('/')[0] } });
  });

  it('raises the right error of a provider that blocks, and is charged nothing', async () => {
    const before = await flow.left();
    flow.simulator.fail({ kind: 'moderation_blocked' });
    const asked = flow.client.images.generate({ prompt: 'a fox', model: 'gpt-image-2.6-flare' });
    await expect(asked).rejects.toThrow(OpenAI.BadRequestError);
    expect(await flow.left()).toEqual(before);
  });

  it('is told nothing of an empty account at a provider', async () => {
    flow.simulator.fail({ kind: 'insufficient_quota' });
    const thrown = await flow.client.images
      .generate({ prompt: 'a fox', model: 'gpt-image-2.6-flare' })
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({ status: 503, code: 'provider_unavailable' });
  });

  it('does not send again by default what a provider may have taken', async () => {
    const { taken } = flow.simulator;
    flow.simulator.fail({ kind: 'reset_after_send' });
    const client = new OpenAI({ apiKey: FLOW_KEY, baseURL: `${flow.url}/v1` });
    const asked = client.images.generate({ prompt: 'a fox', model: 'gpt-image-2.6-flare' });
    await expect(asked).rejects.toMatchObject({ status: 502, code: 'outcome_unknown' });
    expect(flow.simulator.taken - taken).toBeLessThanOrEqual(1);
  });

  it('lists the models', async () => {
    const models = await eventsOf(await flow.client.models.list());
    expect(models.map(({ id }) => id)).toContain('openai/gpt-image-2.6-flare');
  });
});

it('has every call that its document names', async () => {
  const document = (await (await fetch(`${flow.url}/openapi.json`)).json()) as { paths: Record<string, object> };
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method, path] as const),
  );
  expect(calls.length).toBeGreaterThan(15);
  for (const [method, path] of calls) {
    const answer = await fetch(`${flow.url}${path.replaceAll(/\{[a-z]+\}/g, '0')}`, {
      method,
      headers: { authorization: `Bearer ${FLOW_KEY}` },
    });
    expect(await answer.text(), `${method} ${path}`).not.toMatch(/unknown_url|method_not_supported/);
  }
});

it('holds nothing after all of that, and every account adds up', async () => {
  expect((await flow.left()).held).toBe(0);
  for await (const [accountId] of flow.easel.ledger.accounts())
    expect(await flow.easel.ledger.audit(accountId), accountId).toMatchObject({ ok: true });
});
