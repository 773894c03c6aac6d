import { describe, expect, it } from 'vitest';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import { createHttp } from '#src/http/create-http.ts';
import { createFileLinks } from '#src/http/file-links.ts';
import { fileRoutes } from '#src/http/file-routes.ts';
import { createCatalogue } from '#src/models/catalogue/create-catalogue.ts';
import { storeUnavailable } from '#src/store/store-errors.ts';
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
  const links = createFileLinks({ secret: 'our secret', clock });
  const fetched: string[] = [];
  const files = {
    ...links,
    mayFetch: async ({ key, isExpired }: { readonly key: string; readonly isExpired: boolean }) => {
      fetched.push(key);
      return !isExpired;
    },
  };
  const routes = fileRoutes({ files, blobs });
  const url = `https://easel.test${links.pathOf(FILE)}`;
  const get = (address: string, init?: RequestInit) => routes.request(address, init);
  return { clock, blobs, links, files, fetched, url, get };
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
    expect(url).toContain(links.pathOf(FILE));
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
    const others = createFileLinks({ secret: 'another secret', clock });
    expect((await get(others.pathOf(FILE))).status).toBe(404);
  });

  it('is nothing once its picture was deleted', async () => {
    const { blobs, url, get } = await open();
    await blobs.removeAll('jobs/one/');
    expect((await get(url)).status).toBe(404);
  });
});

const NOTHING = 'There is no such file, or its link is too old.\n';

describe('whatever is no address of ours', () => {
  it.each<[string, (path: string) => string]>([
    ['nothing at all', () => '/files/'],
    ['a key', () => '/files/jobs/one/0.png'],
    ['a way up, encoded', (path) => path.replace('/files/', '/files/..%2F..%2F')],
    ['a way up, encoded twice', (path) => path.replace('/files/', '/files/%252e%252e%252f')],
    ['a backslash', (path) => path.replace('/files/', '/files/..%5C')],
    ['a zero byte', (path) => `${path}%00`],
    ['a line break', (path) => `${path}%0A`],
    ['a broken escape', (path) => `${path}%zz`],
    ['letters that stand for the same bytes', (path) => path.replace(/.$/, (last) => nextLetter(last))],
    ['padding behind it', (path) => `${path}=`],
    ['a slash behind it', (path) => `${path}/`],
    ['a name behind it', (path) => `${path}/cat.png`],
    ['an escape for a plain letter', (path) => path.replace('.', '%2E')],
    ['far too much', (path) => `${path}${'A'.repeat(8000)}`],
    ['other letters', () => '/files/☃.♥'],
  ])('gets the same words, and no store is asked: %s', async (_what, change) => {
    const { links, fetched, get } = await open();
    const answer = await get(`https://easel.test${change(links.pathOf(FILE))}`);
    expect([answer.status, await answer.text()]).toEqual([404, NOTHING]);
    expect(fetched).toEqual([]);
  });

  it('gets the same words as what is too old or deleted', async () => {
    const { clock, blobs, url, get } = await open();
    await blobs.removeAll('jobs/one/');
    expect(await (await get(url)).text()).toBe(NOTHING);
    await clock.advance(8 * DAY_MS);
    const old = await get(url);
    expect([await old.text(), old.headers.get('cache-control')]).toEqual([NOTHING, 'no-store']);
  });
});

/** The last letter of a mark holds four bits; its neighbour differs in one that means nothing. */
function nextLetter(letter: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return letters[letters.indexOf(letter) ^ 1] ?? '';
}

describe('a part of a picture', () => {
  it.each([
    ['bytes=0-99', 0, 99],
    ['bytes=2900-', 2900, 2999],
    ['bytes=-100', 2900, 2999],
    ['bytes=2990-99999', 2990, 2999],
    ['bytes=-99999', 0, 2999],
    ['Bytes=0-0', 0, 0],
  ])('is given for %s', async (range, first, last) => {
    const { url, get } = await open();
    const answer = await get(url, { headers: { range } });
    expect(answer.status).toBe(206);
    expect(answer.headers.get('content-range')).toBe(`bytes ${first}-${last}/3000`);
    expect(answer.headers.get('content-length')).toBe(String(last - first + 1));
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(BYTES.slice(first, last + 1));
  });

  it.each(['bytes=0-1,5-6', 'bytes=9-1', 'bytes=', 'bytes=-', 'lines=0-1', 'bytes=a-b', 'bytes=0-1e3'])(
    'is not what %j means, so all of it comes',
    async (range) => {
      const { url, get } = await open();
      const answer = await get(url, { headers: { range } });
      expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 3000]);
    },
  );

  it.each(['bytes=3000-', 'bytes=99999-100000', 'bytes=-0'])('cannot begin behind the end: %s', async (range) => {
    const { url, get } = await open();
    const answer = await get(url, { headers: { range } });
    expect([answer.status, answer.headers.get('content-range')]).toEqual([416, 'bytes */3000']);
    expect((await answer.arrayBuffer()).byteLength).toBe(0);
  });

  it('is given only where it is one of the same bytes', async () => {
    const { url, get } = await open();
    const tag = (await get(url, { method: 'HEAD' })).headers.get('etag') ?? '';
    const part = (condition: string) => get(url, { headers: { range: 'bytes=0-9', 'if-range': condition } });
    expect((await part(tag)).status).toBe(206);
    expect((await part('"another"')).status).toBe(200);
    expect((await part(`W/${tag}`)).status).toBe(200);
  });
});

describe('what somebody has already', () => {
  it('is not sent again, until other bytes are there', async () => {
    const { blobs, url, get } = await open();
    const tag = (await get(url)).headers.get('etag') ?? '';
    expect(tag).toMatch(/^"[\w-]+"$/);
    for (const known of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
      const answer = await get(url, { headers: { 'if-none-match': known } });
      expect([answer.status, answer.headers.get('etag'), (await answer.arrayBuffer()).byteLength]).toEqual([
        304,
        tag,
        0,
      ]);
    }
    await blobs.put(FILE.key, BYTES.toReversed());
    expect((await get(url, { headers: { 'if-none-match': tag } })).status).toBe(200);
  });
});

it('no name of a file breaks out of its header', async () => {
  const { links, get } = await open();
  const path = links.pathOf({ ...FILE, name: 'a"; x=<script>\r\n.svg' });
  const answer = await get(`https://easel.test${path}`);
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="a___x__script___.svg"');
  expect(answer.headers.get('content-type')).toBe('image/png');
});

/** The whole server around a store that does this. */
async function broken(thrown: Error) {
  const { files, blobs, url } = await open();
  const log = createSilentLog();
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
  const routes = [fileRoutes({ files, blobs: { ...blobs, open: () => Promise.reject(thrown) } })];
  return { url, log, answer: await createHttp({ ...parts, routes, catalogue, log }).request(url) };
}

it('is never written to the log, whatever breaks behind it', async () => {
  const { url, log, answer } = await broken(new TypeError('the disk is odd'));
  expect(answer.status).toBe(500);
  expect(log.lines).toMatchObject([{ level: 'error', fields: { method: 'GET', route: '/files/*' } }]);
  expect(JSON.stringify(log.lines)).not.toContain(url.split('/').at(-1));
});

it('says that it may work later where the store is away, and not whose store it is', async () => {
  const { answer } = await broken(storeUnavailable(new Error('S3_ENDPOINT (http://minio) cannot be reached.')));
  expect(answer.status).toBe(503);
  expect(await answer.text()).not.toContain('minio');
});
