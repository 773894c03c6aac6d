import OpenAI, { toFile } from 'openai';
import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { asMany } from '../../app/open-kit.ts';
import { pngOf } from '../../fixtures/pictures.ts';
import { openApiKit, said } from './open-api-kit.ts';

const png = (color: string) => pngOf({ width: 32, height: 32, color });

describe('a picture from words', () => {
  it('comes as base64 with what OpenAI tells and what Easel adds', async () => {
    const kit = await openApiKit();
    const answer = await kit.generate({ model: 'simulator/sketch', size: '1024x1024' });
    const { data, metadata, ...facts } = await said(answer.clone());
    expect(
      Buffer.from(data?.[0]?.b64_json ?? '', 'base64')
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    expect(facts).toMatchObject({
      status: 200,
      created: 1_767_225_600,
      background: 'opaque',
      output_format: 'png',
      size: '16x16',
    });
    expect(metadata).toMatchObject({
      mode: 'generate',
      provider: 'simulator',
      model: 'simulator/sketch',
      credits: 2,
      warnings: [],
    });
    expect(answer.headers.get('x-easel-job-id')).toBe(metadata?.jobId);
    expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
    expect(answer.headers.get('openai-processing-ms')).toMatch(/^\d+$/);
    expect(await kit.left()).toEqual({ available: 38, held: 0 });
  });

  it('is a job of the key in the tenant of the API, whatever braces its words have', async () => {
    const kit = await openApiKit();
    const { metadata } = await said(kit.generate({ prompt: '{red,blue} car', user: 'customer-7' }));
    expect(kit.calls).toEqual(['{red,blue} car']);
    const job = await kit.parts.jobs.get(metadata?.jobId ?? '');
    expect(job).toMatchObject({
      tenantId: 'api',
      personId: 'ada',
      accountId: 'api:ada',
      private: true,
      request: { endUser: 'customer-7' },
    });
    // Providers are told a pseudonym of both.
    expect(kit.asked[0]?.request.safetyId).toBe('api:ada customer-7');
  });

  it('comes ten times where ten are asked for', async () => {
    const kit = await openApiKit({ generate: asMany });
    expect((await said(kit.generate({ n: 10 }))).data).toHaveLength(10);
    expect(await kit.left()).toEqual({ available: 20, held: 0 });
  });

  it('comes by an address where that is asked for', async () => {
    const kit = await openApiKit();
    const { data, metadata } = await said(kit.generate({ response_format: 'url' }));
    expect(data).toEqual([{ url: `${kit.url}/files/easel-${metadata?.jobId}-1.png?at=${kit.clock.now()}` }]);
  });

  it('asks for no unfinished pictures where nobody is shown them', async () => {
    const kit = await openApiKit();
    await kit.generate({ partial_images: 3 });
    expect(kit.asked[0]?.request.options.partials).toBe(0);
  });
});

describe('an edit', () => {
  it('takes several pictures and a mask from the official client, and keeps no upload', async () => {
    const kit = await openApiKit();
    const [one, two] = await Promise.all([png('#ff0000'), png('#00ff00')]);
    const mask = await pngOf({ width: 32, height: 32, alpha: 0 });
    const answer = await kit.client().images.edit({
      image: [await toFile(one, 'one.png'), await toFile(two, 'two.png')],
      mask: await toFile(mask, 'mask.png'),
      prompt: 'a red balloon',
      n: 1,
      quality: 'high',
    });
    expect(answer).toMatchObject({ data: [{}], metadata: { mode: 'inpaint', credits: expect.any(Number) } });
    const [sent] = kit.asked;
    expect(sent?.request.references).toHaveLength(2);
    expect(sent?.request.mask).toBeDefined();
    expect([...kit.blobs.keys()].filter((key) => key.startsWith('uploads/'))).toEqual([]);
  });

  it('takes data URLs in JSON', async () => {
    const kit = await openApiKit();
    const image_url = `data:image/png;base64,${Buffer.from(await png('#ff0000')).toString('base64')}`;
    const { metadata } = await said(
      kit.call('/v1/images/edits', { body: { prompt: 'a hat', images: [{ image_url }] } }),
    );
    expect(metadata).toMatchObject({ mode: 'edit' });
  });

  it('without a picture is refused, and nothing is kept', async () => {
    const kit = await openApiKit();
    const answer = await said(kit.call('/v1/images/edits', { body: { prompt: 'a hat' } }));
    expect(answer).toMatchObject({ status: 400, error: { code: 'needs_image', param: 'image' } });
    expect(await kit.left()).toEqual({ available: 40, held: 0 });
  });
});

describe('a stream', () => {
  it('tells unfinished pictures as they come, then the finished ones, and usage that adds up', async () => {
    const usage = { inputTokens: 10, inputTextTokens: 4, inputImageTokens: 6, outputTokens: 101, totalTokens: 111 };
    const kit = await openApiKit({
      async generate(request, run) {
        const made = await asMany(request);
        for (const step of [1, 2])
          run.onPartial({ bytes: made.pictures[0]?.bytes ?? new Uint8Array(), type: 'image/png' }, step);
        return { ...made, usage };
      },
    });
    const events = await kit
      .client()
      .images.generate({ prompt: 'a fox', n: 2, stream: true, partial_images: 2, quality: 'low' });
    const seen: { type: string; partial_image_index?: number; usage?: { total_tokens: number } }[] = [];
    for await (const event of events) seen.push(event);
    expect(seen.map(({ type, partial_image_index }) => [type, partial_image_index])).toEqual([
      ['image_generation.partial_image', 0],
      ['image_generation.partial_image', 1],
      ['image_generation.completed', undefined],
      ['image_generation.completed', undefined],
    ]);
    expect(seen.reduce((sum, event) => sum + (event.usage?.total_tokens ?? 0), 0)).toBe(111);
    expect(kit.asked[0]?.request.options.partials).toBe(2);
  });

  it('that is refused before anything is sent is refused with its status, and not in the stream', async () => {
    const kit = await openApiKit({ policy: { allowance: 1 } });
    const answer = await said(kit.generate({ stream: true }));
    expect(answer).toMatchObject({ status: 402, error: { code: 'not_enough_credits' } });
  });

  it('that fails on the way ends with an error that the official client throws', async () => {
    const kit = await openApiKit({
      generate: async () => {
        throw new EaselError('content-blocked', {});
      },
    });
    const events = await kit.client().images.generate({ prompt: 'a fox', stream: true });
    const read = async () => {
      for await (const _ of events);
    };
    const thrown = await read().catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(OpenAI.APIError);
    expect(thrown).toMatchObject({ code: 'moderation_blocked', param: 'prompt' });
  });
});

describe('a dry run', () => {
  it('tells price, mode and model, and spends nothing', async () => {
    const kit = await openApiKit();
    const answer = await said(kit.generate({ dry_run: true, n: 3, style: 'vivid' }));
    expect(answer).toMatchObject({
      status: 200,
      data: [],
      metadata: { dryRun: true, mode: 'generate', credits: 6, available: 40, pictures: 3 },
    });
    expect(answer.metadata?.warnings).toHaveLength(1);
    expect([kit.calls, await kit.left()]).toEqual([[], { available: 40, held: 0 }]);
  });

  it.each(['nobody/knows', 'dall-e-3'])(
    'refuses what would be refused: %s, which is not offered here',
    async (model) => {
      const kit = await openApiKit();
      for (const dry_run of [true, false])
        expect(await said(kit.generate({ dry_run, model }))).toMatchObject({
          status: 404,
          error: { code: 'model_not_found', param: 'model' },
        });
    },
  );
});

describe('what does not fit', () => {
  it('is more pictures than OpenAI takes, whatever else a person may ask for at once', async () => {
    const kit = await openApiKit();
    const form = new FormData();
    form.set('prompt', 'all of them');
    for (let count = 0; count < 18; count++) form.append('image[]', new Blob(['x']), 'a.png');
    expect(await said(kit.call('/v1/images/edits', { body: form }))).toMatchObject({
      status: 400,
      error: { code: 'too_many_images', param: 'image' },
    });
    expect(kit.blobs.keys()).toEqual([]);
  });

  it.each([
    [{ n: 11 }, 'integer_above_max_value', 'n'],
    [{ n: 0 }, 'integer_below_min_value', 'n'],
    [{ n: '2' }, 'invalid_type', 'n'],
    [{ n: 1.5 }, 'invalid_type', 'n'],
    [{ prompt: '' }, 'empty_string', 'prompt'],
    [{ prompt: ' \u200b ' }, 'empty_prompt', 'prompt'],
    [{ prompt: undefined }, 'missing_required_parameter', 'prompt'],
    [{ prompt: 7 }, 'invalid_type', 'prompt'],
    [{ prompt: 'x'.repeat(2001) }, 'prompt_too_long', 'prompt'],
    [{ size: 'large' }, 'invalid_value', 'size'],
    [{ quality: 'superb' }, 'option_invalid', null],
    [{ background: 'green' }, 'invalid_value', 'background'],
    [{ output_format: 'gif' }, 'invalid_value', 'output_format'],
    [{ output_compression: 101 }, 'integer_above_max_value', 'output_compression'],
    [{ background: 'transparent', output_format: 'jpeg' }, 'transparent_needs_alpha', 'output_format'],
    [{ partial_images: 4 }, 'integer_above_max_value', 'partial_images'],
    [{ stream: 'yes' }, 'invalid_type', 'stream'],
    [{ response_format: 'file' }, 'invalid_value', 'response_format'],
    [{ seed: 1, colour: 'red' }, 'unknown_parameter', 'colour'],
    [{ constructor: 'x' }, 'invalid_field_name', null],
  ])('%j is refused with a code and the field', async (body, code, param) => {
    const kit = await openApiKit();
    const answer = await said(kit.generate(body));
    expect(answer).toMatchObject({ status: 400, error: { code, param, type: 'invalid_request_error' } });
    expect(await kit.left()).toEqual({ available: 40, held: 0 });
  });

  it.each([
    ['{"prompt":"a fox","__proto__":{"n":3}}', 400],
    ['{"prompt":', 400],
    ['[]', 400],
    ['', 400],
    [`${'['.repeat(10_000)}${']'.repeat(10_000)}`, 400],
  ])('%.40s is refused, and breaks nothing', async (body, status) => {
    const kit = await openApiKit();
    const answer = await said(kit.call('/v1/images/generations', { body }));
    expect([answer.status, answer.error?.type]).toEqual([status, 'invalid_request_error']);
    expect(kit.calls).toEqual([]);
  });

  it('null is the same as nothing', async () => {
    const kit = await openApiKit();
    const fields = {
      n: null,
      size: null,
      quality: null,
      stream: null,
      partial_images: null,
      response_format: null,
      style: null,
    };
    expect((await said(kit.generate(fields))).status).toBe(200);
  });

  it('a form to generations is refused by its type', async () => {
    const kit = await openApiKit();
    const body = new FormData();
    body.append('prompt', 'a fox');
    expect(await said(kit.call('/v1/images/generations', { body }))).toMatchObject({ status: 415 });
  });
});

describe('failures', () => {
  const failing = (
    code: 'auth' | 'quota' | 'rate-limited' | 'unavailable' | 'content-blocked' | 'outcome-unknown' | 'no-image',
  ) =>
    openApiKit({
      async generate() {
        throw new EaselError<'no-image'>(code as 'no-image', { provider: 'simulator' });
      },
    });

  it.each([
    ['content-blocked', 400, OpenAI.BadRequestError, 'moderation_blocked', false],
    ['rate-limited', 429, OpenAI.RateLimitError, 'provider_rate_limited', true],
    ['unavailable', 503, OpenAI.InternalServerError, 'provider_unavailable', true],
    ['no-image', 502, OpenAI.InternalServerError, 'no_image', false],
    ['outcome-unknown', 502, OpenAI.InternalServerError, 'outcome_unknown', false],
  ] as const)(
    '%s is %i, and only what was not begun may be sent again by itself',
    async (code, status, type, publicCode, again) => {
      const kit = await failing(code);
      const thrown = await kit
        .client()
        .images.generate({ prompt: 'a fox' })
        .catch((error: unknown) => error);
      expect(thrown).toBeInstanceOf(type);
      expect(thrown).toMatchObject({ status, code: publicCode });
      const headers = thrown instanceof OpenAI.APIError ? thrown.headers : undefined;
      expect(headers?.get('x-should-retry')).toBe(String(again));
      expect(headers?.get('retry-after') !== null).toBe(again);
      expect(headers?.get('x-easel-job-id')).toMatch(/./);
      expect(await kit.left()).toEqual({ available: 40, held: 0 });
    },
  );

  it('of a provider after it took the request are not sent again by the official client, as it is by default', async () => {
    const kit = await failing('outcome-unknown');
    await expect(kit.client({ maxRetries: 2 }).images.generate({ prompt: 'a fox' })).rejects.toThrow(
      OpenAI.InternalServerError,
    );
    expect(kit.calls).toHaveLength(1);
  });

  it.each(['auth', 'quota'] as const)("tell nobody of whoever runs Easel's %s trouble", async (code) => {
    const kit = await failing(code);
    const { status, error } = await said(kit.generate());
    expect([status, error?.code]).toEqual([503, 'provider_unavailable']);
    expect(error?.message).toContain('there is nothing wrong with your request');
    expect(error?.message).not.toMatch(/key|account|money|quota/i);
  });

  it('of three pictures with credits for two hold nothing', async () => {
    const kit = await openApiKit({ policy: { allowance: 5 } });
    const answer = await kit.generate({ n: 3 });
    expect(await said(answer)).toMatchObject({
      status: 402,
      error: { code: 'not_enough_credits', metadata: { charged: false } },
    });
    expect([kit.calls, await kit.left()]).toEqual([[], { available: 5, held: 0 }]);
  });

  it('of a broken store are 503, and of Easel itself say nothing of what broke', async () => {
    const kit = await openApiKit({
      generate: async () => {
        throw new Error('secret detail');
      },
    });
    const { status, error } = await said(kit.generate());
    expect([status, error?.code]).toEqual([500, 'internal']);
    expect(JSON.stringify(error)).not.toContain('secret');
  });
});

it('tells whoever has no job of what there is and what not', async () => {
  const kit = await openApiKit();
  const answers = await Promise.all([
    kit.call('/v1/nothing'),
    kit.call('/v1/images/generations', { method: 'PUT', body: {} }),
    kit.call('/v1/images/variations', { body: {} }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([404, 405, 404]);
  for (const answer of answers) expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
});
