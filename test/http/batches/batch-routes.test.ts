import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createBatchRoute } from '#src/app/batches/batch-route.ts';
import { createKeyRates } from '#src/app/keys/key-rates.ts';
import { createKeys } from '#src/app/keys/keys.ts';
import type { Route } from '#src/app/route.ts';
import { createGate } from '#src/http/api/gate.ts';
import { createBatchLinks } from '#src/http/batches/batch-links.ts';
import { batchRoutes } from '#src/http/batches/batch-routes.ts';
import { createHttp } from '#src/http/create-http.ts';
import { listen } from '#src/http/listen.ts';
import { asMany, type KitOptions, openKit } from '../../app/open-kit.ts';

interface View {
  readonly id: string;
  readonly status: string;
  readonly lines: Readonly<Record<string, number>>;
  readonly price: { readonly credits: number };
  readonly errors: readonly { readonly line: number; readonly message: string }[];
  readonly archive_url: string;
  readonly stopped: { readonly code: string } | null;
  readonly error?: { readonly code: string; readonly message: string };
  readonly data?: readonly View[];
}

/** The routes behind the gate over the engine in memory, and a real server. */
async function open(options: KitOptions = {}) {
  const way = createBatchRoute();
  const routes = new Map<string, Route>([[way.route.id, way.route]]);
  const kit = openKit({ generate: asMany, ...options, routes });
  const { engine, clock, log, blobs, parts } = kit;
  engine.batches.open(way);
  const keys = createKeys({
    keys: parts.documents.apiKeys,
    secret: 'secret',
    configured: ['ada', 'eve'].map((name) => ({ name, key: `${name}-key-0123456789abcdef` })),
    clock,
    random: () => randomBytes(32).toString('base64url'),
  });
  const rates = createKeyRates({ rates: parts.documents.apiRates, clock });
  const links = createBatchLinks({ secret: 'secret', clock });
  const app = createHttp({
    routes: [
      batchRoutes({ batches: engine.batches, blobs, links, platform: way.route.id, clock, publicBaseUrl: undefined }),
    ] as never,
    ready: async () => ({ ok: true, parts: {} }),
    metricsText: async () => ({ contentType: 'text/plain', body: '' }),
    catalogue: parts.catalogue,
    log,
    gate: createGate({ keys, rates, isOnlyHere: false, now: clock.now, newId: parts.newId }) as never,
    now: clock.now,
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0, log });
  onTestFinished(() => server.close(0));
  await engine.start();
  return { ...kit, links, url: server.url, send, call, until };

  function call(path: string, init: RequestInit = {}, key = 'ada'): Promise<Response> {
    const authorization = `Bearer ${key}-key-0123456789abcdef`;
    return fetch(`${server.url}${path}`, { ...init, headers: { ...init.headers, authorization } });
  }

  async function send(body: string, { query = '', type = 'text/csv', key = 'ada', headers = {} } = {}) {
    const init = { method: 'POST', body, headers: { 'content-type': type, ...headers } };
    const answer = await call(`/v1/image_batches${query}`, init, key);
    return { status: answer.status, view: (await answer.json()) as View };
  }

  async function until(id: string, status: string): Promise<View> {
    let view: View | undefined;
    await expect
      .poll(
        async () => {
          await clock.advance(100);
          view = (await (await call(`/v1/image_batches/${id}`)).json()) as View;
          return view.status;
        },
        { interval: 5, timeout: 15_000 },
      )
      .toBe(status);
    if (!view) throw new Error('There is no such batch.');
    return view;
  }
}

/** What is answered to a list that its sender says to have so many bytes, and leaves in the middle. */
async function sentRaw(url: string, byteLength: number, body: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end(
    `POST /v1/image_batches HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ada-key-0123456789abcdef\r\n` +
      `Content-Type: text/plain\r\nContent-Length: ${byteLength}\r\n\r\n${body}`,
  );
  return text(socket);
}

const LIST = 'prompt,n\na fox,2\n,1\n"{red,blue} car",1\n';

