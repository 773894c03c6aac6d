import { describe, expect, it } from 'vitest';
import { createGalleries } from '#src/app/gallery/gallery.ts';
import type { Viewer } from '#src/app/gallery/may-see.ts';
import type { GalleryBegun, GallerySearch } from '#src/ports/gallery.ts';
import { type Kit, PLAN } from '../open-kit.ts';
import { ADA, keepResult, MODERATOR, openGalleryKit, passOf } from './gallery-kit.ts';

const searching = (kit: Kit, viewer: Viewer = ADA) => {
  const gallery = createGalleries(kit.whole)(viewer);
  const find = async (wanted: Partial<GallerySearch> = {}) => gallery.search({ limit: 50, ...wanted });
  const ids = async (wanted: Partial<GallerySearch> = {}) => (await find(wanted)).items.map(({ jobId }) => jobId);
  return { gallery, find, ids };
};

const FLUX = { ...PLAN, modelId: 'replicate/flux-schnell', mode: 'edit' } as const;

describe('a search', () => {
  const made = [
    { id: 'fox', prompt: 'A red Fox in the snow', minute: 1 },
    { id: 'cafe', prompt: 'a Café in Zürich', minute: 2, plan: FLUX },
    { id: 'failed', prompt: 'a fox', minute: 3, count: 0, state: 'failed' as const },
  ];

  it('finds everything of the person, newest first', async () => {
    const { ids } = searching(await openGalleryKit(made));
    expect(await ids()).toEqual(['failed', 'cafe', 'fox']);
    expect(await ids({ pictures: true })).toEqual(['cafe', 'fox']);
  });

  it.each([
    ['fox', ['failed', 'fox']],
    ['SNOW red', ['fox']],
    ['zurich cafe', ['cafe']],
    ['fox café', []],
    ['  ', ['failed', 'cafe', 'fox']],
  ])('by words finds those that have all of them: %j', async (words, found) => {
    const { ids } = searching(await openGalleryKit(made));
    expect(await ids({ words })).toEqual(found);
  });

  it('by model, mode and time finds those that fit', async () => {
    const kit = await openGalleryKit(made);
    const { ids, find } = searching(kit);
    expect(await ids({ model: 'FLUX' })).toEqual(['cafe']);
    expect(await ids({ mode: 'edit' })).toEqual(['cafe']);
    expect(await ids({ mode: 'generate', model: 'flux' })).toEqual([]);
    const { items } = await find();
    const at = (id: string) => items.find(({ jobId }) => jobId === id)?.madeAt ?? 0;
    expect(await ids({ from: at('cafe') })).toEqual(['failed', 'cafe']);
    expect(await ids({ to: at('cafe') })).toEqual(['fox']);
    expect(await ids({ from: at('cafe'), to: at('failed') })).toEqual(['cafe']);
  });

  it('finds what still runs by its words, and by the model it is planned with', async () => {
    const kit = await openGalleryKit();
    await keepResult(kit, { id: 'runs', prompt: 'a fox', state: 'running', plan: FLUX, count: 0 });
    const { ids } = searching(kit);
    const job = await kit.parts.jobs.update('runs', ({ deliveredAt: _deliveredAt, ...one }) => one);
    expect(job?.deliveredAt).toBeUndefined();
    expect(await ids({ words: 'fox', model: 'flux' })).toEqual(['runs']);
    expect(await ids({ model: 'sketch' })).toEqual([]);
  });

  it('goes on where a page ended, whatever was made meanwhile', async () => {
    const kit = await openGalleryKit(Array.from({ length: 7 }, (_, minute) => ({ id: `job-${minute}`, minute })));
    const { find } = searching(kit);
    const first = await find({ limit: 3 });
    await keepResult(kit, { id: 'newer', minute: 9 });
    const second = await find({ limit: 3, ...(first.next !== undefined && { after: first.next }) });
    expect([...first.items, ...second.items].map(({ jobId }) => jobId)).toEqual([
      ...['job-6', 'job-5', 'job-4'],
      ...['job-3', 'job-2', 'job-1'],
    ]);
    const skipped = await find({ limit: 3, skip: 4 });
    expect(skipped.items.map(({ jobId }) => jobId)).toEqual(['job-3', 'job-2', 'job-1']);
    expect(await find({ limit: 50 })).not.toHaveProperty('next');
  });

  it('ends a page early where there is too much to look through, says how far it came, and goes on from there', async () => {
    const kit = await openGalleryKit([{ id: 'old', prompt: 'a heron' }]);
    for (let minute = 1; minute <= 40; minute++) await keepResult(kit, { id: `job-${minute}`, minute, count: 0 });
    let now = kit.clock.now();
    // Each look at the time takes five milliseconds.
    const slow = { ...kit.clock, now: () => (now += 5) };
    const { search } = createGalleries({ ...kit.whole, clock: slow })(ADA);
    let page = await search({ words: 'heron', limit: 5 });
    expect(page.items).toEqual([]);
    expect(page.lookedBackTo).toBeGreaterThan(0);
    for (let look = 0; look < 9 && page.next !== undefined && page.items.length === 0; look++)
      page = await search({ words: 'heron', limit: 5, after: page.next });
    expect(page.items.map(({ jobId }) => jobId)).toEqual(['old']);
  });
});

