import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Config } from '#src/config/config.ts';
import { plainText } from '#src/domain/text.ts';
import type { ActionKind } from '#src/ports/cards.ts';
import type { Asked, ShownMessage } from '../fakes/recording-platform.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { type Flow, factsOf, openFlow } from './open-flow.ts';

const rich = { change: (config: Config) => ({ ...config, credits: { ...config.credits, allowance: 1000 } }) };
const THREAD = { channelId: 'thread-1', isThread: true } as const;

const said = ({ answer }: ShownMessage): string => (answer?.kind === 'text' ? plainText(answer.text) : '');
const stateOf = ({ result }: ShownMessage, kind: ActionKind): string =>
  result?.actions.find((action) => action.kind === kind && action.picture === undefined)?.state ?? `gone.${kind}`;
const say = (prompt: string, more: Partial<Asked> = {}): Asked => ({
  trigger: 'message',
  options: { prompt },
  ...more,
});

describe('a conversation about pictures', () => {
  let flow: Flow;
  beforeEach(async () => {
    flow = await openFlow(rich);
  });
  afterEach(() => flow.close());

  /** Another process over the same data, with the people still there. */
  async function restart(): Promise<void> {
    await flow.stop();
    flow = await openFlow({ ...rich, dataDir: flow.dataDir, talk: flow.talk, simulator: flow.simulator });
  }

  it('goes from words to a thread, over a restart, and each pays for their own', async () => {
    const first = await flow.made({ user: 'ada', options: { prompt: 'a red fox', n: 2 } });
    const opened = await flow.made({ user: 'grace', trigger: 'button', state: stateOf(first, 'thread') });
    expect(said(opened)).toContain('Go on in the thread');
    const place = { channelId: `thread-${first.id}`, isThread: true } as const;
    const second = await flow.made(say('#2 make it blue', { user: 'grace', place }));
    expect(second.result).toMatchObject({ prompt: 'make it blue', references: { count: 1 } });
    expect(factsOf(second).Mode).toContain('edit, because one picture was given');
    await restart();
    const third = await flow.made(say('at night', { user: 'linus', place }));
    expect(third.result).toMatchObject({ owner: { userId: 'linus' }, references: { count: 1 } });
    const sent = flow.simulator.requests.map(({ files }) => files.length);
    expect(sent).toEqual([0, 1, 1]);
    expect((await flow.balance('ada')).available).toBe(996);
    expect((await flow.balance('linus')).available).toBe(996);
  });

  it('starts from the pictures that came with the words, and from nothing without any', async () => {
    const image = [await pngOf({ width: 90, height: 60 }), await pngOf({ width: 60, height: 60 })];
    const both = await flow.made(say('a basket of these', { images: { image }, place: THREAD }));
    expect(factsOf(both).Mode).toContain('multi-reference');
    const next = await flow.made(say('with a bow', { place: THREAD }));
    expect(factsOf(next).Mode).toContain('edit');
    expect(factsOf(await flow.made(say('a fox'))).Mode).toContain('generate');
  });

  it("keeps a menu's picture over a restart until its form is sent", async () => {
    const image = [await pngOf({ width: 90, height: 60 })];
    await flow.talk.ask({ trigger: 'menu', name: 'edit', images: { image } });
    const state = flow.talk.forms.at(-1)?.state ?? '';
    const menus = flow.easel.documents<{ pictures: readonly { key?: string }[] }>('menus');
    await expect.poll(async () => (await menus.get(state.split('.')[0] ?? ''))?.pictures[0]?.key).toBeDefined();
    await restart();
    const options = { prompt: 'warmer', region: 'left', exact: true };
    const shown = await flow.made({ trigger: 'form', name: 'edit', state, options });
    expect(factsOf(shown)['Outside the mask']).toMatch(/^0 pixels changed/);
  });

  it('shares a private result, and takes both copies away', async () => {
    const first = await flow.made({ options: { prompt: 'a fox', private: true } });
    await restart();
    const shared = await flow.made({ trigger: 'button', state: stateOf(first, 'share') });
    expect(shared).toMatchObject({ visibility: 'public', result: { pictures: [{}] } });
    const originals = await flow.made({ user: 'grace', trigger: 'button', state: stateOf(shared, 'thread') });
    expect(said(originals)).toContain('Go on in the thread');
    await flow.made({ user: 'mod', moderator: true, trigger: 'button', state: stateOf(shared, 'delete') });
    expect([flow.talk.message(first.id).deleted, flow.talk.message(shared.id).deleted]).toEqual([true, true]);
    const late = await flow.made({ trigger: 'button', state: stateOf(first, 'share') });
    expect(said(late)).toContain('What this button belongs to is not here any more.');
  });

  it.each<[string, Asked]>([
    ['a button', { trigger: 'button', state: 'nobody.reroll' }],
    ['a share', { trigger: 'button', state: 'nobody.share~' }],
    ['a thread', { trigger: 'button', state: 'nobody.thread' }],
    ['a form', { trigger: 'form', name: 'edit', state: 'nobody.edit/4', options: { prompt: 'x', picture: '2' } }],
    ['a menu', { trigger: 'form', name: 'edit', state: 'nobody.menu/4', options: { prompt: 'x', picture: '2' } }],
    ['no state at all', { trigger: 'form', name: 'edit', options: { prompt: 'x' } }],
  ])('does nothing for what nobody made: %s', async (_what, asked) => {
    const shown = await flow.made(asked);
    expect(said(shown)).toContain('is not here any more.');
    expect(flow.simulator.requests).toEqual([]);
    expect(await flow.balance()).toEqual({ available: 1000, held: 0 });
  });

  it('ends without a charge where its message was removed while it was drawn', async () => {
    flow.simulator.fail({ kind: 'hang_before_headers', times: 1 });
    const { id } = await flow.talk.ask(say('a fox', { place: THREAD }));
    await expect.poll(() => flow.simulator.requests.length).toBe(1);
    flow.talk.takeAway(id);
    await expect.poll(() => flow.easel.jobs.unfinished()).toEqual([]);
    const [job] = await flow.easel.jobs.byAccount('guild:ada', 1);
    expect(job?.state).toBe('canceled');
    expect(await flow.balance()).toEqual({ available: 1000, held: 0 });
    expect(flow.talk.message(id).ends).toBe(0);
  });
});
