import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Viewer } from '#src/app/gallery/may-see.ts';
import { aiKindOf } from '#src/images/ai-marker.ts';
import { ADA, keepPicture, keepResult, MODERATOR, openGalleryKit, passOf } from '../../app/gallery/gallery-kit.ts';
import type { Kit } from '../../app/open-kit.ts';
import { galleryApp } from './gallery-server.ts';

/** Asks as the page of somebody does. */
async function asking(kit: Kit, viewer: Viewer = ADA, given?: string) {
  const app = galleryApp(kit);
  const token = given ?? (await passOf(kit, viewer));
  const ask = async (path: string, init: RequestInit = {}) =>
    app.request(`/gallery${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
  const json = async (path: string): Promise<Told> => toldBy(await ask(path));
  return { app, token, ask, json };
}

/** What the tests look at one by one. */
interface Told {
  readonly items: readonly object[];
  readonly models: readonly string[];
  readonly next: string;
  readonly facts: readonly { readonly label: string }[];
  readonly again: object;
  readonly versions: readonly object[];
  readonly error: { readonly message: string };
}

const toldBy = async (answer: Response): Promise<Told> => JSON.parse(await answer.text());

const MINUTES_15 = 15 * 60_000;

describe('the page', () => {
  it('is the same for everybody, and lets nothing in from elsewhere', async () => {
    const { app } = await asking(await openGalleryKit());
    const page = await app.request('/gallery');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
    );
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    expect(page.headers.get('set-cookie')).toBeNull();
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)|style="|\son\w+="|https?:\/\//);
    for (const [, name = ''] of html.matchAll(/gallery\/assets\/([\w./-]+)/g))
      expect((await app.request(`/gallery/assets/${name}`)).status).toBe(200);
  });

  it.each([
    '/gallery/assets/..%2fgallery-routes.ts',
    '/gallery/assets/%2e%2e/gallery-view.ts',
    '/gallery/assets/x.js',
    '/gallery/assets/look/..%2f..%2fgallery%2fpage%2fpage.js',
    '/gallery/assets/look/look/dom.js',
    '/gallery/assets/look/tiles.css',
    '/gallery/assets/dom.js',
  ])('has no other files: %s', async (path) => {
    const { app } = await asking(await openGalleryKit());
    expect((await app.request(path)).status).toBe(404);
  });
});

describe('results', () => {
  it('are told without keys and addresses of their pictures', async () => {
    const { json, token } = await asking(await openGalleryKit([{ id: 'one', prompt: 'a red fox', count: 2 }]));
    const found = await json('/results?words=red');
    expect(found).toMatchObject({
      viewer: { platform: 'test', isModerator: false },
      items: [
        {
          id: 'one',
          prompt: 'a red fox',
          state: 'success',
          pictures: [{ width: 24, alt: 'Picture 1 of 2: a red fox', name: 'easel-one-1.png' }, { height: 16 }],
        },
      ],
    });
    expect(JSON.stringify(found)).not.toMatch(new RegExp(`jobs/|https?:|token|${token}`));
    expect(found.models).toContain('simulator/sketch');
  });

  it.each([
    'mode=nothing',
    'from=yesterday',
    'to=-1',
    'after=../../x',
    `after=${encodeURIComponent('person/x')}`,
    'whose=all',
    `words=${'w'.repeat(201)}`,
  ])('cannot be asked for in nonsense: %s', async (query) => {
    const { ask } = await asking(await openGalleryKit());
    const refused = await ask(`/results?${query}`);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { code: 'option-invalid' } });
  });

  it('of a page go on where it ended', async () => {
    const kit = await openGalleryKit(Array.from({ length: 30 }, (_, minute) => ({ id: `job-${minute}`, minute })));
    const { json } = await asking(kit);
    const first = await json('/results');
    const second = await json(`/results?after=${encodeURIComponent(first.next)}`);
    expect([first.items.length, second.items.length, second.next]).toEqual([24, 6, undefined]);
  });

  it('are told in full, with how they were made and how to make them again', async () => {
    const kit = await openGalleryKit();
    const options = { aspect: '16:9', n: 2, negative: 'no hat' };
    const request = { command: 'imagine', prompt: 'a fox', options, images: [], instructions: [] } as const;
    await keepResult(kit, { id: 'one', request });
    const { json } = await asking(kit);
    const { facts, again, versions } = await json('/results/one');
    const labels = facts.map(({ label }) => label);
    expect(labels).toEqual(
      expect.arrayContaining(['Mode', 'Model', 'Provider', 'Size', 'Format', 'Took', 'Cost', 'Job']),
    );
    expect(labels).not.toContain('Left');
    expect(again).toMatchObject({
      line: '/imagine prompt:a fox aspect:16:9 n:2 negative:no hat',
      needsPictures: false,
    });
    expect(versions).toEqual([{ label: 'v1', id: 'one', pictures: 1, isHidden: false }]);
  });
});

describe('pictures', () => {
  it('come small, made once and kept beside the original, or as they were made', async () => {
    const kit = await openGalleryKit([{ id: 'one', size: { width: 900, height: 600 } }]);
    const { ask } = await asking(kit);
    const [tile, again] = await Promise.all([ask('/pictures/one/0/tile'), ask('/pictures/one/0/tile')]);
    expect(tile.headers.get('content-type')).toBe('image/webp');
    expect(tile.headers.get('cache-control')).toMatch(/^private/);
    const bytes = await tile.bytes();
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 480, height: 320, format: 'webp' });
    expect(await again.bytes()).toEqual(bytes);
    expect(Buffer.from(bytes).equals((await kit.parts.blobs.get('jobs/one/tile-0.png.webp')) ?? Buffer.alloc(0))).toBe(
      true,
    );
    const original = await ask('/pictures/one/0/original');
    expect(original.headers.get('content-disposition')).toBe('attachment; filename="easel-one-1.png"');
    expect(
      Buffer.from(await original.bytes()).equals((await kit.parts.blobs.get('jobs/one/0.png')) ?? Buffer.alloc(0)),
    ).toBe(true);
  });

  it.each([
    '1/tile',
    '-1/tile',
    '0/huge',
    'x/tile',
    '0/..',
    '%2e%2e/tile',
    '999/tile',
    '0%00/tile',
    'reference/original',
  ])('that are not there are not found: %s', async (path) => {
    const { ask } = await asking(await openGalleryKit([{ id: 'one' }]));
    expect((await ask(`/pictures/one/${path}`)).status).toBe(404);
  });

  it('whose bytes are gone or broken do not break the page', async () => {
    const kit = await openGalleryKit([{ id: 'gone' }]);
    await kit.parts.blobs.removeAll('jobs/gone/');
    const { ask } = await asking(kit);
    expect((await ask('/pictures/gone/0/tile')).status).toBe(404);
    expect((await ask('/pictures/gone/0/original')).status).toBe(404);
    await kit.parts.blobs.put('jobs/gone/0.png', Buffer.from('no picture'));
    expect((await ask('/pictures/gone/0/tile')).status).toBe(404);
  });

  it('that were brought along are shown to who brought them', async () => {
    const kit = await openGalleryKit();
    const references = [await keepPicture(kit, 'jobs/one/reference-0.png')];
    await keepResult(kit, { id: 'one', references });
    const { ask } = await asking(kit);
    const brought = await ask('/pictures/one/reference/view');
    expect(brought.status).toBe(200);
    // A machine reads of what was made that it was.
    const made = await ask('/pictures/one/0/view');
    const kinds = [brought, made].map(async (one) => aiKindOf({ bytes: await one.bytes(), type: 'image/webp' }));
    expect(await Promise.all(kinds)).toEqual([undefined, 'made']);
    expect((await (await asking(kit, MODERATOR)).ask('/pictures/one/reference/view')).status).toBe(404);
    expect((await (await asking(kit, MODERATOR)).ask('/pictures/one/0/view')).status).toBe(200);
  });

  it('of what is deleted while one is made small are not kept', async () => {
    const kit = await openGalleryKit([{ id: 'one' }]);
    const { ask } = await asking(kit);
    const { get } = kit.parts.blobs;
    let isFirst = true;
    kit.blobs.get = async (key) => {
      if (key === 'jobs/one/0.png' && isFirst) {
        isFirst = false;
        const bytes = await get(key);
        await kit.parts.blobs.removeAll('jobs/one/');
        await kit.parts.jobs.remove('one');
        return bytes;
      }
      return get(key);
    };
    expect((await ask('/pictures/one/0/tile')).status).toBe(404);
    expect(kit.blobs.keys().filter((key) => key.startsWith('jobs/one/'))).toEqual([]);
  });
});

describe('deleting', () => {
  it('removes the files, the message and the place in every list', async () => {
    const kit = await openGalleryKit([{ id: 'one' }, { id: 'two', minute: 1 }]);
    const { ask, json } = await asking(kit);
    await ask('/pictures/one/0/tile');
    expect((await ask('/results/one', { method: 'DELETE' })).status).toBe(204);
    expect((await json('/results')).items).toMatchObject([{ id: 'two' }]);
    expect(kit.blobs.keys().filter((key) => key.startsWith('jobs/one/'))).toEqual([]);
    expect(kit.talk.message('event-one').deleted).toBe(true);
    for (const path of ['/results/one', '/pictures/one/0/tile', '/pictures/one/0/original'])
      expect((await ask(path)).status).toBe(404);
    expect((await ask('/results/one', { method: 'DELETE' })).status).toBe(404);
  });

  it('takes a link that is no older than fifteen minutes', async () => {
    const kit = await openGalleryKit([{ id: 'one' }]);
    const { ask } = await asking(kit);
    await kit.clock.advance(MINUTES_15);
    const refused = await ask('/results/one', { method: 'DELETE' });
    expect(refused.status).toBe(403);
    expect((await toldBy(refused)).error.message).toContain('/history');
    expect((await ask('/results/one')).status).toBe(200);
  });

  it('is not for other sites', async () => {
    const { ask } = await asking(await openGalleryKit([{ id: 'one' }]));
    for (const headers of [{ origin: 'https://evil.test' }, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }])
      expect((await ask('/results/one', { method: 'DELETE', headers })).status).toBe(403);
    expect((await ask('/results/one')).status).toBe(200);
  });

  it('is not for what still runs', async () => {
    const kit = await openGalleryKit();
    await keepResult(kit, { id: 'one', state: 'running' });
    const { ask } = await asking(kit);
    expect((await ask('/results/one', { method: 'DELETE' })).status).toBe(403);
  });
});

describe('nobody reaches what is not theirs', () => {
  const PATHS = ['/results/HERS', '/pictures/HERS/0/tile', '/pictures/HERS/0/view', '/pictures/HERS/0/original'];

  it.each(PATHS)("by another's job: %s", async (path) => {
    const kit = await openGalleryKit([{ id: 'hers', personId: 'eve' }]);
    expect((await (await asking(kit)).ask(path.replace('HERS', 'hers'))).status).toBe(404);
    expect((await (await asking(kit, { ...ADA, personId: 'eve' })).ask(path.replace('HERS', 'hers'))).status).toBe(200);
  });

  it.each(PATHS)('by a moderator of another tenant, or for what was made in private: %s', async (path) => {
    const kit = await openGalleryKit([
      { id: 'there', personId: 'eve', tenantId: 'other' },
      { id: 'secret', personId: 'eve', private: true },
      { id: 'alone', personId: 'eve', inDirect: true },
    ]);
    const { ask } = await asking(kit, MODERATOR);
    for (const id of ['there', 'secret', 'alone']) {
      expect((await ask(path.replace('HERS', id))).status).toBe(404);
      expect((await ask(`/results/${id}`, { method: 'DELETE' })).status).toBe(404);
    }
  });

  it('by a person of the same name in another tenant', async () => {
    const kit = await openGalleryKit([{ id: 'hers', tenantId: 'other' }]);
    const { ask, json } = await asking(kit);
    expect((await json('/results')).items).toEqual([]);
    expect((await ask('/results/hers')).status).toBe(404);
  });

  it.each([...PATHS, '/results', '/results?whose=everyone'])(
    'without a pass, or with one that is forged, too old or for something else: %s',
    async (given) => {
      const path = given.replace('HERS', 'one');
      const kit = await openGalleryKit([{ id: 'one' }]);
      const { app, token, ask } = await asking(kit);
      const paint = await kit.whole.passes.issue({
        ...{ kind: 'paint', tenantId: 'guild', personId: 'ada', ttlMs: 60_000 },
        // Only its kind matters here.
        about: { picture: {} } as never,
      });
      const headers = [`Bearer ${token}x`, `Bearer ${paint}`, 'Bearer ', 'Bearer ../..', `Basic ${token}`, token];
      for (const authorization of headers)
        expect((await app.request(`/gallery${path}`, { headers: { authorization } })).status).toBe(404);
      expect((await app.request(`/gallery${path}`)).status).toBe(404);
      expect((await app.request(`/gallery${path}?token=${token}`)).status).toBe(404);
      await kit.clock.advance(3_600_000);
      const over = await ask(path);
      expect(over.status).toBe(404);
      expect(await over.json()).toMatchObject({ error: { code: 'page-over' } });
    },
  );

  it("by asking for everybody's without being a moderator", async () => {
    const { ask } = await asking(await openGalleryKit([{ id: 'hers', personId: 'eve' }]));
    for (const whose of ['everyone', 'person:eve']) expect((await ask(`/results?whose=${whose}`)).status).toBe(403);
  });

  it('with words that were posted elsewhere, also not in what a moderator gets in full', async () => {
    const kit = await openGalleryKit();
    await keepResult(kit, {
      ...{ id: 'there', personId: 'eve', placeId: 'staff', prompt: 'a secret fox', maskWords: 'the secret part' },
      result: {
        pictures: [await keepPicture(kit, 'jobs/there/0.png')],
        ...{ charged: 2, durationMs: 5, text: 'secretly', revisedPrompt: 'a very secret fox' },
        warnings: [[{ plain: 'a secret warning' }]],
      },
    });
    const { json } = await asking(kit, MODERATOR);
    expect(await json('/results/there')).toMatchObject({
      item: { person: { name: 'eve' }, modelId: 'simulator/sketch' },
    });
    expect(JSON.stringify(await json('/results/there'))).not.toContain('secret');
    const { json: inStaff } = await asking(kit, { ...MODERATOR, channelId: 'staff' });
    expect(JSON.stringify(await inStaff('/results/there'))).toContain('a very secret fox');
  });

  it('and no token is ever logged', async () => {
    const kit = await openGalleryKit([{ id: 'one' }]);
    const { ask, token } = await asking(kit);
    kit.blobs.get = async () => Promise.reject(new Error('the disk broke'));
    expect((await ask('/pictures/one/0/tile')).status).toBe(500);
    expect(JSON.stringify(kit.log.lines)).not.toContain(token);
  });
});
