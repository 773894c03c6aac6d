import { request } from 'node:http';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { type ApiKit, KEY, openApiKit, said } from './open-api-kit.ts';

/** With headers that `fetch` does not let anybody set. */
const withHeaders = (kit: ApiKit, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(`${kit.url}/v1/models`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
    });
    sent.once('error', reject).end();
  });

const bearer = { authorization: `Bearer ${KEY}` };

describe('a key', () => {
  it.each([
    ['missing', '', 'missing_api_key'],
    ['wrong', 'easel_ada_wrong', 'invalid_api_key'],
  ])('that is %s is refused as OpenAI refuses it', async (_how, key, code) => {
    const kit = await openApiKit();
    const answer = await kit.generate({}, { key });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
    expect(await said(answer)).toMatchObject({ status: 401, error: { code, type: 'invalid_request_error' } });
    expect(kit.calls).toEqual([]);
  });

  it('is asked for everywhere below /v1, whatever is there', async () => {
    const kit = await openApiKit();
    for (const path of [
      '/v1',
      '/v1/models',
      '/v1/jobs',
      '/v1/jobs/x',
      '/v1/credits',
      '/v1/nothing',
      '/v1/images/edits',
    ])
      expect((await kit.call(path, { key: '' })).status, path).toBe(401);
    for (const path of ['/docs', '/openapi.json', '/healthz'])
      expect((await kit.call(path, { key: '' })).status, path).toBe(200);
  });

  it('that was revoked is refused at the next request, with the error that the official client knows', async () => {
    const kit = await openApiKit();
    const apiKey = await kit.keys.create('shop');
    const client = kit.client({ apiKey });
    await client.models.list();
    await kit.keys.revoke('shop');
    await expect(client.models.list()).rejects.toThrow(OpenAI.AuthenticationError);
  });

  it('that hammers is refused past its limit, told until when, and asks no model', async () => {
    const kit = await openApiKit();
    const key = await kit.keys.create('busy', { perMinute: 3 });
    const answers = await Promise.all(Array.from({ length: 9 }, () => kit.generate({}, { key })));
    const refused = answers.filter(({ status }) => status === 429);
    expect([answers.filter(({ status }) => status === 200).length, refused.length, kit.calls.length]).toEqual([
      3, 6, 3,
    ]);
    const [one] = refused;
    expect(Object.fromEntries(one?.headers ?? [])).toMatchObject({
      'retry-after': '60',
      'x-ratelimit-limit-requests': '3',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '60s',
    });
    expect(await said(one ?? Response.error())).toMatchObject({
      error: { code: 'rate_limit_exceeded', type: 'rate_limit_error' },
    });
    // Others go on.
    expect((await kit.generate()).status).toBe(200);
    await kit.clock.advance(60_000);
    expect((await kit.call('/v1/credits', { key })).status).toBe(200);
  });
});

it('lets many calls of one key in at once, because many people may be behind it', async () => {
  const kit = await openApiKit({ policy: { allowance: 1000 } });
  const answers = await Promise.all(Array.from({ length: 60 }, () => kit.generate()));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});

describe('without any key', () => {
  it('whoever is on this machine is the person local', async () => {
    const kit = await openApiKit({ keys: [], isOnlyHere: true });
    const { metadata } = await said(kit.generate({}, { key: 'whatever the client has' }));
    expect(await kit.parts.jobs.get(metadata?.jobId ?? '')).toMatchObject({ accountId: 'api:local' });
    expect(await kit.left('local')).toEqual({ available: 38, held: 0 });
  });

  it('nobody may call where others could reach it', async () => {
    const kit = await openApiKit({ keys: [], isOnlyHere: false });
    const answer = await said(kit.call('/v1/models', { key: '' }));
    expect(answer).toMatchObject({ status: 401, error: { code: 'missing_api_key' } });
    expect(answer.error?.message).toContain('There is none yet');
  });

  it('is over as soon as there is one, also one that was revoked since', async () => {
    const kit = await openApiKit({ keys: [], isOnlyHere: true });
    expect((await kit.call('/v1/models', { key: '' })).status).toBe(200);
    await kit.keys.create('web');
    await kit.keys.revoke('web');
    expect((await kit.call('/v1/models', { key: '' })).status).toBe(401);
  });

  it.each([
    ['a name that resolves to this machine', { host: 'evil.example:80' }, 403],
    ['a name that looks like it', { host: '127.0.0.1.evil.example' }, 403],
    ['a proxy', { host: '127.0.0.1', 'x-forwarded-for': '203.0.113.7' }, 403],
    ['another proxy', { host: '127.0.0.1:8787', 'x-real-ip': '203.0.113.7' }, 403],
    ['localhost', { host: 'localhost:8787' }, 200],
    ['IPv6', { host: '[::1]:8787' }, 200],
  ])('a call by %s is answered with its status', async (_how, headers, status) => {
    const kit = await openApiKit({ keys: [], isOnlyHere: true });
    expect(await withHeaders(kit, headers)).toBe(status);
  });
});

