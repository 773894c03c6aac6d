import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { plainText } from '#src/domain/text.ts';
import { markedAsAi } from '#src/images/ai-marker.ts';
import type { ActionKind } from '#src/ports/cards.ts';
import type { Asked, ShownMessage } from '../fakes/recording-platform.ts';
import { asMany, DAY_MS, type Kit, openKit, workerOf } from './open-kit.ts';

const said = ({ answer }: ShownMessage): string => (answer?.kind === 'text' ? plainText(answer.text) : '');

const open = async (): Promise<Kit> => {
  const kit = openKit({ generate: asMany, policy: { allowance: 1000 } });
  await kit.start();
  return kit;
};

const make = async (kit: Kit, options: Asked['options'] = {}, more: Partial<Asked> = {}) => {
  const { id } = await kit.talk.ask({ options: { prompt: 'a fox', ...options }, ...more });
  return kit.ended(id, more.user);
};

const kindsOf = ({ result }: ShownMessage): readonly ActionKind[] => [
  ...new Set(result?.actions.filter(({ picture }) => picture === undefined).map(({ kind }) => kind)),
];

const stateOf = ({ result }: ShownMessage, kind: ActionKind): string =>
  result?.actions.find((action) => action.kind === kind && action.picture === undefined)?.state ?? `gone.${kind}`;

const press = (kit: Kit, shown: ShownMessage, kind: ActionKind, more: Partial<Asked> = {}) =>
  kit.talk.ask({ trigger: 'button', state: stateOf(shown, kind), ...more });

describe('the buttons of a whole result', () => {
  it('are these for one picture that everybody sees', async () => {
    expect(kindsOf(await make(await open()))).toEqual(['reroll', 'thread', 'delete']);
  });

  it('ask for several pictures which is meant', async () => {
    const shown = await make(await open(), { n: 3 });
    expect(kindsOf(shown)).toEqual(['reroll', 'edit', 'reference', 'download', 'thread', 'delete']);
    const asking = shown.result?.actions.filter(({ among }) => among !== undefined);
    expect(asking).toMatchObject([
      { kind: 'edit', among: 3, opensForm: true, state: expect.stringMatching(/\.edit\/3$/) },
      { kind: 'reference', among: 3, opensForm: true },
    ]);
  });

  it('offer to share a private result, and no thread', async () => {
    expect(kindsOf(await make(await open(), { private: true }))).toEqual(['reroll', 'share', 'delete']);
  });

  it('offer no thread in a thread, nor where the platform has none', async () => {
    const kit = await open();
    expect(kindsOf(await make(kit, {}, { place: { isThread: true } }))).not.toContain('thread');
    delete kit.talk.platform.openThread;
    expect(kindsOf(await make(kit))).not.toContain('thread');
  });
});

describe('the form for one of several pictures', () => {
  it('edits the one that was meant', async () => {
    const kit = await open();
    const first = await make(kit, { n: 3 });
    await press(kit, first, 'edit');
    const [which] = kit.talk.forms.at(-1)?.fields ?? [];
    expect(which).toMatchObject({ id: 'picture', kind: 'choice', options: ['1', '2', '3'], value: '1' });
    const options = { prompt: 'warmer', picture: '3' };
    const { id } = await kit.talk.ask({ trigger: 'form', name: 'edit', state: stateOf(first, 'edit'), options });
    const { job } = await kit.ended(id);
    expect(job?.request.images).toMatchObject([{ key: first.job?.result?.pictures[2]?.key }]);
    expect(job?.parent).toEqual({ jobId: first.job?.id, by: 'edit' });
  });

  it('takes all of them as references where all are meant', async () => {
    const kit = await open();
    const first = await make(kit, { n: 3 });
    const options = { prompt: 'a basket of them', picture: 'All' };
    const state = stateOf(first, 'reference');
    const { id } = await kit.talk.ask({ trigger: 'form', name: 'imagine', state, options });
    expect((await kit.ended(id)).job?.references).toHaveLength(3);
  });

  it('says which there are where none has that number', async () => {
    const kit = await open();
    const first = await make(kit, { n: 3 });
    const options = { prompt: 'warmer', picture: '7' };
    const shown = await kit.talk.ask({ trigger: 'form', name: 'edit', state: stateOf(first, 'edit'), options });
    expect(said(shown)).toContain('does not fit the option picture. Use 1 to 3.');
  });
});

