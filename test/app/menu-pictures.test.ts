import { bulkhead } from 'cockatiel';
import { describe, expect, it } from 'vitest';
import { createSweep } from '#src/app/sweep.ts';
import { plainText } from '#src/domain/text.ts';
import type { Asked, ShownMessage } from '../fakes/recording-platform.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { asMany, DAY_MS, type Kit, openKit, workerOf } from './open-kit.ts';

const said = ({ answer }: ShownMessage): string => (answer?.kind === 'text' ? plainText(answer.text) : '');

const open = async (): Promise<Kit> => {
  const kit = openKit({ generate: asMany, policy: { allowance: 1000 } });
  await kit.start();
  return kit;
};

const sizes = [30, 40, 50];
const pictures = (count: number) => Promise.all(sizes.slice(0, count).map((width) => pngOf({ width, height: width })));

/** Picks "Edit this image" at a message and answers the form it opens. */
async function pick(kit: Kit, count = 1, more: Partial<Asked> = {}) {
  await kit.talk.ask({ trigger: 'menu', name: 'edit', images: { image: await pictures(count) }, ...more });
  const form = kit.talk.forms.at(-1);
  if (!form) throw new Error('No form was opened.');
  return form;
}

const send = (kit: Kit, state: string, more: Partial<Asked> = {}) =>
  kit.talk.ask({ trigger: 'form', name: 'edit', state, options: { prompt: 'warmer' }, ...more });

/** The second picture has more bytes than may be. */
function limitSecond(kit: Kit): void {
  const { platform } = kit.talk;
  const fetch = platform.openImage;
  platform.openImage = async (image, limits) =>
    fetch(image, image.key.endsWith('/1') ? { ...limits, maxBytes: 9 } : limits);
}

const widths = (kit: Kit, at = -1) => kit.asked.at(at)?.request.references.length;

