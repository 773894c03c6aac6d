import { Hono } from 'hono';
import { HTTPException } from 'hono/http-exception';
import OpenAI from 'openai';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import { createHttp, type HttpParts } from '#src/http/create-http.ts';
import { listen } from '#src/http/listen.ts';
import { createCatalogue } from '#src/models/catalogue/create-catalogue.ts';
import { BUILT_IN_MODELS } from '#src/models/registry.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

const catalogue = createCatalogue({
  builtIn: BUILT_IN_MODELS,
  providers: new Map([['openai', { vendorHosted: true }]]),
  overrides: [],
  policy: DEFAULT_CREDIT_POLICY,
});

function open(parts: Partial<HttpParts> = {}) {
  const log = createSilentLog();
  const app = createHttp({
    routes: [],
    ready: async () => ({ ok: true, parts: { store: 'up' } }),
    metricsText: async () => ({ contentType: 'text/plain; version=0.0.4; charset=utf-8', body: 'easel_up 1\n' }),
    catalogue,
    log,
    ...parts,
  });
  return { app, log };
}

/** Answers with a route that does `what`, as the playground's or the API's routes do. */
const openWith = (path: string, what: () => Response | Promise<Response>) =>
  open({ routes: [new Hono().get(path, what)] });

const fail = (error: unknown) => (): never => {
  throw error;
};

describe('health', () => {
  it('is alive at /healthz', async () => {
    const answer = await open().app.request('/healthz');
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('tells its parts at /readyz', async () => {
    const answer = await open().app.request('/readyz');
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'ready', parts: { store: 'up' } }]);
  });

  it('answers 503 with the parts where it cannot work', async () => {
    const { app } = open({ ready: async () => ({ ok: false, parts: { store: 'down' } }) });
    const answer = await app.request('/readyz');
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'not ready', parts: { store: 'down' } }]);
  });

  it.each([
    ['fail', () => Promise.reject(new Error('secret detail'))],
    ['hang', () => new Promise<never>(() => {})],
  ])('is not ready where the parts %s to tell', async (_how, ready) => {
    const { app, log } = open({ ready, healthTimeoutMs: 30 });
    const answer = await app.request('/readyz');
    const why = ['the state of the parts could not be told'];
    expect([answer.status, await answer.json()]).toEqual([503, { status: 'not ready', parts: {}, why }]);
    expect(log.lines).toMatchObject([{ level: 'error', message: 'The state of the parts could not be told' }]);
  });

  it('gives the metrics as they are', async () => {
    const answer = await open().app.request('/metrics');
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await answer.text()).toBe('easel_up 1\n');
  });

  it('answers HEAD, which some load balancers ask', async () => {
    const answer = await open().app.request('/healthz', { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });
});

describe('models', () => {
  it('are listed for the official client, with what each can do', async () => {
    const client = await openClient();
    const models = (await client.models.list()).data;
    expect(models.map(({ id }) => id)).toEqual(catalogue.models.map(({ id }) => id));
    const [first] = catalogue.models;
    expect(models[0]).toMatchObject({
      id: first?.id,
      object: 'model',
      owned_by: 'openai',
      easel: {
        operations: { generate: true, edit: true },
        abilities: { generate: 'native', inpaint: 'native', grid: 'easel', upscale: 'none' },
        shape: { kind: 'size' },
        default: true,
      },
    });
    for (const { created } of models) expect(created).toBeGreaterThan(1_700_000_000);
  });

  it('are found by the official client by their id, which holds a slash', async () => {
    const client = await openClient();
    expect((await client.models.retrieve('openai/gpt-image-2.6-flare')).id).toBe('openai/gpt-image-2.6-flare');
  });

  it.each(['openai/gpt-image-2.6-flare', 'openai%2Fgpt-image-2.6-flare', 'GPT-IMAGE-2.6-FLARE'])(
    'are found as %s',
    async (name) => {
      const answer = await open().app.request(`/v1/models/${name}`);
      expect(await answer.json()).toMatchObject({ id: 'openai/gpt-image-2.6-flare' });
    },
  );

  it('that do not exist are refused as OpenAI refuses them, with the nearest names', async () => {
    const client = await openClient();
    const refusal = await client.models.retrieve('gpt-image-2.6-flair').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(OpenAI.NotFoundError);
    expect(refusal).toMatchObject({ code: 'model_not_found', param: 'model', type: 'invalid_request_error' });
    expect(String(refusal)).toContain('openai/gpt-image-2.6-flare');
  });

  it('with a name that is no valid encoding are refused and break nothing', async () => {
    expect((await open().app.request('/v1/models/%zz%')).status).toBe(404);
  });
});

