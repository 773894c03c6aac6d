import { describe, expect, it } from 'vitest';
import type { ModelEntry } from '#src/domain/model.ts';
import { plainText } from '#src/domain/text.ts';
import type { Generated } from '#src/ports/image-model.ts';
import type { Asked } from '../fakes/recording-platform.ts';
import { PLAIN } from '../fixtures/model-entries.ts';
import { maskPng, pngOf } from '../fixtures/pictures.ts';
import { asMany, type Kit, type KitOptions, openKit, PICTURE } from './open-kit.ts';

const SIZE = { width: 32, height: 24 };
const [RED, BLUE] = [await pngOf({ ...SIZE, color: '#ff0000' }), await pngOf({ ...SIZE, color: '#0000ff' })];
const holeAt = (left: number) => maskPng({ ...SIZE, hole: { left, top: 4, width: 8, height: 8 } });
const [LEFT, RIGHT] = [await holeAt(2), await holeAt(20)];

/** Follows a seed exactly, and takes a mask that is not described to it. */
const EXACT: ModelEntry = {
  ...PLAIN,
  operations: { ...PLAIN.operations, mask: 'alpha0-edit' },
  pricing: { ...PLAIN.pricing, weight: 1 },
};

let events = 0;

async function open(options: KitOptions = {}): Promise<Kit> {
  const kit = openKit({ entries: [EXACT], generate: asMany, ...options });
  await kit.start();
  return kit;
}

async function make(kit: Kit, asked: Asked = {}) {
  const id = `event-seeded-${++events}`;
  await kit.talk.ask({ id, ...asked, options: { prompt: 'a fox', seed: 7, ...asked.options } });
  const { job, result } = await kit.ended(id, asked.user);
  return { job, result, warnings: (result?.warnings ?? []).map(plainText) };
}

const FREE = 'The very same request with this seed was made before, so its pictures are shown again, free of charge.';

describe('the same request with the same seed', () => {
  it('is made once: the pictures are shown again as its own, free of charge', async () => {
    const kit = await open();
    const first = await make(kit, { options: { n: 2 } });
    const again = await make(kit, { options: { n: 2 } });
    expect(kit.calls).toHaveLength(1);
    expect(again.warnings).toEqual([FREE]);
    expect(again.job?.result).toMatchObject({ charged: 0, sameAs: first.job?.id });
    expect(await kit.balance()).toEqual({ available: 36, held: 0 });
    const keys = (again.job?.result?.pictures ?? []).map(({ key }) => key);
    expect(keys).toEqual([`jobs/${again.job?.id}/0.png`, `jobs/${again.job?.id}/1.png`]);
    for (const key of keys) expect(await kit.blobs.get(key)).toEqual(PICTURE.pictures[0]?.bytes);
  });

  it('is known again with its pictures and its mask, whatever they are called', async () => {
    const kit = await open();
    const asked = { name: 'edit', images: { image: [RED], mask: [LEFT] } };
    await make(kit, asked);
    expect((await make(kit, asked)).warnings.at(-1)).toBe(FREE);
    expect(kit.calls).toHaveLength(1);
  });

  it('is known again by another person of the same server, and whatever is only about showing it', async () => {
    const kit = await open({ entries: [{ ...EXACT, delivery: { ...EXACT.delivery, partials: 3 } }] });
    await make(kit, { options: { partials: 0 } });
    const { job } = await make(kit, { user: 'bob', options: { partials: 2 } });
    expect(job?.result?.charged).toBe(0);
    expect(await kit.balance('bob')).toEqual({ available: 40, held: 0 });
  });

  it('keeps its pictures where the first is deleted', async () => {
    const kit = await open();
    const first = await make(kit);
    const again = await make(kit);
    const state = first.result?.actions.find(({ kind }) => kind === 'delete')?.state ?? '';
    await kit.talk.ask({ trigger: 'button', state });
    expect(await kit.parts.jobs.get(first.job?.id ?? '')).toBeUndefined();
    const [picture] = again.job?.result?.pictures ?? [];
    expect(await kit.blobs.get(picture?.key ?? '')).toBeDefined();
  });

  it('does not make anybody believe that the model is that quick', async () => {
    const slow: KitOptions['generate'] = async () => {
      await kit.clock.advance(9000);
      return PICTURE;
    };
    const kit: Kit = await open({ generate: slow });
    await make(kit);
    const known = () => kit.parts.documents.typicalTimes.get(EXACT.id);
    expect(await known()).toEqual({ meanMs: 9000 });
    await make(kit);
    expect(await known()).toEqual({ meanMs: 9000 });
  });
});