describe('Download', () => {
  it('gives the very bytes, marked as made by a model, privately, of all pictures or of one, to anybody who sees them', async () => {
    const kit = await open();
    const first = await make(kit, { n: 2 });
    const all = await press(kit, first, 'download', { user: 'grace' });
    expect(all.visibility).toBe('private');
    const originals = all.answer?.kind === 'text' ? all.answer.originals : undefined;
    expect(originals?.map(({ name }) => name)).toEqual([1, 2].map((n) => `easel-${first.job?.id}-${n}.png`));
    const bytes = (await kit.blobs.get(first.job?.result?.pictures[1]?.key ?? '')) ?? new Uint8Array();
    expect(await originals?.[1]?.open()).toEqual(markedAsAi({ bytes, type: 'image/png' }, 'made').bytes);
    const state = first.result?.actions.find(({ kind, picture }) => kind === 'download' && picture === 1)?.state ?? '';
    const one = await kit.talk.ask({ trigger: 'button', state });
    expect(one.answer).toMatchObject({ originals: [{ name: `easel-${first.job?.id}-2.png` }] });
    expect(await kit.balance('grace')).toEqual({ available: 1000, held: 0 });
  });

  it('has addresses where this installation can be reached', async () => {
    const kit = openKit({
      wrap: (parts) => ({ ...parts, addressOf: ({ key, name }) => `https://easel.test/${key}/${name}` }),
    });
    await kit.start();
    const first = await make(kit);
    const url = `https://easel.test/jobs/${first.job?.id}/0.png/easel-${first.job?.id}-1.png`;
    expect(first.result?.pictures[0]?.url).toBe(url);
  });
});

describe('Thread', () => {
  it('opens one named after the words, tells where it is, and words in it change the result', async () => {
    const kit = await open();
    const first = await make(kit, { prompt: `a fox\n${'very '.repeat(40)}red` });
    const shown = await press(kit, first, 'thread', { user: 'grace' });
    expect(shown.visibility).toBe('private');
    expect(said(shown)).toContain(`Go on in the thread (https://chat.test/thread-${first.id}).`);
    const [{ title = '' } = {}] = [...kit.talk.threads.values()];
    expect(title).toMatch(/^a fox very very/);
    expect(title.length).toBeLessThanOrEqual(100);
    const place = { channelId: `thread-${first.id}`, isThread: true } as const;
    const { id } = await kit.talk.ask({ trigger: 'message', options: { prompt: 'in winter' }, place });
    const edited = await kit.ended(id);
    expect(edited.job?.request.images[0]?.key).toBe(first.job?.result?.pictures[0]?.key);
  });

  it('is the same one again, whose newest picture stays', async () => {
    const kit = await open();
    const first = await make(kit);
    await press(kit, first, 'thread');
    const place = { channelId: `thread-${first.id}`, isThread: true } as const;
    const said1 = await kit.talk.ask({ trigger: 'message', options: { prompt: 'in winter' }, place });
    const second = await kit.ended(said1.id);
    await press(kit, first, 'thread');
    expect(kit.talk.threads.size).toBe(1);
    const said2 = await kit.talk.ask({ trigger: 'message', options: { prompt: 'at night' }, place });
    const third = await kit.ended(said2.id);
    expect(third.job?.request.images[0]?.key).toBe(second.job?.result?.pictures[0]?.key);
  });

  it('is refused for a private result, whose button would be forged', async () => {
    const kit = await open();
    const first = await make(kit, { private: true });
    const state = `${first.job?.token}.thread~`;
    expect(said(await kit.talk.ask({ trigger: 'button', state }))).toContain('share it first');
    expect(kit.talk.threads.size).toBe(0);
  });
});

