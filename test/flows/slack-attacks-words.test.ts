import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Block } from '../fakes/slack/blocks/parts.ts';
import type { SeenMessage } from '../fakes/slack/people/view.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { ALLOWANCE, type FaultySlack, openFaultySlack, resultsIn } from './slack-fault-kit.ts';

let flow: FaultySlack;
beforeAll(async () => {
  flow = await openFaultySlack();
});
afterAll(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

const HOSTILE: readonly (readonly [what: string, words: string])[] = [
  ['calls', '<!channel> <!here> <!everyone> <@U0000000009> <#C0000000004> <!subteam^S0000000001> @channel @here'],
  ['formatting', '*bold* _under_ ~gone~ `code` ```block``` > quote'],
  ['layout', '> quote\n>>> all of it\n- one\n1. two'],
  ['links', '<https://evil.example/x|a gift> https://evil.example mailto:a@b.example evil.example'],
  ['dates and emoji', '<!date^1700000000^{date}|long ago> :tada: :skin-tone-3:'],
  ['escapes', '&lt;!channel&gt; &amp;lt;!here&amp;gt; &lt;@U0000000009&gt;'],
  ['turned letters', 'fox \u202egnp.exe \u2066 \u200f שלום \u2067 end'],
  ['unseen letters', 'f\u200bo\u2060x\ufeff \u{e0041}\u{e0042} \u3164'],
  ['marks piled up', `fox ${'e\u0301\u0335\u0489'.repeat(60)} end`],
];

/** What Slack would make something of. */
const ACTIVE_TEXT = /<[!@#]|<https?:|<mailto:|[\u200b\u2060\ufeff\u3164]|[\u202a-\u202e](?![^\n]*\u202c)/u;
const ACTIVE_ELEMENTS = /"type":"(?:user|usergroup|broadcast|channel|emoji|color|team)"|"timestamp":1700000000/;

const mrkdwnOf = (blocks: readonly Block[]): string[] =>
  [...JSON.stringify(blocks).matchAll(/\{[^{}]*"type":"mrkdwn"[^{}]*\}/g)].map(([found]) => found);

function expectInert(messages: readonly SeenMessage[], words: string): void {
  expect(messages.length).toBeGreaterThan(0);
  for (const { blocks, notified, channelId, ts } of messages) {
    const { text } = flow.slack.message({ channelId, ts });
    expect(notified).toEqual([]);
    expect(text).not.toMatch(ACTIVE_TEXT);
    expect(JSON.stringify(blocks)).not.toMatch(ACTIVE_ELEMENTS);
    expect(JSON.stringify(blocks)).not.toMatch(/"url":"[^"]*evil/);
    expect(JSON.stringify(blocks)).not.toMatch(/"type":"(?:text|plain_text)","text":"[^"]*[\u200b\u2060\ufeff\u3164]/);
    for (const one of mrkdwnOf(blocks)) expect(one).not.toContain(words.slice(0, 9));
  }
}

describe('words that mean something to Slack', () => {
  it.each(HOSTILE)('stay words in every message about a picture: %s', async (_what, prompt) => {
    const { slack } = flow;
    const ada = slack.person(prompt.slice(0, 40));
    const channel = slack.addChannel();
    ada.joins(channel);
    await ada.command(channel, '/imagine', prompt.replaceAll('\n', ' '));
    const result = await flow.result(ada, channel);
    await ada.command(channel, '/history');
    await ada.command(channel, '/credits');
    await ada.command(channel, '/imagine', `x --model ${prompt.replaceAll(/[\s\n]/g, '')}`);
    await flow.told(ada, /Nothing was charged/, channel);
    await ada.press(result, 'Thread');
    await flow.told(ada, /thread/i, channel);
    expectInert(flow.seenBy(ada), prompt);
    await flow.expectQuiet(ada, ALLOWANCE - 2);
  });

  it.each(HOSTILE)('stay words said to Easel: %s', async (_what, prompt) => {
    const { slack } = flow;
    const [ada, bob] = [slack.person('Ada'), slack.person('Bob')];
    const channel = slack.addChannel();
    const said = await ada.say(channel, `@Easel ${prompt} <@${bob.id}>`);
    await flow.result(ada, said);
    expectInert(flow.seenBy(ada), prompt);
    await flow.expectQuiet(ada, ALLOWANCE - 2);
  });

  it('stay words in the name of a file and in a form', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    const name = '<!channel> *bold* `a`\u202egnp.png';
    const broken = await ada.say(channel, '@Easel <!here>', { files: [{ name, bytes: new Uint8Array([1, 2, 3]) }] });
    await flow.told(ada, /Nothing was charged/, broken);
    const bytes = await pngOf({ width: 64, height: 64 });
    const said = await ada.say(channel, '@Easel <!channel> in *winter*', { files: [{ name, bytes }] });
    const result = await flow.result(ada, said);
    await ada.press(result, 'Edit');
    await slack.until(() => ada.view());
    await ada.submit({ prompt: '<!channel> <@U0000000009> *in summer*' });
    await flow.result(ada, said, 2);
    expectInert(flow.seenBy(ada), '<!channel>');
    for (const file of slack.world.files.values())
      if (file.userId === slack.workspace.botUserId) expect(file.name).toMatch(/^[\w.-]+$/);
  });
});

describe('many words', () => {
  it('13,000 characters are too many for a prompt, which is told, and cost nothing', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    await ada.command(channel, '/imagine', 'long words '.repeat(1200));
    const told = await flow.told(ada, /Nothing was charged/, channel);
    expect(told.words).toContain('the limit is 2,000');
    const said = await ada.say(channel, `@Easel ${'long words '.repeat(1200)}`);
    await flow.told(ada, /the limit is 2,000/, said);
    await flow.expectQuiet(ada, ALLOWANCE);
    expect((await flow.jobs(ada)).map(({ state }) => state)).toEqual(['failed', 'failed']);
  });

  it.each([
    ['2,000 emoji are drawn', '🦊'.repeat(2000)],
    ['2,000 signs that Slack writes longer are drawn', '<&>'.repeat(666)],
    ['a wall of empty lines is folded', `a fox${'\n'.repeat(1500)}end`],
  ])('%s', async (_what, prompt) => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    const said = await ada.say(channel, `@Easel ${prompt}`);
    const shown = await flow.result(ada, said);
    expect(shown.words.split('\n').length).toBeLessThan(40);
    expect(shown.words.isWellFormed()).toBe(true);
    await flow.expectQuiet(ada, ALLOWANCE - 2);
  });

  it('beside ten pictures with as many buttons fit into what Slack takes', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    await ada.command(channel, '/imagine', `${'ä🦊& '.repeat(390)} --n 10`);
    const shown = await flow.result(ada, channel);
    expect(shown.images.filter(({ alt }) => alt.startsWith('Picture '))).toHaveLength(10);
    expect(resultsIn(ada, channel)).toHaveLength(1);
    await flow.expectQuiet(ada, ALLOWANCE - 20);
  });
});
