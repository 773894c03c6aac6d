import { describe, expect, it } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import type { Asked, ShownMessage } from '../fakes/recording-platform.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { asMany, type Kit, openKit, workerOf } from './open-kit.ts';

const THREAD = { channelId: 'thread-7', isThread: true } as const;

const said = ({ answer }: ShownMessage): string => (answer?.kind === 'text' ? plainText(answer.text) : '');
const versionOf = ({ result }: ShownMessage): string | undefined => {
  const fact = result?.facts.find(({ label }) => label === 'Version');
  return fact && plainText(fact.value);
};
const stateOf = ({ result }: ShownMessage, kind: string): string =>
  result?.actions.find((action) => action.kind === kind)?.state ?? '';

async function open(): Promise<Kit> {
  const kit = openKit({ generate: asMany, policy: { allowance: 1000 } });
  await kit.start();
  return kit;
}

/** Says something in the thread and waits for the end. */
async function say(kit: Kit, prompt: string, more: Partial<Asked> = {}) {
  const { id } = await kit.talk.ask({ trigger: 'message', options: { prompt }, place: THREAD, ...more });
  return kit.ended(id, more.user);
}

/** Which job's picture was changed. */
const sourceOf = ({ job }: Awaited<ReturnType<typeof say>>) => job?.request.images[0]?.key.split('/')[1];

describe('results in a conversation about pictures', () => {
  it('are named v1, v2, … and v1.1, v1.2 where an older one was changed', async () => {
    const kit = await open();
    const first = await say(kit, 'a fox');
    const names = [versionOf(first)];
    for (const words of ['in winter', 'at night', 'v1 make it warmer', 'darker', 'v2: more snow', 'v3 brighter']) {
      names.push(versionOf(await say(kit, words)));
    }
    expect(names).toEqual(['v1', 'v2', 'v3', 'v1.1', 'v1.2', 'v2.1', 'v4']);
  });

  it('are named by what a button or a form changed, too', async () => {
    const kit = await open();
    const first = await say(kit, 'a fox');
    await say(kit, 'in winter');
    const asked: Asked = { trigger: 'form', name: 'edit', state: stateOf(first, 'edit'), options: { prompt: 'x' } };
    const edited = await kit.talk.ask({ ...asked, place: THREAD });
    expect(versionOf(await kit.ended(edited.id))).toBe('v1.1');
    const rerolled = await kit.talk.ask({ trigger: 'button', state: stateOf(first, 'reroll'), place: THREAD });
    expect(versionOf(await kit.ended(rerolled.id))).toBe('v1.2');
  });

  it('are new ones where they start from pictures that somebody brought', async () => {
    const kit = await open();
    await say(kit, 'a fox');
    const image = [await pngOf({ width: 40, height: 40 })];
    expect(versionOf(await say(kit, 'warmer', { images: { image } }))).toBe('v2');
  });

  it('have no name elsewhere, and none where they are private', async () => {
    const kit = await open();
    const outside = await kit.talk.ask({ options: { prompt: 'a fox' } });
    expect(versionOf(await kit.ended(outside.id))).toBeUndefined();
    const hidden = await kit.talk.ask({ options: { prompt: 'a fox', private: true }, place: THREAD });
    expect(versionOf(await kit.ended(hidden.id))).toBeUndefined();
    expect(versionOf(await say(kit, 'a fox'))).toBe('v1');
  });

  it('count from the result that the conversation was opened about', async () => {
    const kit = await open();
    const { id } = await kit.talk.ask({ options: { prompt: 'a fox' } });
    const first = await kit.ended(id);
    await kit.talk.ask({ trigger: 'button', state: stateOf(first, 'thread') });
    const place = { channelId: `thread-${id}`, isThread: true } as const;
    expect(versionOf(await say(kit, 'in winter', { place }))).toBe('v2');
    const again = await say(kit, 'use v1', { place });
    expect(again.answer?.picture?.key).toBe(first.result?.pictures[0]?.key);
  });

  it('keep their names over a restart, also where they were shown before there were names', async () => {
    const kit = await open();
    const first = await say(kit, 'a fox');
    const second = await say(kit, 'in winter');
    await kit.engine.stop(0);
    const pictures = [second, first].map(({ job }) => ({ jobId: job?.id ?? '', picture: 0 }));
    await kit.parts.documents.threads.update('test:thread-7', () => ({ pictures }));
    const next = openKit({ shared: kit, generate: asMany, worker: workerOf('worker-2') });
    await next.start();
    expect(versionOf(await say(next, 'at night'))).toBe('v3');
    expect(sourceOf(await say(next, 'v1 darker'))).toBe(first.job?.id);
  });
});