describe('pages in a browser', () => {
  it.each([
    ['of another origin', { origin: 'https://evil.example' }, 403],
    ['without an origin of their own', { origin: 'null' }, 403],
    ['of another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['of a neighbour', { 'sec-fetch-site': 'same-site' }, 403],
    ['of its own origin', { 'sec-fetch-site': 'same-origin' }, 200],
  ])('%s are answered with their status, also with a key', async (_whose, headers, status) => {
    const kit = await openApiKit();
    expect(await withHeaders(kit, { ...bearer, ...headers } as Record<string, string>)).toBe(status);
  });

  it('are not told that they may ask', async () => {
    const kit = await openApiKit();
    const answer = await kit.call('/v1/images/generations', { method: 'OPTIONS', key: '' });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([401, null]);
  });
});

describe('a trusted key', () => {
  it('asks as a member of a chat, with their credits and the roles they were seen in', async () => {
    const kit = await openApiKit();
    const key = await kit.keys.create('bridge', { trusted: true });
    await kit.parts.documents.members.update('discord:4711:1234', () => ({
      name: 'Ada',
      roles: ['77'],
      seenAt: kit.clock.now(),
    }));
    const { metadata } = await said(kit.generate({ user: 'discord:4711:1234' }, { key }));
    expect(await kit.parts.jobs.get(metadata?.jobId ?? '')).toMatchObject({
      tenantId: 'discord:4711',
      accountId: 'discord:4711:1234',
      personName: 'Ada',
      roles: ['77'],
      platform: 'api',
    });
    expect(await kit.left('1234', 'discord:4711')).toEqual({ available: 38, held: 0 });
    expect(await kit.left('bridge')).toEqual({ available: 40, held: 0 });
    // What it made for others it can look at too.
    expect((await kit.call(`/v1/jobs/${metadata?.jobId}`, { key })).status).toBe(200);
  });

  it('is held to the rules of that member', async () => {
    const kit = await openApiKit();
    const key = await kit.keys.create('bridge', { trusted: true });
    const by = { id: 'mo', name: 'Mo' };
    const block = { kind: 'block', personId: '1234', reason: 'enough' } as const;
    await kit.engine.policies.change('discord:4711', by, [block], { reason: '' });
    const answer = await said(kit.generate({ user: 'discord:4711:1234' }, { key }));
    expect(answer).toMatchObject({ status: 403, error: { code: 'blocked_person' } });
  });

  it.each(['slack:T1:U1', 'playground:Ada'])('may name %s', async (user) => {
    const kit = await openApiKit();
    const key = await kit.keys.create('bridge', { trusted: true });
    await kit.generate({ user }, { key });
    expect(await kit.left('bridge')).toEqual({ available: 40, held: 0 });
  });

  it('pays itself for whoever is no member, and any other key always does', async () => {
    const kit = await openApiKit();
    const key = await kit.keys.create('bridge', { trusted: true });
    for (const user of [
      'discord:4711',
      'discord:4711:12:34',
      'discord:a b:1',
      'telegram:1:2',
      'customer 7',
      'playground:  ',
    ])
      await kit.generate({ user }, { key });
    expect(await kit.left('bridge')).toEqual({ available: 28, held: 0 });
    await kit.generate({ user: 'discord:4711:1234' });
    expect(await kit.left()).toEqual({ available: 38, held: 0 });
    expect(await kit.left('1234', 'discord:4711')).toEqual({ available: 40, held: 0 });
  });
});