describe("a message's menu", () => {
  it('opens the form of /edit at once, with a state that tells nothing', async () => {
    const kit = await open();
    const form = await pick(kit);
    expect(form).toMatchObject({ name: 'edit', submitLabel: 'Edit' });
    expect(form.fields.slice(0, 4).map(({ id }) => id)).toEqual(['prompt', 'image', 'region', 'exact']);
    expect(form.state).toMatch(/^[\w-]+\.menu\/1$/);
    expect(form.state.length).toBeLessThanOrEqual(80);
  });

  it('edits the picture, before those that were added, and needs the message no more', async () => {
    const kit = await open();
    const { state } = await pick(kit);
    const { id } = await send(kit, state, { images: { image: await pictures(1) } });
    const shown = await kit.ended(id);
    expect(shown).toMatchObject({ visibility: 'public', result: { prompt: 'warmer', references: { count: 2 } } });
    expect(shown.job?.request.images[0]).toMatchObject({ key: expect.stringMatching(/^menus\//), kept: true });
  });

  it.each([
    ['2', 1, 40],
    ['#3', 1, 50],
    ['', 1, 30],
    ['all', 3, 30],
  ])('asks which of several pictures is meant: %j', async (picture, count, width) => {
    const kit = await open();
    const form = await pick(kit, 3);
    expect(form.fields[0]).toMatchObject({ kind: 'choice', id: 'picture', options: ['1', '2', '3', 'all'] });
    const { id } = await send(kit, form.state, { options: { prompt: 'warmer', picture } });
    const { job } = await kit.ended(id);
    expect(job?.references).toHaveLength(count);
    expect(job?.references?.[0]?.width).toBe(width);
    expect(widths(kit)).toBe(count);
  });

  it('takes what the form says of the whole picture for no region, and sends a part on', async () => {
    const kit = await open();
    const whole = await pick(kit);
    const all = await send(kit, whole.state, { options: { prompt: 'warmer', region: 'Whole', exact: true } });
    expect((await kit.ended(all.id)).job).toMatchObject({ plan: { mode: 'edit' } });
    const part = await pick(kit);
    const left = await send(kit, part.state, { options: { prompt: 'warmer', region: 'left', exact: false } });
    expect((await kit.ended(left.id)).job).toMatchObject({ plan: { mode: 'inpaint', lock: false } });
  });

  it('refuses a message without pictures privately, and opens nothing', async () => {
    const kit = await open();
    const shown = await kit.talk.ask({ trigger: 'menu', name: 'edit' });
    expect(shown.visibility).toBe('private');
    expect(said(shown)).toBe(
      'This message has no picture that Easel can use. Pick one that shows a picture. Nothing was charged.',
    );
    expect(kit.talk.forms).toEqual([]);
  });

  it('waits for a picture that is still on its way', async () => {
    const kit = openKit({ generate: asMany });
    await kit.start();
    const { platform } = kit.talk;
    const fetch = platform.openImage;
    const arriving = Promise.withResolvers<void>();
    platform.openImage = async (image, limits) => {
      await arriving.promise;
      return fetch(image, limits);
    };
    const { state } = await pick(kit);
    const sent = send(kit, state);
    expect(kit.calls).toEqual([]);
    arriving.resolve();
    const { id } = await sent;
    expect((await kit.ended(id)).result?.pictures).toHaveLength(1);
  });

  it('says why a picture cannot be used, and only where that one is meant', async () => {
    const kit = await open();
    limitSecond(kit);
    const { state } = await pick(kit, 2);
    const refused = await send(kit, state, { options: { prompt: 'warmer', picture: '2' } });
    expect(said(refused)).toMatch(/^Your picture .* the limit is .* Send a smaller copy\. Nothing was charged\.$/);
    const { id } = await send(kit, state, { options: { prompt: 'warmer', picture: '1' } });
    expect((await kit.ended(id)).result?.pictures).toHaveLength(1);
  });

  it('works in another process, and says there too where a picture could not be read', async () => {
    const kit = await open();
    limitSecond(kit);
    const { state } = await pick(kit, 2);
    await expect
      .poll(async () => (await kit.parts.documents.menus.get(state.split('.')[0] ?? ''))?.pictures[0]?.key)
      .toBeDefined();
    await kit.engine.stop(0);
    const next = openKit({ shared: kit, generate: asMany, worker: workerOf('worker-2') });
    await next.start();
    const refused = await send(next, state, { options: { prompt: 'warmer', picture: '2' } });
    expect(said(refused)).toContain('could not be fetched. Attach it again.');
    const { id } = await send(next, state, { options: { prompt: 'warmer', picture: '1' } });
    expect((await next.ended(id)).result?.pictures).toHaveLength(1);
  });

  it.each<[string, Partial<Asked>, (state: string) => string]>([
    ['of somebody else', { user: 'mallory' }, (state) => state],
    ['of another place', { place: { tenantId: 'other' } }, (state) => state],
    ['that was forged', {}, () => 'nobody-made-this.menu/1'],
  ])('does nothing for a form %s', async (_what, more, change) => {
    const kit = await open();
    const { state } = await pick(kit);
    const shown = await send(kit, change(state), more);
    expect(said(shown)).toContain('What this form belongs to is not here any more.');
    expect(kit.calls).toEqual([]);
  });

  it('forgets the pictures after a day, and then says so', async () => {
    const kit = await open();
    const { state } = await pick(kit);
    const { id } = await send(kit, state);
    await kit.ended(id);
    const sweep = createSweep(kit.whole);
    await sweep.sweep();
    expect(kit.blobs.keys().filter((key) => key.startsWith('menus/'))).toHaveLength(1);
    await kit.clock.advance(DAY_MS + 1);
    await sweep.sweep();
    expect(kit.blobs.keys().filter((key) => key.startsWith('menus/'))).toEqual([]);
    expect(said(await send(kit, state))).toContain('What this form belongs to is not here any more.');
  });

  it('fetches few of many pictures at once, over all who pick', async () => {
    const kit = openKit({
      wrap: (parts) => {
        const fetching = bulkhead(2, 100);
        return { ...parts, turns: { ...parts.turns, fetch: (work) => fetching.execute(work) } };
      },
    });
    await kit.start();
    const { platform } = kit.talk;
    const { openImage } = platform;
    let now = 0;
    let most = 0;
    platform.openImage = async (image, limits) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      return openImage(image, limits);
    };
    const forms = [await pick(kit, 3), await pick(kit, 3, { user: 'bob' }), await pick(kit, 3, { user: 'grace' })];
    expect(new Set(forms).size).toBe(3);
    await expect.poll(() => kit.blobs.keys().length, { interval: 1 }).toBe(9);
    expect(most).toBe(2);
  });

  it('keeps no more than a few forms for one person, the newest, and those of others', async () => {
    const kit = await open();
    const other = await pick(kit, 1, { user: 'bob' });
    const states: string[] = [];
    for (let at = 0; at < 8; at++) states.push((await pick(kit)).state);
    await expect.poll(() => kit.blobs.keys().length, { interval: 1 }).toBe(6);
    expect(said(await send(kit, states[0] ?? ''))).toContain('What this form belongs to is not here any more.');
    for (const [state, user] of [
      [states[3] ?? '', 'ada'],
      [other.state, 'bob'],
    ] as const) {
      const { id } = await send(kit, state, { user });
      expect((await kit.ended(id, user)).result?.pictures).toHaveLength(1);
    }
  });

  it('asks about the first pictures of a message that shows more than anybody writes', async () => {
    const kit = await open();
    const [one] = await pictures(1);
    if (!one) throw new Error('There is none.');
    await kit.talk.ask({ trigger: 'menu', name: 'edit', images: { image: Array.from({ length: 120 }, () => one) } });
    const form = kit.talk.forms.at(-1);
    expect(form?.state).toMatch(/\.menu\/24$/);
    const { id } = await send(kit, form?.state ?? '', { options: { prompt: 'warmer', picture: '24' } });
    expect((await kit.ended(id)).result?.pictures).toHaveLength(1);
  });

  it("takes Easel's own result as it was made", async () => {
    const kit = await open();
    const made = await kit.ended((await kit.talk.ask({ options: { prompt: 'a fox' } })).id);
    const { state } = await pick(kit, 1, { answers: made.id });
    const { job } = await kit.ended((await send(kit, state)).id);
    expect(job?.request.images[0]?.key).toBe(made.job?.result?.pictures[0]?.key);
  });
});

describe("a person's menu", () => {
  const credits = (user: string, more: Partial<Asked> = {}): Asked => ({
    trigger: 'menu',
    name: 'credits',
    options: { user },
    ...more,
  });

  it('shows everybody their own credits, privately', async () => {
    const kit = await open();
    const shown = await kit.talk.ask(credits('ada'));
    expect(shown).toMatchObject({ visibility: 'private', answer: { title: '1,000 credits left of 1,000' } });
  });

  it("shows another person's only to moderators", async () => {
    const kit = await open();
    await kit.ended((await kit.talk.ask({ user: 'bob', options: { prompt: 'a fox' } })).id, 'bob');
    expect(said(await kit.talk.ask(credits('bob')))).toBe(
      "You may not see somebody else's credits. Nothing was charged.",
    );
    const shown = await kit.talk.ask(credits('bob', { moderator: true }));
    expect(shown.answer).toMatchObject({ title: '998 credits left of 1,000' });
    expect(JSON.stringify(shown.answer)).toContain('"mention":"bob"');
  });
});