describe('an order in a conversation about pictures', () => {
  /** v1, v2 and v3, one made of the other. */
  async function three() {
    const kit = await open();
    const made = [await say(kit, 'a fox'), await say(kit, 'in winter'), await say(kit, 'at night')];
    const before = await kit.balance();
    return { kit, made, before };
  }

  it('goes on from an older one, shows it, and costs nothing', async () => {
    const { kit, made, before } = await three();
    const shown = await say(kit, 'go back to v1', { user: 'grace' });
    expect(said(shown)).toBe('v1 is the newest again: what you say now changes it.');
    expect(shown).toMatchObject({ visibility: 'public', answer: { picture: { alt: 'a fox' } } });
    const next = await say(kit, 'darker');
    expect([versionOf(next), sourceOf(next)]).toEqual(['v1.1', made[0]?.job?.id]);
    expect(said(await say(kit, 'nimm v1.1'))).toContain('v1.1 is the newest already');
    expect(kit.calls).toHaveLength(4);
    expect((await kit.balance()).available).toBe(before.available - (next.job?.result?.charged ?? 0));
  });

  it('goes one step back, to what the newest was made of', async () => {
    const { kit, made } = await three();
    expect(said(await say(kit, 'undo'))).toContain('v2 is the newest again');
    expect(said(await say(kit, 'zurück'))).toContain('v1 is the newest again');
    expect(said(await say(kit, 'back'))).toContain('v1 is the first one here, so there is nothing to go back to.');
    expect(sourceOf(await say(kit, 'darker'))).toBe(made[0]?.job?.id);
    expect(said(await say(kit, 'back'))).toContain('v1 is the newest again');
    await say(kit, 'use v3');
    expect(said(await say(kit, 'go back two steps'))).toContain('v1 is the newest again');
  });

  it('that comes several times goes back once', async () => {
    const { kit } = await three();
    const { id } = await kit.talk.askTwice({ trigger: 'message', options: { prompt: 'back' }, place: THREAD }, 5);
    await kit.talk.ask({ id, trigger: 'message', options: { prompt: 'back' }, place: THREAD });
    expect(said(await kit.ended(id))).toBe('v2 is the newest again: what you say now changes it.');
  });

  it('changes the version it names, and the picture of it', async () => {
    const { kit, made } = await three();
    const warmer = await say(kit, 'v2 make it warmer');
    expect(warmer.result?.prompt).toBe('make it warmer');
    expect([versionOf(warmer), sourceOf(warmer)]).toEqual(['v2.1', made[1]?.job?.id]);
    const { id } = await kit.talk.ask({ options: { prompt: 'a cat', n: 3 }, place: THREAD });
    const many = await kit.ended(id);
    const second = await say(kit, `${versionOf(many)} #2 make it red`);
    expect(second.job?.request.images[0]?.key).toBe(many.job?.result?.pictures[1]?.key);
    expect(second.result?.warnings).toEqual([]);
    const third = await say(kit, `use ${versionOf(many)} #3`);
    expect(said(third)).toContain('v4 #3 is the newest');
    const next = await say(kit, 'greener');
    expect(next.job?.request.images[0]?.key).toBe(many.job?.result?.pictures[2]?.key);
  });

  it('shows an older one without going on from it', async () => {
    const { kit, made } = await three();
    expect(said(await say(kit, 'show me v1'))).toBe('This is v1; v3 is the newest.');
    expect(sourceOf(await say(kit, 'darker'))).toBe(made[2]?.job?.id);
  });

  it.each([
    ['compare v1 v3', 'v1 and v3', 2],
    ['compare with v1', 'v1 and v3', 2],
    ['compare', 'v2 and v3', 2],
    ['vergleiche v3 und v1', 'v3 and v1', 2],
    ['compare v1 v2 v3', 'v1, v2 and v3', 3],
  ])('shows pictures side by side, for nothing: %s', async (words, names, count) => {
    const { kit, before } = await three();
    const shown = await say(kit, words);
    expect(said(shown)).toBe(`${names}, from left to right. Nothing was charged.`);
    const picture = shown.answer?.picture;
    expect(picture).toMatchObject({ type: 'image/jpeg', alt: expect.stringContaining(`${names} side by side. `) });
    expect(picture?.width).toBe(256 * count + 12 * (count + 1));
    expect((await picture?.open())?.byteLength).toBeGreaterThan(500);
    expect(kit.calls).toHaveLength(3);
    expect(await kit.balance()).toEqual(before);
  });

  it('compares the first one with the picture it was made from', async () => {
    const kit = await open();
    const image = [await pngOf({ width: 40, height: 40, color: '#ff0000' })];
    await say(kit, 'warmer', { images: { image } });
    expect(said(await say(kit, 'before and after'))).toContain('before and v1, from left to right.');
    await say(kit, 'darker');
    expect(said(await say(kit, 'compare with the original'))).toContain('original and v2, from left to right.');
  });

  it('compares nothing where there is only one', async () => {
    const kit = await open();
    await say(kit, 'a fox');
    const shown = await say(kit, 'compare');
    expect(said(shown)).toBe('There is only v1 here, and nothing to compare it with.');
    expect(shown.to).toBe('asker');
  });

  it.each([
    ['use v7', 'There is no v7 in this conversation. Use v1, v2 or v3. Nothing was charged.'],
    ['compare v1 v9', 'There is no v9 in this conversation. Use v1, v2 or v3.'],
    ['v8 make it warmer', 'Use v1, v2 or v3. If you mean no version, begin with another word.'],
    ['use v1 #4', 'The value 4 does not fit the option picture. Use 1, there is only one.'],
  ])('about what is not there says what is: %s', async (words, sentence) => {
    const { kit } = await three();
    const shown = await say(kit, words);
    expect(said(shown)).toContain(sentence);
    expect(shown.to).toBe('asker');
    expect(kit.calls).toHaveLength(3);
  });

  it('passes by what was deleted', async () => {
    const kit = await open();
    await say(kit, 'a fox');
    const second = await say(kit, 'in winter');
    await say(kit, 'at night');
    await kit.talk.ask({ trigger: 'button', state: stateOf(second, 'delete'), place: THREAD });
    expect(said(await say(kit, 'use v2'))).toContain('There is no v2 in this conversation. Use v1 or v3.');
    expect(said(await say(kit, 'back'))).toContain('v1 is the newest again');
    expect(versionOf(await say(kit, 'darker'))).toBe('v1.1');
  });

  it('about nothing is answered where no picture is yet, and other words are a prompt', async () => {
    const kit = await open();
    expect(said(await say(kit, 'compare v1 v2'))).toContain('There is no picture in this conversation yet.');
    expect((await say(kit, 'V8 engine in the snow')).result?.prompt).toBe('V8 engine in the snow');
    expect(kit.calls).toHaveLength(1);
  });

  it('is a prompt outside a conversation, and with pictures of its own', async () => {
    const { kit } = await three();
    expect((await say(kit, 'undo', { place: {} })).result?.prompt).toBe('undo');
    const image = [await pngOf({ width: 40, height: 40 })];
    expect((await say(kit, 'compare', { images: { image } })).result?.prompt).toBe('compare');
    expect((await say(kit, 'compare the fox with a cat')).result?.prompt).toBe('compare the fox with a cat');
  });

  it('is no prompt in direct messages either, where nothing has a version; a change is one', async () => {
    const kit = openKit({ generate: asMany });
    await kit.start();
    const place = { channelId: 'direct-ada', isDirect: true } as const;
    const told = await kit.talk.ask({ trigger: 'message', options: { prompt: 'undo' }, place });
    expect(said(told)).toContain('There is no picture in this conversation yet.');
    expect(kit.calls).toEqual([]);
    const asked = await kit.talk.ask({ trigger: 'message', options: { prompt: 'v2 rockets over London' }, place });
    expect((await kit.ended(asked.id)).result?.pictures).toHaveLength(1);
  });

  it('knows nothing of other places', async () => {
    const { kit } = await three();
    const other = { ...THREAD, tenantId: 'other' };
    expect(said(await kit.talk.ask({ trigger: 'message', options: { prompt: 'use v1' }, place: other }))).toContain(
      'There is no picture in this conversation yet.',
    );
  });
});
