import { describe, expect, it } from 'vitest';
import { formOf, openStudio, sentenceOf } from './open-studio.ts';

describe('the guard against other web pages', () => {
  const PATHS = ['/', '/playground/events?name=Ada', '/playground/me?name=Ada', '/playground/assets/page.js'];

  it.each(PATHS)('does not answer under a name that only resolves to this machine: %s', async (path) => {
    const { get } = await openStudio();
    const answer = await get(path, { host: 'evil.example:8787' });
    expect(answer.status).toBe(403);
    expect(await sentenceOf(answer)).toContain('evil.example');
  });

  it.each(['127.0.0.1:8787', 'localhost:8787', '[::1]:8787', '127.8.8.8', 'LOCALHOST'])(
    'answers under loopback: %s',
    async (host) => {
      const { get } = await openStudio();
      expect((await get('/', { host })).status).toBe(200);
    },
  );

  it('answers under the names the operator allowed', async () => {
    const { get } = await openStudio({ door: 'open', allowedHosts: ['Easel.example', '::1'] });
    expect((await get('/', { host: 'easel.example' })).status).toBe(200);
    expect((await get('/', { host: 'easel.example.evil.example' })).status).toBe(403);
  });

  it.each(['127.0.0.1.evil.example', 'localhost.evil.example', 'a b', ''])('is not fooled by %j', async (host) => {
    for (const door of ['here', 'open'] as const) {
      const { get } = await openStudio({ door });
      expect((await get('/', { host })).status).toBe(403);
    }
  });

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:9999' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('refuses what another page sends: %j', async (headers) => {
    const { post, requests } = await openStudio();
    const answer = await post('/playground/requests', formOf({ options: { prompt: 'a fox' } }), {
      host: '127.0.0.1:8787',
      ...headers,
    });
    expect(answer.status).toBe(403);
    expect(requests).toEqual([]);
  });

  it.each([{ origin: 'http://127.0.0.1:8787', 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }, {}])(
    'takes what its own page or a program sends: %j',
    async (headers) => {
      const { post } = await openStudio();
      const form = formOf({ options: { prompt: 'a fox' } });
      expect((await post('/playground/requests', form, { host: '127.0.0.1:8787', ...headers })).status).toBe(202);
    },
  );
});