describe('Share', () => {
  it('shows a private result to everybody in the place, once', async () => {
    const kit = await open();
    const first = await make(kit, { private: true });
    const shared = await press(kit, first, 'share');
    expect(shared).toMatchObject({ visibility: 'public', result: { prompt: 'a fox', owner: { userId: 'ada' } } });
    expect(kindsOf(shared)).toEqual(['reroll', 'thread', 'delete']);
    expect(shared.result?.actions.every(({ state }) => !state.includes('~'))).toBe(true);
    const again = await press(kit, first, 'share');
    expect(again.result).toBeUndefined();
    expect(said(again)).toBe('It is shared already.');
  });

  it('lets everybody go on from it, and whoever presses pays', async () => {
    const kit = await open();
    const shared = await press(kit, await make(kit, { private: true }), 'share');
    const { id } = await press(kit, shared, 'reroll', { user: 'grace' });
    const again = await kit.ended(id, 'grace');
    expect(again).toMatchObject({ visibility: 'public', result: { owner: { userId: 'grace' } } });
  });

  it('leaves what is pressed at the private one private', async () => {
    const kit = await open();
    const first = await make(kit, { private: true });
    await press(kit, first, 'share');
    const { id } = await press(kit, first, 'reroll');
    const again = await kit.ended(id);
    expect(again).toMatchObject({ visibility: 'private', job: { private: true } });
  });

  it('is for the owner alone, and nobody learns that there is anything', async () => {
    const kit = await open();
    const first = await make(kit, { private: true });
    for (const more of [{ user: 'mallory' }, { user: 'mod', moderator: true }]) {
      const refused = await press(kit, first, 'share', more);
      expect(said(refused)).toContain('What this button belongs to is not here any more.');
      expect(refused.result).toBeUndefined();
    }
    expect((await kit.parts.jobs.get(first.job?.id ?? ''))?.private).toBe(true);
  });

  it('shows one copy however often its event comes, and of two presses in one moment', async () => {
    const kit = await open();
    const first = await make(kit, { private: true });
    const state = stateOf(first, 'share');
    const five = await kit.talk.askTwice({ trigger: 'button', state }, 5);
    expect(five.result?.pictures).toHaveLength(1);
    const other = await make(kit, { private: true });
    const both = await Promise.all([press(kit, other, 'share'), press(kit, other, 'share')]);
    expect(both.filter(({ result }) => result)).toHaveLength(1);
  });

  it('takes every copy away with Delete, also for moderators', async () => {
    const kit = await open();
    const first = await make(kit, { private: true });
    const shared = await press(kit, first, 'share');
    const refused = await press(kit, shared, 'delete', { user: 'mallory' });
    expect(said(refused)).toContain("You may not delete somebody else's result.");
    await press(kit, shared, 'delete', { user: 'mod', moderator: true });
    expect([kit.talk.message(first.id).deleted, kit.talk.message(shared.id).deleted]).toEqual([true, true]);
    expect(kit.blobs.keys()).toEqual([]);
  });

  it('stays private where it could not be shown, and can be shared later', async () => {
    const kit = await open();
    const first = await make(kit, { private: true });
    const { platform } = kit.talk;
    const delivery = platform.delivery;
    platform.delivery = (handle) => ({
      ...delivery(handle),
      finish: async () => {
        throw new EaselError('unavailable', { provider: 'The chat' });
      },
    });
    const failed = await press(kit, first, 'share');
    expect(said(failed)).toContain('cannot be reached');
    const job = await kit.parts.jobs.get(first.job?.id ?? '');
    expect([job?.private, job?.shared]).toEqual([true, undefined]);
    platform.delivery = delivery;
    expect((await press(kit, first, 'share')).result?.pictures).toHaveLength(1);
  });

  it('is shown by the next delivery of the press where the first one broke off', async () => {
    const kit = await open();
    const first = await make(kit, { private: true });
    const { platform } = kit.talk;
    const delivery = platform.delivery;
    const begun = Promise.withResolvers<void>();
    platform.delivery = (handle) => ({
      ...delivery(handle),
      finish: () => {
        begun.resolve();
        return new Promise(() => undefined);
      },
    });
    void press(kit, first, 'share', { id: 'event-share' });
    await begun.promise;
    platform.delivery = delivery;
    const shown = await press(kit, first, 'share', { id: 'event-share' });
    expect(shown.result?.pictures).toHaveLength(1);
  });

  it('becomes the newest picture of the thread it is shared in', async () => {
    const kit = await open();
    const place = { channelId: 'thread-1', isThread: true } as const;
    const first = await make(kit, { private: true }, { place });
    await press(kit, first, 'share', { place });
    const { id } = await kit.talk.ask({ trigger: 'message', options: { prompt: 'in winter' }, place, user: 'grace' });
    const edited = await kit.ended(id, 'grace');
    expect(edited.job?.request.images[0]?.key).toBe(first.job?.result?.pictures[0]?.key);
  });

  it('tells only the owner where Easel may not show anything there', async () => {
    const kit = await open();
    const first = await make(kit, { private: true });
    const refused = await press(kit, first, 'share', { lacking: 'Send Messages' });
    expect(refused.visibility).toBe('private');
    expect(said(refused)).toContain('Easel lacks the permission Send Messages');
    expect((await kit.parts.jobs.get(first.job?.id ?? ''))?.private).toBe(true);
  });
});

