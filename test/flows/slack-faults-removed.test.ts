import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALLOWANCE, COST, type FaultySlack, filesOf, openFaultySlack, oursIn, resultsIn } from './slack-fault-kit.ts';

let flow: FaultySlack;
beforeAll(async () => {
  flow = await openFaultySlack();
});
afterAll(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

describe('a message that somebody removes', () => {
  it('while its job is on its way, and Slack tells it, takes the job with it', async () => {
    const { slack, gate, simulator } = flow;
    slack.grant('channels:history');
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    const taken = simulator.taken;
    await flow.drawing(ada, 'a red fox', channel);
    // Which message it is is known from the first progress on.
    const message = await slack.until(() => oursIn(ada, channel).find(({ buttons }) => buttons.length === 1));
    slack.deleteMessage(message);
    expect(await flow.over(ada)).toMatchObject({ state: 'canceled' });
    gate.open();
    await flow.expectQuiet(ada, ALLOWANCE);
    expect(simulator.taken).toBe(taken);
    expect(oursIn(ada, channel)).toEqual([]);
    slack.withdraw('channels:history');
  });

  it('while nobody hears of it ends the job with the next progress', async () => {
    const { slack, gate, clock } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    await flow.drawing(ada, 'a red fox', channel);
    const message = await slack.until(() => oursIn(ada, channel).find(({ buttons }) => buttons.length === 1));
    clock.hurry(10);
    slack.deleteMessage(message);
    expect(await flow.over(ada)).toMatchObject({ state: 'canceled' });
    clock.hurry(1);
    gate.open();
    await flow.expectQuiet(ada, ALLOWANCE);
    expect(oursIn(ada, channel)).toEqual([]);
  });

  it('just before its end keeps nobody from the picture, and nothing of it is an error', async () => {
    const { slack, gate } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    await flow.drawing(ada, 'a red fox', channel);
    const held = slack.hold({ method: 'files.completeUploadExternal' });
    gate.open();
    await held.arrived;
    for (const message of oursIn(ada, channel)) slack.deleteMessage(message);
    held.release();
    await flow.over(ada);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(flow.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('after its end stays away, whatever Slack delivers again', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    const asked = await ada.command(channel, '/imagine', 'a red fox');
    const result = await flow.result(ada, channel);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    slack.deleteMessage(result);
    await ada.again(asked);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(oursIn(ada, channel)).toEqual([]);
  });

  it('by its own button takes its files with it', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    const kept = filesOf(slack).length;
    await ada.command(channel, '/imagine', 'a red fox --n 2');
    const result = await flow.result(ada, channel);
    await ada.press(result, 'Delete');
    await slack.until(() => resultsIn(ada, channel).length === 0);
    await slack.until(() => filesOf(slack).length === kept);
  });
});

describe('a long thread', () => {
  it('of 400 messages is never read: Easel knows its own pictures', async () => {
    const { slack } = flow;
    slack.grant('channels:history');
    const [ada, bob] = [slack.person('Ada'), slack.person('Bob')];
    const channel = slack.addChannel();
    const root = await ada.say(channel, '@Easel a red fox');
    await flow.result(ada, root);
    for (let count = 0; count < 400; count++) await bob.reply(root, `chatter ${count}`);
    await ada.reply(root, '@Easel make it blue');
    const changed = await flow.result(ada, root, 2);
    expect(changed.words).toContain('make it blue');
    expect(changed.words).toContain('Mode edit');
    const read = slack.traffic.filter(({ method }) => /^conversations\.(?:replies|history)$/.test(method));
    expect(read).toEqual([]);
    await flow.expectQuiet(ada, ALLOWANCE - COST - 4);
    await flow.expectUntouched(bob);
    slack.withdraw('channels:history');
  });
});