describe('/v1/image_batches', () => {
  it('prices a list, makes it after a yes, and hands over manifest, pictures and archive', async () => {
    const kit = await open();
    const { status, view } = await kit.send(LIST);
    expect(status).toBe(200);
    expect(view).toMatchObject({
      object: 'image_batch',
      status: 'priced',
      price: { credits: 8, pictures: 4 },
      lines: { total: 3, broken: 1, open: 2 },
      errors: [{ line: 3, message: expect.stringContaining('empty') }],
    });
    expect(kit.calls).toEqual([]);
    await kit.call(`/v1/image_batches/${view.id}/start`, { method: 'POST' });
    const done = await kit.until(view.id, 'done');
    expect(done).toMatchObject({ lines: { made: 2, open: 0 }, charged: { credits: 8, pictures: 4 } });
    const manifest = await (await kit.call(`/v1/image_batches/${view.id}/manifest?format=jsonl`)).text();
    const lines = manifest
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ line, state, files }) => [line, state, files.length])).toEqual([
      [2, 'made', 2],
      [3, 'broken', 0],
      [4, 'made', 2],
    ]);
    expect(await (await kit.call(`/v1/image_batches/${view.id}/manifest?format=csv`)).text()).toContain(
      '\r\n2,made,a fox,n 2,',
    );
    const picture = await kit.call(`/v1/image_batches/${view.id}/images/${lines[0].place}/1`);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(50);
    const archive = await fetch(done.archive_url);
    expect(archive.headers.get('content-type')).toBe('application/zip');
    const bytes = Buffer.from(await archive.arrayBuffer());
    for (const name of ['000002-a-fox-1.png', '000004-red-blue-car-2.png', 'manifest.json', 'manifest.csv'])
      expect(bytes.includes(name)).toBe(true);
  });

  it('keeps at most 20 batches of a key open, also where many lists come at once', async () => {
    const kit = await open();
    const early = await Promise.all(Array.from({ length: 30 }, () => kit.send('prompt\na fox\n')));
    const taken = early.filter(({ status }) => status === 200);
    expect(taken).toHaveLength(20);
    const refused = early.filter(({ status }) => status !== 200);
    expect(refused.map(({ view }) => view.error?.code)).toEqual(refused.map(() => 'too_many_batches'));
    expect((await kit.send('prompt\na fox\n')).status).toBe(429);
    expect((await kit.send('prompt\na fox\n', { key: 'eve' })).status).toBe(200);
  });

  it('begins at once up to a price that was said before, and only asks above it', async () => {
    const kit = await open();
    expect((await kit.send('a\nb', { type: 'text/plain', query: '?max_credits=3' })).view.status).toBe('priced');
    const { view } = await kit.send('a\nb', { type: 'text/plain', query: '?max_credits=4&quality=low' });
    expect(view.status).toBe('running');
    await kit.until(view.id, 'done');
    const start = await kit.call(`/v1/image_batches/${view.id}/start?max_credits=1`, { method: 'POST' });
    expect(start.status).toBe(409);
  });

  it('is one batch for one Idempotency-Key, however often it is sent', async () => {
    const kit = await open();
    const headers = { 'idempotency-key': 'monday' };
    const first = await kit.send('a', { type: 'text/plain', headers, query: '?max_credits=9' });
    await kit.until(first.view.id, 'done');
    const again = await kit.send('a', { type: 'text/plain', headers, query: '?max_credits=9' });
    expect(again.view).toMatchObject({ id: first.view.id, status: 'done' });
    expect(kit.calls).toHaveLength(1);
    expect((await kit.send('a', { type: 'text/plain', headers, key: 'eve' })).view.id).not.toBe(first.view.id);
  });

  it('refuses another list or other options under the same Idempotency-Key, and begins a priced one where the price is fine now', async () => {
    const kit = await open();
    const sent = { type: 'text/plain', headers: { 'idempotency-key': 'tuesday' } };
    const first = await kit.send('a', { ...sent, query: '?max_credits=1' });
    expect(first.view.status).toBe('priced');
    for (const [body, query] of [
      ['b', ''],
      ['a', '?quality=low'],
    ] as const)
      expect(await kit.send(body, { ...sent, query })).toMatchObject({
        status: 422,
        view: { error: { code: 'idempotency_key_reused' } },
      });
    expect((await kit.send('a', { ...sent, query: '?max_credits=2' })).view).toMatchObject({
      id: first.view.id,
      status: 'running',
    });
    await kit.until(first.view.id, 'done');
  });

  it('keeps the list of the first of many that come at once under one Idempotency-Key', async () => {
    const kit = await open();
    const headers = { 'idempotency-key': 'at once' };
    const many = await Promise.all(
      Array.from({ length: 8 }, (_, at) => kit.send(`list ${at}`, { type: 'text/plain', headers })),
    );
    const taken = many.flatMap(({ status, view }, at) => (status === 200 ? [{ view, at }] : []));
    expect(many.filter(({ status }) => status === 422)).toHaveLength(7);
    const [first] = taken;
    const manifest = await kit.call(`/v1/image_batches/${first?.view.id}/manifest?format=jsonl`);
    expect(await manifest.json()).toMatchObject({ prompt: `list ${first?.at}` });
    expect(kit.blobs.keys()).toHaveLength(1);
  });

  it('says what is wrong with a list that is too large or breaks off, and keeps nothing', async () => {
    const kit = await open();
    const said = await Promise.all([sentRaw(kit.url, 70_000_000, ''), sentRaw(kit.url, 1000, 'a\nb\n')]);
    expect(said[0]).toMatch(/^HTTP\/1.1 413 .*body_too_large/s);
    expect(said[1]).toMatch(/^HTTP\/1.1 400 /);
    await expect.poll(() => kit.blobs.keys()).toEqual([]);
    expect(kit.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('looks to other keys as if it was not there, and so do forged, altered and old addresses of its archive', async () => {
    const kit = await open();
    const { view } = await kit.send('a', { type: 'text/plain' });
    for (const path of ['', '/manifest', '/archive', '/images/0/1'])
      expect((await kit.call(`/v1/image_batches/${view.id}${path}`, {}, 'eve')).status).toBe(404);
    for (const path of ['/start', '/cancel', '/pause'])
      expect((await kit.call(`/v1/image_batches/${view.id}${path}`, { method: 'POST' }, 'eve')).status).toBe(404);
    expect(((await (await kit.call('/v1/image_batches', {}, 'eve')).json()) as View).data).toEqual([]);
    expect((await fetch(`${kit.url}/v1/image_batches/${view.id}`)).status).toBe(401);
    const signed = new URL(view.archive_url);
    for (const path of [
      `${signed.pathname}x`,
      `/batches/x${signed.pathname.slice(10)}`,
      '/batches/a.b',
      '/batches/%2e%2e',
      '/batches/%00',
    ])
      expect((await fetch(`${kit.url}${path}`)).status).toBe(404);
    expect((await fetch(view.archive_url)).status).toBe(200);
    await kit.clock.advance(26 * 3_600_000);
    expect((await fetch(view.archive_url)).status).toBe(404);
  }, 60_000);

  it.each([
    ['prompt\n', {}, 400, 'batch_invalid'],
    ['subject\na\n', {}, 400, 'batch_invalid'],
    ['prompt,image\na,/etc/passwd\n', {}, 400, 'batch_invalid'],
    ['a', { type: 'application/pdf' }, 415, 'unsupported_media_type'],
    ['prompt\na\n', { query: '?max_credits=lots' }, 400, 'invalid_value'],
    ['prompt\na\n', { query: '?prompt=x' }, 400, 'unknown_parameter'],
    ['prompt\na\n', { query: '?__proto__=x' }, 400, 'unknown_parameter'],
  ])('refuses %j with %j', async (body, options, status, code) => {
    const kit = await open();
    const refused = await kit.send(body, options);
    expect([refused.status, refused.view.error?.code]).toEqual([status, code]);
    expect(kit.blobs.keys()).toEqual([]);
  });

  it('is canceled, and stays so', async () => {
    const kit = await open({ generate: () => new Promise(() => {}) });
    const { view } = await kit.send('a\nb\nc', { type: 'text/plain', query: '?max_credits=99' });
    const canceled = (await (await kit.call(`/v1/image_batches/${view.id}/cancel`, { method: 'POST' })).json()) as View;
    expect(canceled.status).toBe('canceled');
    const again = await kit.call(`/v1/image_batches/${view.id}/start`, { method: 'POST' });
    expect(again.status).toBe(400);
  });

  it('is held to the credits of its key', async () => {
    const kit = await open({ policy: { allowance: 3 } });
    const { view } = await kit.send('a\nb', { type: 'text/plain', query: '?max_credits=99' });
    const stopped = await kit.until(view.id, 'stopped');
    expect(stopped).toMatchObject({ lines: { made: 1, open: 1 }, stopped: { code: 'not-enough-credits' } });
  });
});