describe('what goes wrong', () => {
  it.each([
    ['GET', '/v1/nothing', 404, 'unknown_url', 'There is nothing at GET /v1/nothing.'],
    ['POST', '/v1', 404, 'unknown_url', 'There is nothing at POST /v1.'],
    ['POST', '/v1/models', 405, 'method_not_supported', '/v1/models does not take POST, only GET, HEAD.'],
    ['DELETE', '/v1/models/a/b', 405, 'method_not_supported', '/v1/models/a/b does not take DELETE, only GET, HEAD.'],
  ])('%s %s is refused in the shape of the API', async (method, path, status, code, message) => {
    const answer = await open().app.request(path, { method });
    const error = { message, type: 'invalid_request_error', param: null, code };
    expect([answer.status, await answer.json()]).toEqual([status, { error }]);
    expect(answer.headers.get('allow')).toBe(status === 405 ? 'GET, HEAD' : null);
  });

  it.each([
    ['GET', '/v10', 404, 'There is nothing at GET /v10.\n'],
    ['PUT', '/healthz', 405, '/healthz does not take PUT, only GET, HEAD.\n'],
  ])('%s %s is refused in one line of text', async (method, path, status, text) => {
    const answer = await open().app.request(path, { method });
    expect([answer.status, await answer.text()]).toEqual([status, text]);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=UTF-8');
  });

  it('gives hostile paths back as plain text only', async () => {
    const answer = await open().app.request('/<script>alert(1)</script>');
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each(['/v1/broken', '/broken'])('never shows a stack trace or an inner message at %s', async (path) => {
    const { app, log } = openWith(path, fail(new TypeError('inner words')));
    const answer = await app.request(path);
    const text = await answer.text();
    expect(answer.status).toBe(500);
    expect(text).toContain('Something went wrong inside Easel. The log has the details.');
    expect(text).not.toMatch(/inner words|TypeError|at .*:\d+/);
    expect(log.lines).toMatchObject([
      { level: 'error', fields: { route: path, method: 'GET', err: expect.any(TypeError) } },
    ]);
  });

  it('is answered too where what was thrown is no error', async () => {
    const { app, log } = openWith('/v1/x', fail('stopped'));
    const answer = await app.request('/v1/x');
    expect([answer.status, await answer.json()]).toMatchObject([
      500,
      { error: { type: 'server_error', code: 'internal' } },
    ]);
    expect(log.lines).toHaveLength(1);
  });

  it('says what one of the family says, under the status that fits', async () => {
    const { app, log } = openWith(
      '/v1/x',
      fail(new EaselError('not-enough-credits', { cost: 4, available: 1, moreAt: 0 })),
    );
    const answer = await app.request('/v1/x');
    expect(answer.status).toBe(402);
    expect(await answer.json()).toMatchObject({
      error: { code: 'not_enough_credits', message: expect.stringContaining('4 credits') },
    });
    expect(log.lines).toEqual([]);
  });

  it('tells an error of ours that nobody can help with from one that somebody can', async () => {
    const { app, log } = openWith('/x', fail(new EaselError('internal', {}, { cause: new Error('inner words') })));
    const answer = await app.request('/x');
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('inner words')]);
    expect(log.lines).toHaveLength(1);
  });

  it("keeps a refusal of the server's own parts, such as a body that is too large", async () => {
    const { app } = openWith('/v1/x', fail(new HTTPException(413, { message: 'Payload Too Large' })));
    const answer = await app.request('/v1/x');
    expect([answer.status, await answer.json()]).toEqual([
      413,
      { error: expect.objectContaining({ message: 'Payload Too Large' }) },
    ]);
    const own = openWith('/x', fail(new HTTPException(401, { res: new Response('key, please', { status: 401 }) })));
    const answered = await own.app.request('/x');
    expect([answered.status, await answered.text()]).toEqual([401, 'key, please']);
  });

  it('leaves a 404 that a route answers itself as it is', async () => {
    const { app } = openWith('/pictures/1', () => new Response('gone', { status: 404 }));
    expect(await (await app.request('/pictures/1')).text()).toBe('gone');
  });

  it('does not let a route of others take the place of its own', async () => {
    const { app } = open({ routes: [new Hono().get('*', (context) => context.text('mine'))] });
    expect(await (await app.request('/healthz')).json()).toEqual({ status: 'ok' });
    expect(await (await app.request('/')).text()).toBe('mine');
  });
});

async function openClient(): Promise<OpenAI> {
  const server = await listen(open().app, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close(0));
  return new OpenAI({ apiKey: 'any', baseURL: `${server.url}/v1`, maxRetries: 0 });
}

it('lets go of what a body flows from where only its head is asked for', async () => {
  let canceled = 0;
  const flowing = () =>
    new ReadableStream({
      cancel: () => {
        canceled += 1;
      },
    });
  const { app } = openWith('/picture', () => new Response(flowing(), { headers: { 'Content-Length': '7' } }));
  const answer = await app.request('/picture', { method: 'HEAD' });
  expect([answer.status, answer.headers.get('content-length'), canceled]).toEqual([200, '7', 1]);
});
