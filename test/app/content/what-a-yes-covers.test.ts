import { describe, expect, it } from 'vitest';
import type { ContentRules } from '#src/domain/rules/content-rules.ts';
import { plainText } from '#src/domain/text.ts';
import type { TextModel } from '#src/ports/text-model.ts';
import { pngOf } from '../../fixtures/pictures.ts';
import { asMany } from '../open-kit.ts';
import { checkOf, linesOf, newestIn, openContentKit, press, ruleOf, stateOf } from './content-kit.ts';

const asking = { id: 'asked', options: { prompt: 'a red fox' } };
const flagging = checkOf({ picture: async () => ['violence'] });
const pictures = { prompts: false, pictures: true, action: 'block' } as const;

type ContentKit = Awaited<ReturnType<typeof openContentKit>>;

const codeOf = async (kit: ContentKit, id: string) => (await kit.ended(id)).failure?.failure.code;

/** Appeals what was refused, and a moderator allows it. */
async function allowed(kit: ContentKit, id: string, cards: number): Promise<void> {
  const { failure } = await kit.ended(id);
  expect(await press(kit, failure?.actions[0]?.state ?? '', { user: 'ada', moderator: false })).toContain(
    'The moderators have it now',
  );
  expect(await press(kit, stateOf(await newestIn(kit, 'log', cards), 'Allow'))).toContain('Done: allowed');
}

describe('a yes to an appeal', () => {
  it('about words switches off no other rule, and no check of pictures', async () => {
    const rules: ContentRules = { words: [ruleOf('fox', 'block')], check: pictures };
    const kit = await openContentKit({ rules, check: flagging, logChannel: 'log' });
    await kit.talk.ask(asking);
    await allowed(kit, 'asked', 2);
    await kit.talk.ask({ ...asking, id: 'again' });
    const { failure } = await kit.ended('again');
    expect(failure?.failure.message).toContain('the check of content found violence');
    const words = [ruleOf('fox', 'block'), ruleOf('red', 'block', { id: 'w2' })];
    await kit.changed([{ kind: 'content', content: { words } }]);
    await kit.talk.ask({ ...asking, id: 'later' });
    expect((await kit.ended('later')).failure?.failure.message).toContain('the word "red"');
  });

  it('about pictures counts for the very pictures they were made from', async () => {
    const kit = await openContentKit({ rules: { check: pictures }, check: flagging, logChannel: 'log' });
    const [one, other] = [await pngOf({ width: 8, height: 8 }), await pngOf({ width: 9, height: 8 })];
    const edit = { name: 'edit', options: { prompt: 'redder' } };
    await kit.talk.ask({ ...edit, id: 'asked', images: { image: [one] } });
    await allowed(kit, 'asked', 2);
    await kit.talk.ask({ ...edit, id: 'same', images: { image: [one] } });
    expect((await kit.ended('same')).result?.pictures).toHaveLength(1);
    await kit.talk.ask({ ...edit, id: 'other', images: { image: [other] } });
    expect(await codeOf(kit, 'other')).toBe('content-rule');
  });
});

describe('a yes to what waited', () => {
  it('is for that request alone', async () => {
    const kit = await openContentKit({ rules: { words: [ruleOf('fox', 'review')] }, logChannel: 'log' });
    await kit.talk.ask(asking);
    await press(kit, stateOf(await newestIn(kit, 'log'), 'Approve'));
    expect((await kit.ended('asked')).result).toBeDefined();
    await kit.talk.ask({ ...asking, id: 'again' });
    expect(await kit.whole.content.cases.awaiting('guild')).toHaveLength(1);
  });

  it('is no interruption', async () => {
    const kit = await openContentKit({ rules: { words: [ruleOf('fox', 'review')] }, logChannel: 'log' });
    await kit.talk.ask(asking);
    await press(kit, stateOf(await newestIn(kit, 'log'), 'Approve'));
    const said = (await kit.ended('asked')).progress.map(({ status }) => plainText(status));
    expect(said.filter((words) => words === 'Getting ready')).toHaveLength(2);
    expect(said.join()).not.toContain('interruption');
  });

  it('leaves a later refusal of the pictures open to an appeal', async () => {
    const rules: ContentRules = { words: [ruleOf('fox', 'review')], check: pictures };
    const kit = await openContentKit({ rules, check: flagging, logChannel: 'log' });
    await kit.talk.ask(asking);
    await press(kit, stateOf(await newestIn(kit, 'log'), 'Approve'));
    await allowed(kit, 'asked', 3);
    await kit.talk.ask({ ...asking, id: 'again' });
    await press(kit, stateOf(await newestIn(kit, 'log', 4), 'Approve'));
    expect((await kit.ended('again')).result?.pictures).toHaveLength(1);
  });
});

describe('what a model writes for an avatar', () => {
  const rules: ContentRules = { words: [ruleOf('fox', 'review')] };
  const avatar = { id: 'asked', name: 'avatar', options: { bio: 'somebody who keeps a fox' } };

  function writing(words: string) {
    const written: string[] = [];
    const textModel: TextModel = {
      id: 'test/writes',
      async write() {
        written.push(words);
        return `${words} ${written.length}`;
      },
    };
    return { textModel, written };
  }

  it('is judged by itself after a yes to the brief, shown to moderators, and drawn as it was judged', async () => {
    const { textModel, written } = writing('Somebody with a fox in their arms, take');
    const kit = await openContentKit({ rules, textModel, generate: asMany, logChannel: 'log' });
    await kit.talk.ask(avatar);
    expect(written).toEqual([]);
    expect((await kit.balance()).held).toBe(0);
    await press(kit, stateOf(await newestIn(kit, 'log'), 'Approve'));
    const scene = await newestIn(kit, 'log', 2);
    expect(linesOf(scene.answer)).toContain('A model wrote | Somebody with a fox in their arms, take 1');
    expect(kit.calls).toEqual([]);
    await press(kit, stateOf(scene, 'Approve'));
    expect((await kit.ended('asked')).result?.pictures.length).toBeGreaterThan(0);
    expect(written).toHaveLength(1);
    for (const { request } of kit.asked) expect(request.prompt).toContain('in their arms, take 1');
  });

  it('gives the credits back where a moderator says no to it', async () => {
    const { textModel } = writing('Somebody with a fox in their arms');
    const kit = await openContentKit({ rules, textModel, generate: asMany, logChannel: 'log' });
    await kit.talk.ask({ ...avatar, options: { bio: 'somebody who sails' } });
    await press(kit, stateOf(await newestIn(kit, 'log'), 'Refuse'));
    expect(await codeOf(kit, 'asked')).toBe('content-rule');
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
    expect(kit.calls).toEqual([]);
  });
});
