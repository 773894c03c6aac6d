import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DiscordFlow, isResult, labelsOf, openDiscordFlow, readOf } from './open-discord-flow.ts';
import { isResult as isSlackResult, openSlackFlow, readOf as readSlack, type SlackFlow } from './open-slack-flow.ts';
import { BASE, madeOf, paintAt, reachableAt } from './painting-kit.ts';

const linkOf = ({ buttons }: { readonly buttons: readonly { readonly url: string | null }[] }): string =>
  buttons.find(({ url }) => url !== null)?.url ?? 'no link';

describe('painting a mask on Discord', () => {
  let flow: DiscordFlow;
  beforeAll(async () => {
    flow = await openDiscordFlow({ env: reachableAt });
  });
  afterAll(async () => {
    await flow.close();
  });

  it('begins with a button, gives its presser alone a link, and goes on where it was pressed', async () => {
    const { discord, easel } = flow;
    const [ada, ben] = [discord.person('Ada'), discord.person('Ben')];
    const result = await flow.ended(ada.command(discord.channel, 'imagine', { prompt: 'a harbour' }));
    const answer = await flow.ended(ben.press(result, 'Paint mask'));
    expect([answer.ephemeral, linkOf(answer).startsWith(`${BASE}/paint/`)]).toEqual([true, true]);
    expect(answer.buttons.map(({ label, style }) => [label, style])).toEqual([['Open the painter', 'link']]);
    expect(ada.sees(discord.channel).some(({ text }) => text.includes('Open the painter'))).toBe(false);
    const sent = await paintAt(easel, linkOf(answer), 'a red kite');
    expect(sent).toMatchObject({ credits: 4, kind: 'sent', private: false });
    expect(sent.backUrl).toBe(`https://discord.com/channels/${discord.guild.id}/${discord.channel.id}`);
    const { job, inside, outside } = await madeOf(easel, sent.jobId);
    expect(outside).toBe(0);
    expect(inside).toBeGreaterThan(50_000);
    expect(job).toMatchObject({ personName: 'Ben', placeId: discord.channel.id, plan: { mode: 'inpaint' } });
    const shown = await flow.shown(ada, (message) => isResult(message) && readOf(message).includes('> a red kite'));
    expect([shown.ephemeral, shown.channelId]).toEqual([false, discord.channel.id]);
    expect(readOf(shown)).toContain('**Ben**');
    expect(labelsOf(shown)).toContain('Paint mask');
    expect((await flow.balance(ben)).available).toBe(36);
  });

  it('stays with who made it where that is private: the edit takes the place of the link', async () => {
    const { discord, easel } = flow;
    const [cleo, dan] = [discord.person('Cleo'), discord.person('Dan')];
    const result = await flow.ended(cleo.command(discord.channel, 'imagine', { prompt: 'a secret', private: true }));
    const pressed = cleo.press(result, 'Paint mask');
    const sent = await paintAt(easel, linkOf(await flow.ended(pressed)), 'a hidden door');
    expect(sent.private).toBe(true);
    expect((await madeOf(easel, sent.jobId)).outside).toBe(0);
    const shown = await flow.ended(pressed, isResult);
    expect([shown.ephemeral, readOf(shown).includes('> a hidden door')]).toEqual([true, true]);
    expect(linkOf(shown)).toBe('no link');
    expect(dan.sees(discord.channel).some(({ text }) => /secret|hidden door/.test(text))).toBe(false);
  });

  it('shows that it goes on before the picture is made', async () => {
    const { discord, easel } = flow;
    const eva = discord.person('Eva');
    const result = await flow.ended(eva.command(discord.channel, 'imagine', { prompt: 'a lake' }));
    const answer = await flow.ended(eva.press(result, 'Paint mask'));
    const before = discord.traffic.length;
    const sent = await paintAt(easel, linkOf(answer), 'a boat');
    await madeOf(easel, sent.jobId);
    const posts = discord.traffic
      .slice(before)
      .filter(({ method, path }) => method === 'POST' && path.endsWith(`/channels/${discord.channel.id}/messages`));
    expect(posts).toHaveLength(1);
  });
});

describe('painting a mask on Slack', () => {
  let flow: SlackFlow;
  beforeAll(async () => {
    flow = await openSlackFlow({ env: reachableAt });
  });
  afterAll(async () => {
    await flow.close();
  });

  it('begins with a button, gives its presser alone a link, and goes on where it was pressed', async () => {
    const { slack, easel } = flow;
    const [ada, ben] = [slack.person('Ada'), slack.person('Ben')];
    const result = await flow.ended(ada, () => ada.command(slack.channel, '/imagine', 'a harbour'));
    const answer = await flow.ended(ben, () => ben.press(result, 'Paint mask'));
    expect([answer.ephemeral, linkOf(answer).startsWith(`${BASE}/paint/`)]).toEqual([true, true]);
    expect(flow.seenBy(ada).some(({ words }) => words.includes('Open the painter'))).toBe(false);
    const sent = await paintAt(easel, linkOf(answer), 'a red kite');
    expect(sent.backUrl).toContain(`https://slack.com/app_redirect?channel=${slack.channel.id}`);
    const { job, inside, outside } = await madeOf(easel, sent.jobId);
    expect(outside).toBe(0);
    expect(inside).toBeGreaterThan(50_000);
    expect(job).toMatchObject({ placeId: slack.channel.id, plan: { mode: 'inpaint' } });
    const shown = await flow.shown(
      ada,
      (message) => isSlackResult(message) && readSlack(message).includes('a red kite'),
    );
    expect([shown.ephemeral, shown.channelId]).toEqual([false, slack.channel.id]);
    expect((await flow.balance(ben)).available).toBe(36);
    // Slack tells of presses of links too, which mean nothing.
    await ben.press(answer, 'Open the painter');
    await flow.expectTidy();
  });

  it('goes on in the thread it was begun in', async () => {
    const { slack, easel } = flow;
    const fay = slack.person('Fay');
    const result = await flow.ended(fay, () => fay.say(slack.channel, '@Easel a mill'), isSlackResult);
    expect(result.threadTs).not.toBeNull();
    const answer = await flow.ended(fay, () => fay.press(result, 'Paint mask'));
    const sent = await paintAt(easel, linkOf(answer), 'a miller');
    await madeOf(easel, sent.jobId);
    const shown = await flow.shown(fay, (message) => isSlackResult(message) && readSlack(message).includes('a miller'));
    expect(shown.threadTs).toBe(result.threadTs);
  });

  it('stays with who made it where that is private', async () => {
    const { slack, easel } = flow;
    const [cleo, dan] = [slack.person('Cleo'), slack.person('Dan')];
    const result = await flow.ended(cleo, () => cleo.command(slack.channel, '/imagine', 'a secret --private'));
    const answer = await flow.ended(cleo, () => cleo.press(result, 'Paint mask'));
    const sent = await paintAt(easel, linkOf(answer), 'a hidden door');
    expect(sent.private).toBe(true);
    await madeOf(easel, sent.jobId);
    const shown = await flow.shown(
      cleo,
      (message) => isSlackResult(message) && readSlack(message).includes('a hidden door'),
    );
    expect(shown.channelId).toBe(cleo.direct().id);
    expect(flow.seenBy(dan).some(({ words }) => /secret|hidden door/.test(words))).toBe(false);
  });
});
