import { describe, expect, it } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import type { Asked, ShownMessage } from '../fakes/recording-platform.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { asMany, type Kit, openKit, workerOf } from './open-kit.ts';

const said = ({ answer }: ShownMessage): string => (answer?.kind === 'text' ? plainText(answer.text) : '');
const warnings = ({ result }: ShownMessage): string => (result?.warnings ?? []).map(plainText).join('\n');

async function open(): Promise<Kit> {
  const kit = openKit({ generate: asMany, policy: { allowance: 1000 } });
  await kit.start();
  return kit;
}

/** Says something in plain words and waits for the end. */
async function say(kit: Kit, prompt: string, more: Partial<Asked> = {}) {
  const { id } = await kit.talk.ask({ trigger: 'message', options: { prompt }, ...more });
  return kit.ended(id, more.user);
}

const make = async (kit: Kit, more: Partial<Asked> = {}) => {
  const { id } = await kit.talk.ask({ options: { prompt: 'a fox' }, ...more });
  return kit.ended(id, more.user);
};

const picture = () => pngOf({ width: 40, height: 40 });

describe('words said to Easel', () => {
  it('are a new picture, for everybody to see', async () => {
    const shown = await say(await open(), 'a fox in the snow');
    expect(shown).toMatchObject({ visibility: 'public', result: { prompt: 'a fox in the snow' } });
    expect(shown.job?.request).toMatchObject({ command: 'imagine', images: [] });
  });

  it('change the picture that came with them', async () => {
    const shown = await say(await open(), 'warmer', { images: { image: [await picture()] } });
    expect(shown.job).toMatchObject({ request: { command: 'edit' }, plan: { mode: 'edit' } });
    expect(shown.result?.references?.count).toBe(1);
  });

  it('put several pictures together, also where they answer another one', async () => {
    const kit = await open();
    const first = await make(kit);
    const images = { image: [await picture(), await picture()] };
    const shown = await say(kit, 'both in a basket', { images, answers: first.id });
    expect(shown.job?.plan?.mode).toBe('multi-reference');
    expect(shown.result?.references?.count).toBe(2);
  });

  it('change the result they answer, whoever made it; who writes pays and owns', async () => {
    const kit = await open();
    const first = await make(kit, { user: 'ada' });
    const shown = await say(kit, 'in winter', { answers: first.id, user: 'grace' });
    expect(shown.result).toMatchObject({ prompt: 'in winter', owner: { userId: 'grace' } });
    expect(shown.job).toMatchObject({ parent: { jobId: first.job?.id, by: 'message' } });
    expect(shown.job?.request.images).toEqual([
      { key: first.job?.result?.pictures[0]?.key, filename: '0.png', kept: true },
    ]);
    expect((await kit.balance('ada')).available).toBe(998);
    expect((await kit.balance('grace')).available).toBeLessThan(1000);
  });

  it.each([
    ['#2 make it red', 1, 'make it red'],
    ['#3: greener', 2, 'greener'],
    ['# 1 greener', 0, 'greener'],
  ])('mean the picture whose number they begin with: %s', async (prompt, index, words) => {
    const kit = await open();
    const first = await make(kit, { options: { prompt: 'a fox', n: 3 } });
    const shown = await say(kit, prompt, { answers: first.id });
    expect(shown.job?.request.images[0]?.key).toBe(first.job?.result?.pictures[index]?.key);
    expect(shown.result?.prompt).toBe(words);
    expect(warnings(shown)).toBe('');
  });

  it('mean the first of several pictures without a number, and say so', async () => {
    const kit = await open();
    const first = await make(kit, { options: { prompt: 'a fox', n: 3 } });
    const shown = await say(kit, 'make it red', { answers: first.id });
    expect(shown.job?.request.images[0]?.key).toBe(first.job?.result?.pictures[0]?.key);
    expect(warnings(shown)).toContain('Picture 1 of 3 was changed. Begin with #2 for the second one.');
  });

  it.each(['#4 make it red', '#0 make it red', '#999999 make it red'])(
    'are refused where no picture has that number: %s',
    async (prompt) => {
      const kit = await open();
      const first = await make(kit, { options: { prompt: 'a fox', n: 3 } });
      const shown = await say(kit, prompt, { answers: first.id });
      expect(said(shown)).toContain('does not fit the option picture. Use 1 to 3. Nothing was charged.');
      expect(kit.calls).toHaveLength(1);
    },
  );

  it('keep a number that is no number of a picture', async () => {
    const kit = await open();
    expect((await say(kit, '#1 fan shirt')).result?.prompt).toBe('#1 fan shirt');
    const first = await make(kit);
    const shown = await say(kit, '#1st place medal', { answers: first.id });
    expect(shown.result?.prompt).toBe('#1st place medal');
  });

  it.each<[string, Partial<Asked>, string]>([
    ['nothing', {}, 'Say what the picture should show'],
    ['blanks and marks nobody sees', { options: { prompt: ' \u200b\n' } }, 'pick Edit this image'],
    ['help', { options: { prompt: 'Help!' } }, 'Say what the picture should show'],
    ['an answer without words', { answers: 'event-9' }, 'What should change?'],
  ])('that say nothing are answered privately with how it works: %s', async (_what, more, words) => {
    const kit = await open();
    const shown = await say(kit, '', more);
    expect(shown.visibility).toBe('private');
    expect(said(shown)).toContain(words);
    expect(shown.job).toBeUndefined();
  });

  it('are asked for where only a picture came', async () => {
    const kit = await open();
    const shown = await say(kit, '', { images: { image: [await picture()] } });
    expect(shown.visibility).toBe('private');
    expect(said(shown)).toContain('What should change? Send the picture again with a few words');
    expect(kit.calls).toEqual([]);
  });

  it('make nothing of a private result, a deleted one or one of another place', async () => {
    const kit = await open();
    const hidden = await make(kit, { options: { prompt: 'a fox', private: true } });
    const gone = await make(kit);
    await kit.talk.ask({
      trigger: 'button',
      state: gone.result?.actions.find(({ kind }) => kind === 'delete')?.state ?? '',
    });
    const elsewhere = await make(kit, { place: { tenantId: 'other' } });
    for (const answers of [hidden.id, gone.id, elsewhere.id]) {
      const shown = await say(kit, 'in winter', { answers });
      expect(said(shown)).toContain('The picture you answered is not here any more.');
    }
  });

  it('make nothing of a picture that is not made yet', async () => {
    const drawing = Promise.withResolvers<Awaited<ReturnType<typeof asMany>>>();
    const kit = openKit({ generate: () => drawing.promise });
    await kit.start();
    const { id } = await kit.talk.ask({ options: { prompt: 'a fox' } });
    const shown = await say(kit, 'in winter', { answers: id });
    expect(said(shown)).toContain('You may not change a picture that is not made.');
    drawing.resolve({ pictures: [], warnings: [] });
    await kit.ended(id);
  });

  it('delivered five times make one picture', async () => {
    const kit = await open();
    const { id } = await kit.talk.askTwice({ trigger: 'message', options: { prompt: 'a fox' } }, 5);
    expect((await kit.ended(id)).ends).toBe(1);
    expect(kit.calls).toHaveLength(1);
  });
});

