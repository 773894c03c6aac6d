import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { plainText } from '#src/domain/text.ts';
import { readGreyMask } from '#src/images/read-grey-mask.ts';
import { pngOf } from '../../fixtures/pictures.ts';
import { maskOf } from '../../http/paint/page-modules.ts';
import { asMany, type KitOptions } from '../open-kit.ts';
import { BOX, openPaintingKit, type PaintingKit, SIZE } from './painting-kit.ts';

/** The job that came of what was painted, once its end was shown. */
async function finished({ talk, parts }: PaintingKit, jobId: string, message = 'reach-1') {
  await expect.poll(() => talk.message(message).ends, { interval: 1, timeout: 10_000 }).toBeGreaterThan(0);
  return parts.jobs.get(jobId);
}

const blobOf = (bytes: Uint8Array) => new Blob([new Uint8Array(bytes)]);

describe('the button Paint mask', () => {
  it('answers only who presses, with a link of their own to a page about that picture', async () => {
    const kit = await openPaintingKit();
    const { id } = await kit.made();
    const { visibility, answer } = await kit.pressed(id);
    expect(visibility).toBe('private');
    expect(answer?.links).toEqual([
      { label: 'Open the painter', url: expect.stringMatching(/^https:\/\/easel\.test\/paint\/[\w-]{16,}$/) },
    ]);
    expect(answer?.kind === 'text' && plainText(answer.text)).toContain('You see the price before anything is spent');
    const [mine] = await kit.linksTo(id);
    const [theirs] = await kit.linksTo(id, { user: 'ben' });
    expect(mine).not.toBe(theirs);
  });

  it('stands at every picture, and where there is one button for all it gives a link to each', async () => {
    const kit = await openPaintingKit({ generate: asMany });
    const { id, result } = await kit.made({ options: { prompt: 'a fox', n: 3 } });
    const buttons = result?.actions.filter(({ kind }) => kind === 'paint');
    expect(buttons?.map(({ picture, among }) => [picture, among])).toEqual([
      [0, undefined],
      [1, undefined],
      [2, undefined],
      [undefined, 3],
    ]);
    expect(await kit.linksTo(id, { picture: 2 })).toHaveLength(1);
    const whole = buttons?.at(-1)?.state;
    const { answer } = await kit.talk.ask({ trigger: 'button', state: whole ?? '' });
    expect(answer?.links?.map(({ label }) => label)).toEqual([1, 2, 3].map((n) => `Paint picture ${n}`));
  });

  it('is absent where nobody could reach the page', async () => {
    const kit = await openPaintingKit({ wrap: (parts) => ({ ...parts, pageUrl: () => undefined }) });
    const { result } = await kit.made();
    expect(result?.actions.some(({ kind }) => kind === 'paint')).toBe(false);
  });

  it('says what is missing where it is pressed after the address was taken away', async () => {
    const address = { is: true };
    const pageUrl = (path: string) => (address.is ? `https://easel.test${path}` : undefined);
    const kit = await openPaintingKit({ wrap: (parts) => ({ ...parts, pageUrl }) });
    const { id } = await kit.made();
    address.is = false;
    const { answer } = await kit.pressed(id);
    expect(answer?.kind === 'text' && plainText(answer.text)).toContain('PUBLIC_BASE_URL');
  });

  it('tells nobody of another person’s private result', async () => {
    const kit = await openPaintingKit();
    const { id } = await kit.made({ options: { prompt: 'a fox', private: true } });
    const { answer } = await kit.pressed(id, { user: 'ben' });
    expect(answer?.links).toBeUndefined();
    expect(answer?.kind === 'text' && plainText(answer.text)).toContain('not here any more');
  });
});