describe('what others made', () => {
  const eve = { personId: 'eve' };
  const made = [
    { id: 'mine', personId: 'mo', private: true, minute: 1 },
    { id: 'open', ...eve, prompt: 'an open fox', minute: 2 },
    { id: 'private', ...eve, prompt: 'a private fox', private: true, minute: 3 },
    { id: 'direct', ...eve, prompt: 'a lonely fox', inDirect: true as const, minute: 4 },
    { id: 'elsewhere', ...eve, prompt: 'a distant fox', placeId: 'staff', minute: 5 },
    { id: 'other-tenant', ...eve, tenantId: 'other', minute: 6 },
  ];

  it('is seen by moderators alone', async () => {
    const { find, gallery } = searching(await openGalleryKit(made));
    const notAllowed = { code: 'not-allowed' };
    await expect(find({ whose: 'everyone' })).rejects.toMatchObject(notAllowed);
    await expect(find({ whose: { personId: 'eve' } })).rejects.toMatchObject(notAllowed);
    expect((await find({ whose: { personId: 'ada' } })).items).toEqual([]);
    expect(await gallery.item('open')).toBeUndefined();
  });

  it('is seen by moderators of the same tenant, without what somebody asked for alone', async () => {
    const { ids, gallery } = searching(await openGalleryKit(made), MODERATOR);
    expect(await ids({ whose: 'everyone' })).toEqual(['elsewhere', 'open']);
    expect(await ids({ whose: { personId: 'eve' } })).toEqual(['elsewhere', 'open']);
    expect(await ids()).toEqual(['mine']);
    for (const id of ['private', 'direct', 'other-tenant', 'nothing', '../open'])
      expect(await gallery.item(id)).toBeUndefined();
  });

  it('shows words only in the channel they were posted in, and does not say them elsewhere either', async () => {
    const kit = await openGalleryKit(made);
    const { find } = searching(kit, MODERATOR);
    const { items } = await find({ whose: 'everyone' });
    expect(items).toMatchObject([
      { jobId: 'elsewhere', modelId: PLAN.modelId },
      { jobId: 'open', prompt: 'an open fox' },
    ]);
    expect(JSON.stringify(items)).not.toContain('distant');
    expect(items[0]?.pictures[0]?.alt).toBe('A picture by eve');
    const staff = searching(kit, { ...MODERATOR, channelId: 'staff' });
    expect(JSON.stringify((await staff.find({ whose: 'everyone' })).items)).toContain('a distant fox');
  });

  it.each(['everyone', { personId: 'eve' }] as const)(
    'cannot be guessed by searching for words that may not be read: %j',
    async (whose) => {
      const { ids } = searching(await openGalleryKit(made), MODERATOR);
      expect(await ids({ whose, words: 'fox' })).toEqual(['open']);
      expect(await ids({ whose, words: 'distant' })).toEqual([]);
      expect(await ids({ whose, words: 'private' })).toEqual([]);
    },
  );

  it('does not show words of what was shared from elsewhere', async () => {
    const kit = await openGalleryKit([
      { id: 'shared', ...eve, prompt: 'a shared fox', shared: { delivery: { platform: 'test' }, at: 1, shownAt: 2 } },
    ]);
    const { find, ids } = searching(kit, MODERATOR);
    expect((await find({ whose: 'everyone' })).items[0]).not.toHaveProperty('prompt');
    expect(await ids({ whose: 'everyone', words: 'shared' })).toEqual([]);
  });
});

describe('the link to the page', () => {
  it('has its token behind the number sign, and ends the one before it', async () => {
    const kit = await openGalleryKit();
    const { gallery } = searching(kit);
    const tokens = [];
    for (let time = 0; time < 2; time++) {
      const [, token = ''] = /^https:\/\/easel\.test\/gallery#([\w-]+)$/.exec((await gallery.pageLink()) ?? '') ?? [];
      tokens.push(token);
    }
    const [first = '', second = ''] = tokens;
    expect(await kit.engine.gallery.open(first)).toBeUndefined();
    expect(await kit.engine.gallery.open(second)).toMatchObject({ viewer: ADA });
  });

  it('says behind the token what the page begins with, where that is short', async () => {
    const { gallery } = searching(await openGalleryKit(), MODERATOR);
    const behind = async (begun: GalleryBegun) => (await gallery.pageLink(begun))?.replace(/^[^#]+#[\w-]+/, '');
    expect(await behind({ whose: 'everyone', words: 'red fox & co' })).toBe('&words=red+fox+%26+co&whose=everyone');
    expect(await behind({ whose: { personId: 'eve' }, mode: 'edit' })).toBe('&mode=edit&whose=person%3Aeve');
    expect(await behind({ whose: 'own' })).toBe('');
    expect(await behind({ words: 'x'.repeat(200) })).toBe('');
  });

  it('is absent where people cannot reach this installation', async () => {
    const kit = await openGalleryKit([], { wrap: (parts) => ({ ...parts, pageUrl: () => undefined }) });
    expect(await searching(kit).gallery.pageLink()).toBeUndefined();
  });
});

it('leaves no words behind of somebody who is forgotten, nor a link to what they made', async () => {
  const kit = await openGalleryKit([
    { id: 'one', prompt: 'an unforgettable fox' },
    { id: 'hers', personId: 'eve' },
  ]);
  await kit.start();
  const token = await passOf(kit);
  const page = await kit.engine.gallery.open(token);
  await page?.picture('one', 0, 'tile');
  await kit.talk.ask({ name: 'privacy forget', options: { confirm: true } });
  await expect.poll(() => kit.parts.jobs.get('one'), { timeout: 10_000 }).toBeUndefined();
  await expect.poll(() => kit.engine.gallery.open(token), { timeout: 10_000 }).toBeUndefined();
  for await (const entry of kit.storage.entries()) expect(JSON.stringify(entry)).not.toContain('unforgettable');
  expect(kit.blobs.keys().filter((key) => key.startsWith('jobs/one/'))).toEqual([]);
  expect(await searching(kit, { ...ADA, personId: 'eve' }).ids()).toEqual(['hers']);
});