describe('words in a thread', () => {
  const thread = { channelId: 'thread-7', isThread: true } as const;

  it('are a new picture while there is none, and change the newest one from then on', async () => {
    const kit = await open();
    const first = await say(kit, 'a fox', { place: thread });
    const second = await say(kit, 'in winter', { place: thread, user: 'grace' });
    const third = await say(kit, 'at night', { place: thread });
    expect(first.job?.request.command).toBe('imagine');
    expect(second.job?.request.images[0]?.key).toBe(first.job?.result?.pictures[0]?.key);
    expect(third.job?.request.images[0]?.key).toBe(second.job?.result?.pictures[0]?.key);
  });

  it('know the newest picture after a restart', async () => {
    const kit = await open();
    const first = await say(kit, 'a fox', { place: thread });
    await kit.engine.stop(0);
    const next = openKit({ shared: kit, generate: asMany, worker: workerOf('worker-2') });
    await next.start();
    const second = await say(next, 'in winter', { place: thread });
    expect(second.job?.request.images[0]?.key).toBe(first.job?.result?.pictures[0]?.key);
  });

  it('never mean a private result, and mean the one before where the newest was deleted', async () => {
    const kit = await open();
    const first = await say(kit, 'a fox', { place: thread });
    const second = await make(kit, { place: thread });
    await make(kit, { place: thread, options: { prompt: 'my secret', private: true } });
    await kit.talk.ask({
      trigger: 'button',
      state: second.result?.actions.find(({ kind }) => kind === 'delete')?.state ?? '',
    });
    const shown = await say(kit, 'in winter', { place: thread, user: 'grace' });
    expect(shown.job?.request.images[0]?.key).toBe(first.job?.result?.pictures[0]?.key);
  });

  it('mean the answered picture where they answer one', async () => {
    const kit = await open();
    const first = await say(kit, 'a fox', { place: thread });
    await say(kit, 'in winter', { place: thread });
    const shown = await say(kit, 'at night', { place: thread, answers: first.id });
    expect(shown.job?.request.images[0]?.key).toBe(first.job?.result?.pictures[0]?.key);
  });

  it('mean the result that the thread hangs on, until there is a newer one', async () => {
    const kit = await open();
    const root = await make(kit);
    const first = await say(kit, 'in winter', { place: thread, below: root.id });
    const second = await say(kit, 'at night', { place: thread, below: root.id });
    expect(first.job?.request.images[0]?.key).toBe(root.job?.result?.pictures[0]?.key);
    expect(second.job?.request.images[0]?.key).toBe(first.job?.result?.pictures[0]?.key);
  });

  it('say why they are a new picture where what they are about may be hidden from Easel', async () => {
    const kit = await open();
    const place = { channelId: 'thread-8', isThread: true } as const;
    const first = await say(kit, 'remove the cup', { place, unseen: true });
    expect(warnings(first)).toContain('what was posted here before is not shown to Easel');
    // From here on its own result is what they are about.
    expect(warnings(await say(kit, 'warmer', { place, unseen: true }))).not.toContain('not shown to Easel');
  });

  it("are a new picture below what shows none, or somebody's private one", async () => {
    const kit = await open();
    const secret = await make(kit, { options: { prompt: 'my secret', private: true } });
    const below = [secret.id, 'event-99'];
    for (const [index, id] of below.entries()) {
      const place = { ...thread, channelId: `thread-${index}` };
      const shown = await say(kit, 'in winter', { place, below: id, user: 'grace' });
      expect(shown.job?.request.command).toBe('imagine');
    }
  });

  it('mean nothing of another place or platform', async () => {
    const kit = await open();
    await say(kit, 'a fox', { place: thread });
    const other = await say(kit, 'in winter', { place: { ...thread, channelId: 'thread-8' } });
    expect(other.job?.request.command).toBe('imagine');
    const outside = await say(kit, 'in winter');
    expect(outside.job?.request.command).toBe('imagine');
  });
});
