import { describe, expect, it, onTestFinished } from 'vitest';
import { openApiFlow } from './open-api-flow.ts';
import { openAiAt } from './open-flow.ts';

/** What is for everybody: whether Easel works, what the API is, and the files of pages, which are in the repository. */
const FOR_EVERYBODY = [
  ...['GET /healthz', 'GET /readyz', 'GET /metrics', 'GET /openapi.json', 'GET /docs', 'GET /docs/assets/:name{.+}'],
  ...['GET /paint/assets/:name{.+}', 'GET /gallery/assets/:name{.+}'],
];
/** A page without anything of anybody in it: what it shows it asks for with its pass. */
const EMPTY_PAGES = ['GET /gallery'];

/** Somebody whom a proxy on this machine speaks for, with nothing in their hands. */
const STRANGER = { 'x-forwarded-for': '203.0.113.7' };

async function open(more: Readonly<Record<string, string>> = {}) {
  const flow = await openApiFlow({
    env: (url) => ({
      ...openAiAt(url),
      ...more,
      REPLICATE_API_TOKEN: 'r8_0123456789abcdef',
      REPLICATE_BASE_URL: `${url}/replicate/v1`,
      SLACK_BOT_TOKEN: 'xoxb-0123456789',
      SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
      SLACK_API_URL: 'http://127.0.0.1:1/api/',
      PUBLIC_BASE_URL: 'https://easel.example',
    }),
  });
  onTestFinished(() => flow.close());
  const routes = flow.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`);
  return { ...flow, routes: [...new Set(routes)].sort() };
}

const filled = (path: string): string => path.replace(/:\w+(\{[^}]*\})?\??/g, 'x').replaceAll('*', 'x');

describe('whoever has nothing but the address', () => {
  it('reaches nothing of anybody, at none of the addresses there are', { timeout: 60_000 }, async () => {
    const { url, routes } = await open();
    expect(routes.length).toBeGreaterThan(30);
    expect(routes).toEqual(
      expect.arrayContaining(['POST /v1/images/edits', 'POST /slack/events', 'GET /', 'GET /files/*']),
    );
    const reached: string[] = [];
    for (const route of routes.filter((one) => !FOR_EVERYBODY.includes(one) && !EMPTY_PAGES.includes(one))) {
      const [method = '', path = ''] = route.split(' ');
      const body = method === 'POST' ? { body: '{}' } : {};
      const answer = await fetch(`${url}${filled(path)}`, { method, headers: STRANGER, redirect: 'manual', ...body });
      await answer.body?.cancel();
      if (![401, 403, 404].includes(answer.status)) reached.push(`${route}: ${answer.status}`);
    }
    expect(reached).toEqual([]);
  });

  it('learns nothing of anybody where everybody may look', { timeout: 60_000 }, async () => {
    const { url, client } = await open();
    await client.images.generate({ prompt: 'a crimson walrus', model: 'gpt-image-2.5-flare' });
    for (const route of [...FOR_EVERYBODY, ...EMPTY_PAGES]) {
      const words = await (await fetch(`${url}${filled(route.split(' ')[1] ?? '')}`, { headers: STRANGER })).text();
      expect(words, route).not.toMatch(/walrus|flow-key|xoxb-|r8_0123|\bada\b/);
    }
  });

  it('finds no playground where it is off, though on this machine', { timeout: 60_000 }, async () => {
    const { url, routes } = await open({ EASEL_PLAYGROUND: 'off' });
    expect(routes.filter((route) => / \/(playground.*)?$/.test(route))).toEqual([]);
    for (const path of ['/', '/playground/events?name=Ada', '/playground/assets/page.js'])
      expect((await fetch(`${url}${path}`)).status).toBe(404);
  });

  it('finds it here, and only here, unless it is open', { timeout: 60_000 }, async () => {
    const { url } = await open();
    expect((await fetch(url)).status).toBe(200);
    expect((await fetch(url, { headers: STRANGER })).status).toBe(403);
  });
});
