import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SeenMessage } from '../fakes/discord/people/view.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { ALLOWANCE, type FaultyFlow, openFaultyFlow, oursIn } from './discord-fault-kit.ts';

let flow: FaultyFlow;
beforeAll(async () => {
  flow = await openFaultyFlow();
  // So that nothing but Easel itself keeps its words from calling people.
  flow.discord.allow(flow.discord.channel, 'bot', 'MentionEveryone');
});
afterAll(async () => {
  await flow.discord.expectConform();
  await flow.close();
});

const HOSTILE: readonly (readonly [what: string, words: string])[] = [
  ['mentions', '@everyone @here <@&123456789012345678> <#123456789012345678> </imagine:123456789012345678>'],
  ['formatting', '**bold** __under__ ~~gone~~ ||hidden|| `code` ```js\nblock\n``` > quote'],
  ['layout', '# big\n- one\n1. two\n-# small\n>>> all of it'],
  ['links', '[a gift](https://evil.example/x) <https://evil.example> https://evil.example discord.gg/free nitro'],
  ['times and emoji', '<t:1700000000:R> <:smile:123456789012345678> <a:dance:123456789012345678> :tada:'],
  ['turned letters', 'fox \u202egnp.exe \u2066 \u200f שלום \u2067 end'],
  ['unseen letters', 'f\u200bo\u2060x\ufeff \u{e0041}\u{e0042} \u3164'],
  ['marks piled up', `fox ${'e\u0301\u0335\u0489'.repeat(60)} end`],
  ['backslashes', '\\\\<@&123456789012345678> \\\\**bold\\\\** \\@everyone'],
];

/** What Discord would make something of, once the escaped signs are taken out. */
const ACTIVE =
  /<[@#:/a]|<t:17000|@(?:everyone|here)|\]\(http|`code`|```|\*\*bold\*\*|__under|~~|\|\||https?:\/\/evil|discord\.gg|^# big|^- one|^1\. two|[\u202a-\u202e](?![^\n]*\u202c)|[\u200b\u2060\ufeff\u3164]/mu;

const live = (text: string): string => text.replaceAll(/\\[\s\S]/g, '');

function expectInert(messages: readonly SeenMessage[]): void {
  expect(messages.length).toBeGreaterThan(0);
  for (const { text, notified } of messages) {
    expect(live(text)).not.toMatch(ACTIVE);
    expect(notified).toEqual([]);
  }
}

describe('words that mean something to Discord', () => {
  it.each(HOSTILE)('stay words in every message about a picture: %s', async (_what, prompt) => {
    const { discord } = flow;
    const ada = discord.person('ada', { nick: prompt.slice(0, 32) });
    const channel = discord.addChannel();
    discord.allow(channel, 'bot', 'MentionEveryone');
    const asked = await ada.command(channel, 'imagine', { prompt });
    const result = await flow.result(asked);
    for (const name of ['history', 'credits']) {
      const answered = await ada.command(channel, name);
      await discord.until(() => answered.shown()?.loading === false);
    }
    const refused = await ada.command(channel, 'imagine', { prompt: 'x', model: prompt });
    await discord.until(() => refused.shown()?.text.includes('Nothing was charged'));
    await ada.press(result, 'Thread');
    expectInert(oursIn(flow, ada, channel));
    await flow.expectQuiet(ada, { available: ALLOWANCE - 2 }, channel);
  });

  it.each(HOSTILE)('stay words said to Easel: %s', async (_what, prompt) => {
    const { discord } = flow;
    const [ada, bob] = [discord.person('ada'), discord.person('bob')];
    const channel = discord.addChannel();
    discord.allow(channel, 'bot', 'MentionEveryone');
    await ada.say(channel, `<@${discord.botId}> ${prompt} <@${bob.id}>`);
    await discord.until(
      () => oursIn(flow, ada, channel).some(({ buttons }) => buttons.some(({ label }) => label === 'Reroll')),
      15_000,
    );
    expectInert(oursIn(flow, ada, channel));
  });

  it('stay words in the name of a file, a thread and a form', async () => {
    const { discord } = flow;
    const ada = discord.person('ada');
    const channel = discord.addChannel();
    discord.allow(channel, 'bot', 'MentionEveryone');
    const name = '@everyone [x](https:evil) **bold** `a`\u202egnp.png';
    const asked = await ada.command(channel, 'edit', {
      prompt: '@everyone',
      image: { name, bytes: new Uint8Array([1, 2, 3]) },
    });
    await discord.until(() => asked.shown()?.text.includes('Nothing was charged'));
    const made = await ada.command(channel, 'edit', {
      prompt: '@everyone\n# big',
      image: { name, bytes: await pngOf({ width: 64, height: 64 }) },
    });
    const result = await flow.result(made);
    await ada.press(result, 'Thread');
    const threads = () => [...discord.world.channels.values()].filter(({ parentId }) => parentId === channel.id);
    const [thread] = await discord.until(() => threads().length > 0 && threads());
    expect(thread?.name).toBe('@everyone # big');
    const form = await ada.press(result, 'Edit');
    expect(form.modal?.title).toBe('Edit this picture');
    expectInert(oursIn(flow, ada, channel));
    for (const { files } of oursIn(flow, ada, channel))
      for (const file of files) expect(file.name).toMatch(/^[A-Za-z0-9_.-]+$/);
  });

  it.each([
    ['2,000 emoji are drawn', '🦊'.repeat(2000), 'Cost'],
    ['4,000 emoji are too many, and shown as far as there is room', '👩‍👩‍👧‍👦'.repeat(570), 'the limit is 2,000'],
    ['a wall of empty lines is folded', `a fox${'\n'.repeat(1500)}end`, 'Cost'],
  ])('%s', async (_what, prompt, says) => {
    const { discord } = flow;
    const ada = discord.person('ada');
    const channel = discord.addChannel();
    const asked = await ada.command(channel, 'imagine', { prompt });
    const shown = await discord.until(() => asked.shown()?.text.includes(says) && asked.shown(), 15_000);
    expect(shown.text.split('\n').length).toBeLessThan(40);
    expect(shown.text.isWellFormed()).toBe(true);
    await expect.poll(() => flow.easel.jobs.unfinished()).toEqual([]);
  });
});

describe('every message of Easel', () => {
  it('calls nobody, whatever was said', () => {
    const { discord } = flow;
    const ours = [...discord.world.messages.values()].filter(({ authorId }) => authorId === discord.botId);
    expect(ours.length).toBeGreaterThan(40);
    expect(ours.flatMap(({ notified }) => notified)).toEqual([]);
  });
});