describe('another request', () => {
  const edit = { name: 'edit', images: { image: [RED], mask: [LEFT] } };

  it.each<[string, Asked, Asked]>([
    ['another seed', {}, { options: { seed: 8 } }],
    ['no seed', { options: { seed: '' } }, { options: { seed: '' } }],
    ['other words', {}, { options: { prompt: 'a wolf' } }],
    ['another number', {}, { options: { n: 2 } }],
    ['another shape', {}, { options: { aspect: '3:2' } }],
    ['another format', {}, { options: { format: 'webp' } }],
    ['another picture', edit, { ...edit, images: { image: [BLUE], mask: [LEFT] } }],
    ['another mask', edit, { ...edit, images: { image: [RED], mask: [RIGHT] } }],
    ['no mask', edit, { ...edit, images: { image: [RED] } }],
    ['one more picture', edit, { ...edit, images: { image: [RED, BLUE], mask: [LEFT] } }],
  ])('is made anew: %s', async (_what, one, other) => {
    const kit = await open();
    await make(kit, one);
    const { job, warnings } = await make(kit, other);
    expect(kit.calls).toHaveLength(2);
    expect(warnings).not.toContain(FREE);
    expect(job?.result?.charged).toBeGreaterThan(0);
  });

  it('is made anew: the same, of another server', async () => {
    const kit = await open();
    const first = await make(kit);
    const request = { command: 'imagine', prompt: 'a fox', options: { seed: 7, partials: 0 }, images: [] } as const;
    const place = { platform: 'test', channelId: 'art' };
    const submit = (tenantId: string, eventId: string) =>
      kit.engine.submit({
        eventId,
        actor: { userId: 'ada', displayName: 'Ada', isModerator: false },
        place: { ...place, tenantId },
        delivery: { platform: 'test', messageId: eventId },
        request: { ...request, instructions: [] },
        private: false,
      });
    const [own, foreign] = [await submit('guild', 'own'), await submit('other-guild', 'foreign')];
    const sameAs = async (id: string) => {
      await expect.poll(async () => (await kit.parts.jobs.get(id))?.deliveredAt, { interval: 1 }).toBeDefined();
      return (await kit.parts.jobs.get(id))?.result?.sameAs;
    };
    expect(await sameAs(own.id)).toBe(first.job?.id);
    expect(await sameAs(foreign.id)).toBeUndefined();
    expect(kit.calls).toHaveLength(2);
  });
});

describe('the same request once more', () => {
  it.each([
    ['follows a seed only roughly', 'best-effort'],
    ['has none', 'none'],
  ] as const)('is made anew by a model that %s', async (_what, seed) => {
    const kit = await open({ entries: [{ ...EXACT, seed }] });
    await make(kit);
    await make(kit);
    expect(kit.calls).toHaveLength(2);
  });

  it('is made anew where the first was deleted', async () => {
    const kit = await open();
    const first = await make(kit);
    const state = first.result?.actions.find(({ kind }) => kind === 'delete')?.state ?? '';
    await kit.talk.ask({ trigger: 'button', state });
    expect((await make(kit)).job?.result?.charged).toBe(2);
    expect(kit.calls).toHaveLength(2);
  });

  it('is made anew where a picture of the first is gone', async () => {
    const kit = await open();
    const { job } = await make(kit);
    await kit.blobs.removeAll(`jobs/${job?.id}/`);
    expect((await make(kit)).job?.result?.charged).toBe(2);
  });

  it('is made anew where not all came the first time, and known from then on', async () => {
    const answers: Generated[] = [PICTURE, { pictures: [...PICTURE.pictures, ...PICTURE.pictures], warnings: [] }];
    const kit = await open({ generate: async () => answers.shift() ?? PICTURE });
    const asked = { options: { n: 2 } };
    expect((await make(kit, asked)).job?.result?.charged).toBe(2);
    expect((await make(kit, asked)).job?.result?.charged).toBe(4);
    expect((await make(kit, asked)).job?.result?.charged).toBe(0);
    expect(kit.calls).toHaveLength(2);
  });

  it('is made anew by Reroll, which is for other pictures', async () => {
    const kit = await open();
    const { result } = await make(kit);
    const state = result?.actions.find(({ kind }) => kind === 'reroll')?.state ?? '';
    await kit.talk.ask({ id: 'event-reroll', trigger: 'button', state });
    await kit.ended('event-reroll');
    expect(kit.asked.map(({ request }) => request.options.seed)).toEqual([7, undefined]);
  });
});
