import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ShownMessage } from '../fakes/recording-platform.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { buttonOf, type Flow, openFlow } from './open-flow.ts';

describe('the same thing twice, and the next step', () => {
  let flow: Flow;
  beforeEach(async () => {
    flow = await openFlow();
  });
  afterEach(() => flow.close());

  it('makes one job, one charge and one post of an event delivered five times', async () => {
    const { id } = await flow.talk.askTwice({ options: { prompt: 'a fox' } }, 5);
    const shown = await flow.ended(id);
    expect(shown.ends).toBe(1);
    expect(flow.simulator.requests).toHaveLength(1);
    expect(await flow.balance()).toEqual({ available: 38, held: 0 });
  });

  it('makes one job when two tabs press the same button at once', async () => {
    const first = await flow.made({ options: { prompt: 'a fox' } });
    const state = buttonOf(first, 'Reroll');
    const both = await Promise.all([flow.made({ trigger: 'button', state }), flow.made({ trigger: 'button', state })]);
    expect(both.filter(({ result }) => result)).toHaveLength(1);
    expect(JSON.stringify(both.map(({ answer }) => answer))).toContain('on its way already');
    expect(both.map(({ to }) => to)).toContain('asker');
    expect(flow.simulator.requests).toHaveLength(2);
    expect(await flow.balance()).toEqual({ available: 36, held: 0 });
  });

  it('lets another person press, who then pays and owns what comes of it', async () => {
    const first = await flow.made({ user: 'ada', options: { prompt: 'a fox' } });
    const again = await flow.made({ user: 'grace', trigger: 'button', state: buttonOf(first, 'Reroll') });
    expect(again.result?.owner.userId).toBe('grace');
    expect(await flow.balance('ada')).toEqual({ available: 38, held: 0 });
    expect(await flow.balance('grace')).toEqual({ available: 38, held: 0 });
  });

  it('answers buttons after a restart', async () => {
    const first = await flow.made({ options: { prompt: 'a fox' } });
    await flow.stop();
    flow = await openFlow({ dataDir: flow.dataDir, talk: flow.talk, simulator: flow.simulator });
    const again = await flow.made({ trigger: 'button', state: buttonOf(first, 'Vary') });
    expect(again.result?.pictures).toHaveLength(1);
    expect(again.result?.references?.count).toBe(1);
  });

  it('edits the picture of a result through a form', async () => {
    const first = await flow.made({ options: { prompt: 'a fox', n: 2 } });
    const state = buttonOf(first, 'Edit');
    await flow.talk.ask({ trigger: 'button', state });
    expect(flow.talk.forms.at(-1)).toMatchObject({ name: 'edit', state });
    const extra = await pngOf({ width: 80, height: 80 });
    const edited = await flow.made({
      trigger: 'form',
      name: 'edit',
      state,
      options: { prompt: 'in winter' },
      images: { image: [extra] },
    });
    expect(edited.result?.references?.count).toBe(2);
    expect(edited.result?.prompt).toBe('in winter');
  });

  it('repeats an edit with the very pictures it was made from', async () => {
    const first = await flow.made({
      name: 'edit',
      options: { prompt: 'warmer' },
      images: { image: [await pngOf({ width: 90, height: 60 })] },
    });
    const again = await flow.made({ trigger: 'button', state: buttonOf(first, 'Reroll') });
    expect(again.result?.references?.count).toBe(1);
    const [one, two] = flow.simulator.requests.map(({ files }) => files[0]?.bytes);
    expect(one).toBe(two);
  });

  it('deletes a result for its owner, and refuses everybody else but moderators', async () => {
    const first = await flow.made({ user: 'ada', options: { prompt: 'a fox' } });
    const state = buttonOf(first, 'Delete');
    const refused = await flow.made({ user: 'mallory', trigger: 'button', state });
    expect(JSON.stringify(refused.answer)).toContain('You may not delete');
    expect(await first.result?.pictures[0]?.open()).toBeDefined();
    await flow.made({ user: 'mod', moderator: true, trigger: 'button', state });
    expect(await first.result?.pictures[0]?.open()).toBeUndefined();
    expect(flow.talk.message(first.id).deleted).toBe(true);
    const late = await flow.made({ trigger: 'button', state: buttonOf(first, 'Reroll') });
    expect(JSON.stringify(late.answer)).toContain('not here any more');
  });

  it('hides a private result from everybody else, buttons included', async () => {
    const first = await flow.made({ user: 'ada', options: { prompt: 'a fox', private: true } });
    expect(first.visibility).toBe('private');
    const pressed = await flow.made({ user: 'mallory', trigger: 'button', state: buttonOf(first, 'Reroll') });
    expect(JSON.stringify(pressed.answer)).toContain('not here any more');
    const own = await flow.made({ user: 'ada', trigger: 'button', state: buttonOf(first, 'Reroll') });
    expect(own.visibility).toBe('private');
  });

  it.each(['', 'x', 'nobody.reroll', '../../etc.reroll', 'a.b.c.d', `${'a'.repeat(5000)}.reroll`])(
    'answers a forged button %s',
    async (state) => {
      const shown = await flow.made({ trigger: 'button', state });
      expect(JSON.stringify(shown.answer)).toContain('Nothing was charged');
    },
  );

  it('cancels a running job and gives everything back', async () => {
    flow.simulator.fail({ kind: 'hang_before_headers' });
    const { id } = await flow.talk.ask({ options: { prompt: 'a fox' } });
    await expect.poll(() => flow.simulator.requests.length).toBe(1);
    const cancel = flow.talk.message(id).progress.at(-1)?.cancel?.state ?? '';
    const refused = await flow.made({ user: 'mallory', trigger: 'button', state: cancel });
    expect(JSON.stringify(refused.answer)).toContain('You may not cancel');
    await flow.made({ user: 'ada', name: 'cancel' });
    const shown = await flow.ended(id);
    expect(shown.failure?.failure.code).toBe('canceled');
    expect(await flow.balance()).toEqual({ available: 40, held: 0 });
  });

  it('cancels a waiting job', async () => {
    flow.simulator.fail({ kind: 'hang_before_headers', times: 2 });
    const running = [
      await flow.talk.ask({ options: { prompt: 'one' } }),
      await flow.talk.ask({ options: { prompt: 'two' } }),
    ];
    const { id } = await flow.talk.ask({ options: { prompt: 'three' } });
    await expect.poll(() => flow.talk.message(id).progress.at(-1)?.position).toBe(1);
    await flow.made({ name: 'cancel' });
    expect((await flow.ended(id)).failure?.failure.code).toBe('canceled');
    for (const { id: other } of running) {
      await flow.talk.ask({ trigger: 'button', state: flow.talk.message(other).progress.at(-1)?.cancel?.state ?? '' });
      await flow.ended(other);
    }
    expect(await flow.balance()).toEqual({ available: 40, held: 0 });
  });

  it('never spends more than there is, however many ask at once', async () => {
    const asked = await Promise.all(
      Array.from({ length: 12 }, (_, index) => flow.talk.ask({ options: { prompt: `fox ${index}`, n: 3 } })),
    );
    const shown = await Promise.all(asked.map(({ id }) => flow.ended(id)));
    const made = shown.filter(({ result }) => result).length;
    expect(made).toBeLessThanOrEqual(6);
    expect(await flow.balance()).toEqual({ available: 40 - made * 6, held: 0 });
  });

  it("lists a person's own history and credits, and nobody else's", async () => {
    await flow.made({ user: 'ada', options: { prompt: 'a secret fox' } });
    const own = await flow.made({ user: 'ada', name: 'history' });
    const others = await flow.made({ user: 'grace', name: 'history' });
    expect(JSON.stringify(own.answer)).toContain('a secret fox');
    expect(JSON.stringify(others.answer)).not.toContain('a secret fox');
    expect(JSON.stringify((await flow.made({ user: 'ada', name: 'credits' })).answer)).toContain(
      '38 credits left of 40',
    );
  });

  it('tells a person where they stand in the queue', async () => {
    flow.simulator.fail({ kind: 'hang_before_headers', times: 2 });
    const asked: ShownMessage[] = [];
    for (const prompt of ['one', 'two', 'three', 'four']) asked.push(await flow.talk.ask({ options: { prompt } }));
    await expect
      .poll(() => flow.talk.message(asked[3]?.id ?? '').progress.at(-1))
      .toMatchObject({ phase: 'queued', position: 2 });
    for (const { id } of asked.slice(0, 2))
      await flow.talk.ask({ trigger: 'button', state: flow.talk.message(id).progress.at(-1)?.cancel?.state ?? '' });
    for (const { id } of asked) await flow.ended(id);
  });
});
