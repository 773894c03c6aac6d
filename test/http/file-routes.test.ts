import { describe, expect, it } from 'vitest';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import { createHttp } from '#src/http/create-http.ts';
import { createFileLinks } from '#src/http/file-links.ts';
import { fileRoutes } from '#src/http/file-routes.ts';
import { createCatalogue } from '#src/models/catalogue/create-catalogue.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../fakes/memory-blobs.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

const FILE = { key: 'jobs/one/0.png', name: 'easel-one-1.png', type: 'image/png' } as const;
const BYTES = Uint8Array.from({ length: 3000 }, (_, index) => index % 251);
const DAY_MS = 86_400_000;

async function open() {
  const clock = createManualClock();
  const blobs = createMemoryBlobs();
  await blobs.put(FILE.key, BYTES);
  const links = createFileLinks({ baseUrl: 'https://easel.test/', secret: 'our secret', clock });
  const routes = fileRoutes({ links, blobs });
  const url = links.addressOf(FILE);
  return { clock, blobs, links, url, get: (address: string, init?: RequestInit) => routes.request(address, init) };
}

const forged = (url: string, change: (words: string, mark: string) => string): string => {
  const at = url.lastIndexOf('/') + 1;
  const [words = '', mark = ''] = url.slice(at).split('.');
  return url.slice(0, at) + change(words, mark);
};

const otherKey = (words: string): string =>
  Buffer.from(Buffer.from(words, 'base64url').toString().replace('jobs/one', 'jobs/two')).toString('base64url');

describe('a signed address', () => {
  it('gives the very bytes to keep, whoever asks', async () => {
    const { url, get } = await open();
    expect(url).toMatch(/^https:\/\/easel\.test\/files\/[\w-]+\.[\w-]{43}$/);
    expect(url.length).toBeLessThanOrEqual(512);
    const answer = await get(url);
    expect(answer.status).toBe(200);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(BYTES);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-length': '3000',
      'content-disposition': 'attachment; filename="easel-one-1.png"',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=3600',
    });
  });

  it('answers a look at its head without the bytes', async () => {
    const { url, get } = await open();
    const answer = await get(url, { method: 'HEAD' });
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 0]);
  });

  it('holds for seven days, and stays the same for a while', async () => {
    const { clock, links, url, get } = await open();
    await clock.advance(1000);
    expect(links.addressOf(FILE)).toBe(url);
    await clock.advance(7 * DAY_MS - 1001);
    expect((await get(url)).status).toBe(200);
    await clock.advance(3_600_001);
    expect((await get(url)).status).toBe(404);
  });

  it.each<[string, (words: string, mark: string) => string]>([
    ['for another picture', (words, mark) => `${otherKey(words)}.${mark}`],
    ['without a signature', (words) => words],
    ['with an empty signature', (words) => `${words}.`],
    ['with a wrong signature', (words, mark) => `${words}.${mark.replace(/^./, (sign) => (sign === 'A' ? 'B' : 'A'))}`],
    ['with more behind it', (words, mark) => `${words}.${mark}.${mark}`],
    ['with something else in it', () => `${'x'.repeat(5000)}.y`],
  ])('is nothing where it is forged: %s', async (_what, change) => {
    const { url, get } = await open();
    expect((await get(forged(url, change))).status).toBe(404);
  });

  it('is nothing under another secret', async () => {
    const { clock, get } = await open();
    const others = createFileLinks({ baseUrl: 'https://easel.test', secret: 'another secret', clock });
    expect((await get(others.addressOf(FILE))).status).toBe(404);
  });

  it('is nothing once its picture was deleted', async () => {
    const { blobs, url, get } = await open();
    await blobs.removeAll('jobs/one/');
    expect((await get(url)).status).toBe(404);
  });
});

it('is never written to the log, whatever breaks behind it', async () => {
  const { links, blobs, url } = await open();
  const log = createSilentLog();
  const broken = { ...blobs, get: () => Promise.reject(new TypeError('the disk is odd')) };
  const catalogue = createCatalogue({
    builtIn: [],
    providers: new Map(),
    overrides: [],
    policy: DEFAULT_CREDIT_POLICY,
  });
  const parts = {
    ready: async () => ({ ok: true, parts: {} }),
    metricsText: async () => ({ contentType: 'text/plain', body: '' }),
  };
  const app = createHttp({ ...parts, routes: [fileRoutes({ links, blobs: broken })], catalogue, log });
  expect((await app.request(url)).status).toBe(500);
  expect(log.lines).toMatchObject([{ level: 'error', fields: { method: 'GET', route: '/files/:token' } }]);
  expect(JSON.stringify(log.lines)).not.toContain(url.split('/').at(-1));
});
