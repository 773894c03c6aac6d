import { request as ask } from 'node:http';
import { Hono } from 'hono';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listen } from '#src/http/listen.ts';
import { openPaintingKit, type PaintingKit } from '../../app/painting/painting-kit.ts';
import { bombPng, jpegOf, pngOf } from '../../fixtures/pictures.ts';
import { maskOf, type PageShape } from './page-modules.ts';

const MINUTE_MS = 60_000;
const BOX: PageShape = { kind: 'box', from: { x: 1, y: 1 }, to: { x: 9, y: 9 } };

const blobOf = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)]);

async function open() {
  const kit = await openPaintingKit();
  const { id, job } = await kit.made();
  const [link = ''] = await kit.linksTo(id);
  return { ...kit, id, job, link };
}

/** What every part of a page answers to a link. */
async function answers(kit: PaintingKit, link: string) {
  const got = await Promise.all(['', '/about', '/picture'].map((part) => kit.routes.request(`${link}${part}`)));
  const sent = [await kit.post(`${link}/price`), await kit.post(`${link}/edit`)];
  return [...got, ...sent].map(({ status }) => status);
}

const OVER = [404, 404, 404, 404, 404];

describe('the page', () => {
  it('comes with a policy that runs its own files and nothing else, and its address goes nowhere', async () => {
    const { routes, link } = await open();
    const page = await routes.request(link);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; " +
        "form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('set-cookie')).toBeNull();
    const html = await page.text();
    expect(html).not.toMatch(/<style|<script(?! type="module" src=)|\son\w+=|\sstyle=|https?:\/\//i);
    expect(html).not.toContain(link.split('/').at(-1));
  });

  it('opens as often as wanted, tells what to paint on, and is kept by no browser', async () => {
    const { routes, link } = await open();
    for (let time = 0; time < 3; time++) expect((await routes.request(link)).status).toBe(200);
    const about = await routes.request(`${link}/about`);
    expect(await about.json()).toMatchObject({ width: 16, height: 16, prompt: '', backUrl: 'https://chat.test/art' });
    expect(about.headers.get('cache-control')).toBe('no-store');
    const picture = await routes.request(`${link}/picture`);
    expect([picture.headers.get('content-type'), picture.headers.get('cache-control')]).toEqual([
      'image/jpeg',
      'no-store',
    ]);
  });

  it.each(['..%2fpaint-routes.ts', 'none.js', '%2e%2e', 'page.js%00'])('has no file %s', async (name) => {
    const { routes } = await open();
    expect((await routes.request(`/paint/assets/${name}`)).status).toBe(404);
  });
});

describe('a link', () => {
  it('that is forged opens nothing, in words a person can use', async () => {
    const kit = await open();
    for (const token of ['nothing', `${kit.link.split('/').at(-1)}x`, 'a'.repeat(5000), '%00', '__proto__', '..%2f..'])
      expect(await answers(kit, `/paint/${token}`)).toEqual(OVER);
    const page = await kit.routes.request('/paint/nothing');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('press Paint mask again');
    const marked = await kit.routes.request('/paint/%3Cscript%3Ealert(1)%3C%2Fscript%3E');
    expect(await marked.text()).not.toContain('<script>alert');
  });

  it('works for 15 minutes', async () => {
    const kit = await open();
    await kit.clock.advance(15 * MINUTE_MS - 1);
    expect((await kit.routes.request(kit.link)).status).toBe(200);
    await kit.clock.advance(1);
    expect(await answers(kit, kit.link)).toEqual(OVER);
    expect(kit.arrived).toEqual([]);
  });

  it('works for one edit, also of several that are sent at once', async () => {
    const kit = await open();
    const all = await Promise.all(Array.from({ length: 5 }, () => kit.post(`${kit.link}/edit`)));
    const statuses = all.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    for (const status of statuses) expect([200, 404, 429]).toContain(status);
    expect(kit.arrived).toHaveLength(1);
    expect(await answers(kit, kit.link)).toEqual(OVER);
    expect((await kit.parts.jobs.byAccount('guild:ada', 10)).filter(({ parent }) => parent)).toHaveLength(1);
  });

  it('is used once by two processes', async () => {
    const one = await open();
    const other = await openPaintingKit({
      shared: { clock: one.clock, storage: one.storage, blobs: one.blobs, talk: one.talk },
    });
    const both = await Promise.all([one.post(`${one.link}/edit`), other.post(`${one.link}/edit`)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 404]);
  });

  it('to another kind of page is none to this one', async () => {
    const kit = await open();
    const about = { platform: 'test', channelId: 'art' };
    const whose = { tenantId: 'guild', personId: 'ada', ttlMs: MINUTE_MS };
    const token = await kit.whole.passes.issue({ kind: 'gallery', about, ...whose });
    expect(await answers(kit, `/paint/${token}`)).toEqual(OVER);
  });

  it('of a person who is forgotten opens nothing any more', async () => {
    const kit = await open();
    await kit.whole.passes.forget({ tenantId: 'guild', personId: 'ada' });
    expect(await answers(kit, kit.link)).toEqual(OVER);
  });

  it('stands in no log', async () => {
    const kit = await open();
    await answers(kit, kit.link);
    expect(kit.log.lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(kit.log.lines)).not.toContain(kit.link.split('/').at(-1));
  });
});

describe('a mask', () => {
  const mask = (bytes: Uint8Array) => ({ mask: blobOf(bytes) });

  it.each([
    ['of another size', () => maskOf({ width: 16, height: 17 }, [BOX]), 400, 'mask-size'],
    ['of nothing', () => maskOf({ width: 16, height: 16 }, []), 400, 'nothing-painted'],
    ['that is no PNG', () => jpegOf({ width: 16, height: 16 }), 400, 'mask-unreadable'],
    ['that is no picture', async () => Buffer.from('words, not a picture'), 415, 'image-type'],
    ['that would fill the memory', async () => bombPng(30_000), 400, 'mask-unreadable'],
    [
      'that is cut short',
      async () => (await pngOf({ width: 16, height: 16, alpha: 9, noise: true })).subarray(0, 300),
      400,
      'image-broken',
    ],
  ] as const)('%s is refused, and the link stays good', async (_name, make, status, code) => {
    const kit = await open();
    const fields = mask(await make());
    for (const what of ['price', 'edit']) {
      const answer = await kit.post(`${kit.link}/${what}`, fields);
      expect([answer.status, answer.body.error.code]).toEqual([status, code]);
    }
    expect((await kit.post(`${kit.link}/edit`)).status).toBe(200);
  });

  it('of 40 MB is refused before it has come, with a length or without', async () => {
    const kit = await open();
    const huge = { mask: new Blob([new Uint8Array(40 * 1_048_576)]) };
    const { status, body } = await kit.post(`${kit.link}/price`, huge, { 'content-length': String(40 * 1_048_576) });
    expect([status, body.error.code]).toEqual([413, 'image-too-large']);
    const server = await listen(new Hono().route('/', kit.routes), { host: '127.0.0.1', port: 0 });
    onTestFinished(() => server.close(0));
    expect(await endless(`${server.url}${kit.link}/price`)).toBe(413);
  });

  it.each([
    [{ prompt: '' }, 400, 'empty-prompt'],
    [{ prompt: 'x'.repeat(3000) }, 400, 'prompt-too-long'],
    [{ prompt: 'x'.repeat(50_000) }, 400, 'option-invalid'],
    [{ exact: 'perhaps' }, 400, 'option-invalid'],
    [{ seen: '-1' }, 400, 'option-invalid'],
    [{ mask: 'words' }, 400, 'option-invalid'],
  ])('with fields that do not fit is refused: %o', async (fields, status, code) => {
    const kit = await open();
    const answer = await kit.post(`${kit.link}/price`, fields);
    expect([answer.status, answer.body.error.code]).toEqual([status, code]);
  });

  it('without a form around it is refused', async () => {
    const { routes, link } = await open();
    for (const body of ['', '{"mask":1}', 'x'.repeat(1000)])
      expect((await routes.request(`${link}/price`, { method: 'POST', body })).status).toBe(400);
  });

  it('is not even read where the link opens nothing', async () => {
    const { routes } = await open();
    let pieces = 0;
    for (const what of ['price', 'edit']) {
      const body = new ReadableStream(
        {
          pull: (controller) => {
            pieces += 1;
            controller.enqueue(new Uint8Array(1024));
          },
        },
        { highWaterMark: 0 },
      );
      const headers = { 'content-type': 'multipart/form-data; boundary=b' };
      const sent: RequestInit = { method: 'POST', headers, body, duplex: 'half' };
      expect((await routes.request(`/paint/nothing/${what}`, sent)).status).toBe(404);
    }
    expect(pieces).toBe(0);
  });

  it('is refused among thousands of other parts, because everybody waits while they are taken apart', async () => {
    const { routes, link } = await open();
    const part = '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n\r\n';
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const answer = await routes.request(`${link}/price`, {
      method: 'POST',
      headers,
      body: `${part.repeat(1000)}--b--\r\n`,
    });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('does not fit the option body. Use multipart/form-data, sent whole.');
  });

  it('is refused where it comes from another page', async () => {
    const kit = await open();
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.test' },
      { origin: 'null' },
    ]) {
      const { status, body } = await kit.post(`${kit.link}/edit`, {}, headers);
      expect([status, body.error.code]).toEqual([403, 'not-allowed']);
    }
    expect(kit.arrived).toEqual([]);
    const own = { 'sec-fetch-site': 'same-origin', origin: 'https://easel.test' };
    expect((await kit.post(`${kit.link}/edit`, {}, own)).status).toBe(200);
  });

  it('holds nobody up twice, however many links its person has', async () => {
    const kit = await open();
    const links = [kit.link];
    for (let more = 0; more < 5; more++) links.push((await kit.linksTo(kit.id))[0] ?? '');
    expect(new Set(links).size).toBe(6);
    const statuses = (await Promise.all(links.map((link) => kit.post(`${link}/price`)))).map(({ status }) => status);
    expect(statuses).toContain(200);
    expect(statuses).toContain(429);
    for (const status of statuses) expect([200, 429]).toContain(status);
    expect((await kit.post(`${links[5]}/price`)).status).toBe(200);
  });

  it('holds nobody up twice: one link asks one thing at a time', async () => {
    const kit = await open();
    const all = await Promise.all(Array.from({ length: 6 }, () => kit.post(`${kit.link}/price`)));
    const statuses = all.map(({ status }) => status);
    expect(statuses).toContain(200);
    expect(statuses.filter((status) => status !== 200).every((status) => status === 429)).toBe(true);
    expect((await kit.post(`${kit.link}/price`)).status).toBe(200);
  });
});

/** Sends a body in pieces that never ends. @returns the status it is cut off with. */
function endless(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'multipart/form-data; boundary=b', 'transfer-encoding': 'chunked' };
    const sending = ask(url, { method: 'POST', headers }, (answer) => {
      resolve(answer.statusCode ?? 0);
      sending.destroy();
    });
    sending.on('error', reject);
    const piece = Buffer.alloc(256 * 1024, 'x');
    const more = () => {
      if (!sending.destroyed) sending.write(piece, () => setImmediate(more));
    };
    sending.write('--b\r\ncontent-disposition: form-data; name="mask"; filename="m.png"\r\n\r\n');
    more();
  });
}