describe('the picture to paint on', () => {
  it('is drawn once, however many ask for it at the same moment by one link', async () => {
    let reads = 0;
    const wrap: KitOptions['wrap'] = (parts) => {
      const read: typeof parts.turns.read = (work) => {
        reads += 1;
        return parts.turns.read(work);
      };
      return { ...parts, turns: { ...parts.turns, read } };
    };
    const kit = await openPaintingKit({ wrap });
    const { id } = await kit.made();
    const [link] = await kit.linksTo(id);
    const before = reads;
    const answers = await Promise.all(Array.from({ length: 20 }, () => kit.routes.request(`${link}/picture`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(reads - before).toBe(1);
    expect((await kit.routes.request(`${link}/picture`)).status).toBe(200);
  });
});

describe('what is painted', () => {
  it('is priced first, for nothing, and as often as wanted', async () => {
    const kit = await openPaintingKit();
    const { id } = await kit.made();
    const before = await kit.balance();
    const [link] = await kit.linksTo(id);
    for (let time = 0; time < 2; time++) {
      const { status, body } = await kit.post(`${link}/price`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ credits: 4, available: before.available, allowance: 40, warnings: [] });
      expect(body.facts).toContainEqual({ label: 'Mode', value: 'inpaint, because a mask says which part to change' });
      expect(body.facts.find(({ label }: { label: string }) => label === 'Changes').value).toMatch(
        /^the part you painted: /,
      );
      expect(body.overlay.url).toMatch(/^data:image\/jpeg;base64,/);
    }
    expect(await kit.balance()).toEqual(before);
    expect(kit.arrived).toEqual([]);
    expect([...kit.blobs.keys()].filter((key) => key.includes('dry-') || key.startsWith('shown/'))).toEqual([]);
  });

  it('becomes an edit in the conversation it was begun in, of that picture, with that mask, at that price', async () => {
    const kit = await openPaintingKit();
    const { id, job: parent } = await kit.made();
    const [link] = await kit.linksTo(id, { user: 'ben' });
    const { status, body } = await kit.post(`${link}/edit`, { seen: '4' });
    expect([status, body.kind, body.backUrl]).toEqual([200, 'sent', 'https://chat.test/art']);
    const job = await finished(kit, body.jobId);
    expect(kit.arrived).toMatchObject([{ visibility: 'public', prompt: 'a red kite' }]);
    expect(job).toMatchObject({
      state: 'succeeded',
      personId: 'ben',
      private: false,
      parent: { jobId: parent?.id, by: 'paint' },
      request: { command: 'edit', prompt: 'a red kite', options: { exact: true } },
      plan: { mode: 'inpaint' },
      result: { charged: 4 },
    });
    const { mask } = await readGreyMask((await kit.blobs.get(job?.mask?.key ?? '')) ?? new Uint8Array());
    const isInBox = (at: number) => at % 16 >= 2 && at % 16 < 9 && at >= 32 && at < 144;
    expect([...mask.keys()].filter((at) => mask[at] === 255)).toEqual([...mask.keys()].filter(isInBox));
    expect((await kit.balance('ben')).available).toBe(36);
    expect(kit.talk.message('reach-1').questions).toEqual([]);
  });

  it('stays private where its result is', async () => {
    const kit = await openPaintingKit();
    const { id } = await kit.made({ options: { prompt: 'a fox', private: true } });
    const [link] = await kit.linksTo(id);
    const { body } = await kit.post(`${link}/edit`);
    expect(body.private).toBe(true);
    expect(kit.arrived).toMatchObject([{ visibility: 'private' }]);
    expect((await finished(kit, body.jobId))?.private).toBe(true);
    expect(kit.talk.message('reach-1').visibility).toBe('private');
  });

  it('asks no second time for a price that the person said yes to on the page', async () => {
    const kit = await openPaintingKit({ policy: { confirmAbove: 1 } });
    const { id } = await kit.made();
    const [link] = await kit.linksTo(id);
    const { body } = await kit.post(`${link}/edit`);
    expect((await finished(kit, body.jobId))?.state).toBe('succeeded');
    expect(kit.talk.message('reach-1').questions).toEqual([]);
  });

  it('can be drawn again, also when the page is long over', async () => {
    const kit = await openPaintingKit();
    const { id } = await kit.made();
    const [link] = await kit.linksTo(id);
    const { body } = await kit.post(`${link}/edit`);
    await finished(kit, body.jobId);
    const { id: again } = await kit.pressed('reach-1', { label: 'Reroll' });
    expect((await kit.ended(again)).job).toMatchObject({ state: 'succeeded', plan: { mode: 'inpaint' } });
  });

  it('keeps all else as the model draws it where the person wants that', async () => {
    const kit = await openPaintingKit();
    const { id } = await kit.made();
    const [link] = await kit.linksTo(id);
    const { body } = await kit.post(`${link}/edit`, { exact: 'no' });
    expect((await finished(kit, body.jobId))?.plan?.lock).toBe(false);
  });

  it('is everything only where the person says so', async () => {
    const kit = await openPaintingKit();
    const { id } = await kit.made();
    const [link] = await kit.linksTo(id);
    const mask = blobOf(await maskOf(SIZE, [{ kind: 'invert' }]));
    const { status, body } = await kit.post(`${link}/price`, { mask });
    expect([status, body.error.code]).toEqual([400, 'all-painted']);
    expect((await kit.post(`${link}/price`, { mask, everything: 'yes' })).status).toBe(200);
  });
});

describe('a picture that somebody attached to /edit', () => {
  it('is painted on where they ask to paint, with all else they asked for', async () => {
    const kit = await openPaintingKit();
    const image = await pngOf({ width: 24, height: 20, noise: true });
    const message = await kit.talk.ask({
      name: 'edit',
      options: { prompt: 'a hat', region: 'paint', n: 2 },
      images: { image: [image] },
    });
    expect(message.visibility).toBe('private');
    const link = new URL(message.answer?.links?.[0]?.url ?? '').pathname;
    const about = await (await kit.routes.request(`${link}/about`)).json();
    expect(about).toMatchObject({ width: 24, height: 20, prompt: 'a hat', private: false });
    const mask = blobOf(await maskOf({ width: 24, height: 20 }, [BOX]));
    const { body } = await kit.post(`${link}/edit`, { mask, prompt: 'a red hat' });
    const job = await finished(kit, body.jobId);
    expect(job).toMatchObject({
      request: { prompt: 'a red hat', options: { n: 2, exact: true } },
      plan: { mode: 'inpaint' },
    });
    expect(job?.request.options.region).toBeUndefined();
  });

  it('is that of a result where its form asks to paint, which stays hidden if that is', async () => {
    const kit = await openPaintingKit();
    const { id, job: parent } = await kit.made();
    const state = kit.talk.message(id).result?.actions.find(({ label }) => label === 'Edit')?.state ?? '';
    const options = { prompt: 'a hat', region: 'paint' };
    const message = await kit.talk.ask({ trigger: 'form', name: 'edit', state, options });
    expect(message.visibility).toBe('private');
    const link = new URL(message.answer?.links?.[0]?.url ?? '').pathname;
    const { body } = await kit.post(`${link}/edit`);
    const job = await finished(kit, body.jobId);
    expect(job?.parent).toMatchObject({ jobId: parent?.id });
    expect(job?.request.images[0]).toMatchObject({ key: parent?.result?.pictures[0]?.key, kept: true });
    await kit.parts.jobs.update(parent?.id ?? '', (current) => ({ ...current, content: { spoiler: true } }));
    const hidden = await kit.talk.ask({ trigger: 'form', name: 'edit', state, options });
    const again = new URL(hidden.answer?.links?.[0]?.url ?? '').pathname;
    const sent = await kit.post(`${again}/edit`);
    expect((await finished(kit, sent.body.jobId, 'reach-2'))?.content?.spoiler).toBe(true);
  });

  it('is asked for where there is none', async () => {
    const kit = await openPaintingKit();
    const { answer } = await kit.talk.ask({
      name: 'edit',
      options: { prompt: 'a hat', region: 'paint' },
      formless: true,
    });
    expect(answer?.kind === 'text' && plainText(answer.text)).toContain('Attach one');
  });
});

describe('what goes wrong between painting and sending', () => {
  it('leaves the link good where the price rose or the credits went meanwhile', async () => {
    const kit = await openPaintingKit();
    const { id } = await kit.made();
    const [link] = await kit.linksTo(id);
    const cheap = await kit.post(`${link}/edit`, { seen: '3' });
    expect([cheap.status, cheap.body.error.code]).toEqual([409, 'price-changed']);
    await kit.whole.ledger.hold('guild:ada', 'other', 37, {
      allowance: 40,
      period: new Date(kit.clock.now()).toISOString().slice(0, 10),
      endsAt: kit.clock.now() + 86_400_000,
    });
    const poor = await kit.post(`${link}/edit`);
    expect([poor.status, poor.body.error.code]).toEqual([402, 'not-enough-credits']);
    await kit.whole.ledger.release('guild:ada', 'other');
    expect((await kit.post(`${link}/edit`)).status).toBe(200);
  });

  it('costs no more than the price that was said yes to, also where that rises in the last moment', async () => {
    const kit = await openPaintingKit();
    const { id } = await kit.made();
    const [link] = await kit.linksTo(id);
    const by = { id: 'mo', name: 'Mo' };
    const models = kit.parts.catalogue.models.map(({ id: name }) => name);
    const dearer = models.map((name) => ({ kind: 'weight', of: 'model', name, weight: 3 }) as const);
    kit.trouble.meanwhile = () => kit.engine.policies.change('guild', by, dearer, { reason: '' });
    const { status, body } = await kit.post(`${link}/edit`, { seen: '4' });
    expect([status, body.error.code]).toEqual([409, 'price-changed']);
    expect((await kit.balance()).held).toBe(0);
    expect(kit.calls).toHaveLength(1);
  });

  it('gives a new link where the chat could not take it, so that the painting can be sent again', async () => {
    const kit = await openPaintingKit();
    const { id } = await kit.made();
    const [link] = await kit.linksTo(id);
    kit.trouble.error = new EaselError('place-forbids', { permissions: ['Send Messages'] });
    const refused = await kit.post(`${link}/edit`);
    expect([refused.status, refused.body.error.code]).toEqual([409, 'place-forbids']);
    expect(refused.body.error.message).toContain('Send Messages');
    delete kit.trouble.error;
    expect((await kit.post(`${link}/edit`)).body.error.code).toBe('page-over');
    expect((await kit.post(`/paint/${refused.body.token}/edit`)).status).toBe(200);
  });

  it('says so in the chat as well where the store failed after that was told of it', async () => {
    const store = { isDown: false };
    const kit = await openPaintingKit({
      wrap: (parts) => ({
        ...parts,
        jobs: {
          ...parts.jobs,
          create: async (job) => {
            if (store.isDown) throw new EaselError('store-unavailable', {});
            return parts.jobs.create(job);
          },
        },
      }),
    });
    const { id } = await kit.made();
    const [link] = await kit.linksTo(id);
    store.isDown = true;
    const refused = await kit.post(`${link}/edit`);
    expect([refused.status, refused.body.error.code]).toEqual([409, 'store-unavailable']);
    expect(kit.talk.message('reach-1')).toMatchObject({ ends: 1, to: 'asker' });
    store.isDown = false;
    const { status, body } = await kit.post(`/paint/${refused.body.token}/edit`);
    expect(status).toBe(200);
    expect((await finished(kit, body.jobId, 'reach-2'))?.state).toBe('succeeded');
  });

  it('says that somebody was blocked, that the place is paused, and that the picture was deleted', async () => {
    const kit = await openPaintingKit();
    const { id } = await kit.made();
    const [link] = await kit.linksTo(id);
    const codes = async () => {
      const page = await kit.routes.request(link ?? '');
      return [
        page.status,
        (await kit.post(`${link}/price`)).body.error?.code,
        (await kit.post(`${link}/edit`)).body.error?.code,
      ];
    };
    await kit.whole.switches.pause('guild', { by: 'mo', reason: 'a break', cancelRunning: false });
    expect(await codes()).toEqual([503, 'paused', 'paused']);
    await kit.whole.switches.resume('guild');
    await kit.talk.ask({ moderator: true, user: 'mo', name: 'quota block', options: { user: 'ada', reason: 'rude' } });
    expect(await codes()).toEqual([403, 'blocked-person', 'blocked-person']);
    await kit.talk.ask({ moderator: true, user: 'mo', name: 'quota unblock', options: { user: 'ada' } });
    await kit.pressed(id, { label: 'Delete' });
    expect(await codes()).toEqual([404, 'not-found', 'not-found']);
    expect(kit.arrived).toEqual([]);
  });

  it('takes nothing while Easel stops', async () => {
    const kit = await openPaintingKit();
    const { id } = await kit.made();
    const [link] = await kit.linksTo(id);
    void kit.engine.stop(0);
    expect((await kit.post(`${link}/edit`)).body.error.code).toBe('shutting-down');
  });
});
