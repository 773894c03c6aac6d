import { expect, it } from 'vitest';
import { diceOf, mutationOf } from '../fixtures/mutations.ts';
import { openKit } from './open-kit.ts';

const HOUR_MS = 3_600_000;
const whose = { tenantId: 'guild', personId: 'ada' };
const gallery = { kind: 'gallery', ...whose, about: { platform: 'test', channelId: 'art' }, ttlMs: HOUR_MS } as const;

it('opens one kind of page for one person, until it ends', async () => {
  const kit = openKit();
  const { passes } = kit.whole;
  const token = await passes.issue({ ...gallery, isModerator: true });
  expect(await passes.read(token, 'gallery')).toMatchObject({ ...whose, isModerator: true, about: gallery.about });
  expect(await passes.read(token, 'paint')).toBeUndefined();
  for (const forged of ['', `${token}x`, token.slice(1), token.toUpperCase(), 'x'.repeat(10_000)])
    expect(await passes.read(forged, 'gallery')).toBeUndefined();
  await kit.clock.advance(HOUR_MS - 1);
  expect(await passes.read(token, 'gallery')).toBeDefined();
  await kit.clock.advance(1);
  expect(await passes.read(token, 'gallery')).toBeUndefined();
});

it.each(['gallery', 'paint'] as const)(
  'opens no %s for altered, guessed or stale tokens, thousands of them',
  async (kind) => {
    const kit = openKit();
    const { passes } = kit.whole;
    const own = await Promise.all(Array.from({ length: 20 }, () => passes.issue(gallery)));
    const stale = await passes.issue({ ...gallery, ttlMs: 1 });
    await kit.clock.advance(2);
    const open: string[] = [];
    for (let seed = 0; seed < 3000; seed++) {
      const dice = diceOf(seed);
      const token = own[dice(own.length)] ?? '';
      const letters = Buffer.from(mutationOf(Buffer.from(token), seed)).toString('latin1');
      const forged = dice(4) === 0 ? [...token].sort(() => dice(3) - 1).join('') : letters;
      if (!own.includes(forged) && (await passes.read(forged, kind))) open.push(forged);
    }
    expect(open).toEqual([]);
    expect(await passes.read(stale, kind)).toBeUndefined();
    expect(await passes.read(own[0] ?? '', 'gallery')).toBeDefined();
  },
);

it('makes nobody a moderator who was none', async () => {
  const { passes } = openKit().whole;
  expect(await passes.read(await passes.issue(gallery), 'gallery')).toMatchObject({ isModerator: false });
});

it('is used once, however many use it at once', async () => {
  const { passes } = openKit().whole;
  const token = await passes.issue(gallery);
  const used = await Promise.all(Array.from({ length: 10 }, () => passes.use(token, 'gallery')));
  expect(used.filter((pass) => pass !== undefined)).toHaveLength(1);
  expect(await passes.read(token, 'gallery')).toBeUndefined();
  expect(await passes.use(token, 'gallery')).toBeUndefined();
});

it("ends a person's earlier ones of its kind where there may be only one, and nobody else's", async () => {
  const { passes } = openKit().whole;
  const [first, of] = [await passes.issue(gallery), await passes.issue({ ...gallery, personId: 'eve' })];
  const second = await passes.issue({ ...gallery, only: true });
  expect(await passes.read(first, 'gallery')).toBeUndefined();
  expect(await passes.read(second, 'gallery')).toBeDefined();
  expect(await passes.read(of, 'gallery')).toBeDefined();
});

it('is not in the store as it is in the link', async () => {
  const { whole, storage } = openKit();
  const token = await whole.passes.issue(gallery);
  for await (const entry of storage.entries()) expect(JSON.stringify(entry)).not.toContain(token);
});

it('ends when its person is forgotten, and is swept when it is over', async () => {
  const kit = openKit();
  const { passes } = kit.whole;
  const count = async () => {
    let found = 0;
    for await (const _ of kit.parts.documents.passes.list()) found++;
    for await (const _ of kit.parts.documents.passHolders.list()) found++;
    return found;
  };
  const token = await passes.issue(gallery);
  await passes.forget(whose);
  expect(await passes.read(token, 'gallery')).toBeUndefined();
  expect(await count()).toBe(0);
  await passes.issue(gallery);
  await passes.sweep();
  expect(await count()).toBe(2);
  await kit.clock.advance(HOUR_MS);
  await passes.sweep();
  expect(await count()).toBe(0);
});