describe('a month and a restart later', () => {
  it.each<[ActionKind, Asked['options'], (shown: ShownMessage) => unknown]>([
    ['download', { n: 2 }, ({ answer }) => answer?.kind === 'text' && answer.originals?.length],
    ['thread', {}, (shown) => said(shown).startsWith('Go on in the thread')],
    ['share', { private: true }, ({ result }) => result?.pictures.length],
  ])('%s still works', async (kind, options, works) => {
    const kit = await open();
    const first = await make(kit, options);
    await kit.engine.stop(0);
    await kit.clock.advance(29 * DAY_MS);
    const next = openKit({ shared: kit, worker: workerOf('worker-2'), generate: asMany });
    await next.start();
    expect(works(await press(next, first, kind))).toBeTruthy();
  });

  it.each<ActionKind>(['download', 'thread', 'share', 'edit'])(
    '%s says that what was deleted is gone',
    async (kind) => {
      const kit = await open();
      const first = await make(kit, { n: 2, private: kind === 'share' });
      await press(kit, first, 'delete');
      const trigger = kind === 'edit' ? 'form' : 'button';
      const state = stateOf(first, kind);
      const shown = await kit.talk.ask({ trigger, name: 'edit', state, options: { prompt: 'warmer' } });
      expect(said(shown)).toContain('What this button belongs to is not here any more.');
    },
  );
});

it('four people who press the same button each get, pay for and own one', async () => {
  const kit = await open();
  const first = await make(kit);
  const people = ['ada', 'bob', 'grace', 'linus'];
  const presses = await Promise.all(people.map((user) => press(kit, first, 'reroll', { user })));
  const made = await Promise.all(presses.map(({ id }, index) => kit.ended(id, people[index])));
  expect(made.map(({ result }) => result?.owner.userId)).toEqual(people);
  for (const user of ['bob', 'grace', 'linus']) expect(await kit.balance(user)).toEqual({ available: 998, held: 0 });
  expect(await kit.balance('ada')).toEqual({ available: 996, held: 0 });
});
