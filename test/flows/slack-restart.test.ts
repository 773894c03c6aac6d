import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALLOWANCE, COST, type FaultySlack, openFaultySlack, oursIn, resultsIn } from './slack-fault-kit.ts';

let first: FaultySlack;
let last: FaultySlack;
beforeEach(async () => {
  first = await openFaultySlack();
  last = first;
});
afterEach(async () => {
  await last.slack.expectConform();
  await last.close();
});

/** Another process over the same data, after the first one ended. */
async function again(): Promise<FaultySlack> {
  last = await openFaultySlack({ before: first });
  return last;
}

describe('a stop in good order', () => {
  it('lets what is drawn end, within the time it has', async () => {
    const { slack, gate } = first;
    const ada = slack.person('Ada');
    await first.drawing(ada);
    const stopped = first.stop();
    gate.open();
    await stopped;
    const second = await again();
    await second.result(ada);
    await second.expectQuiet(ada, ALLOWANCE - COST);
    expect(oursIn(ada, slack.channel)).toHaveLength(1);
    expect(second.simulator.taken).toBe(1);
  });

  it('hands what waits in line to the next process', async () => {
    const { slack, gate } = first;
    const ada = slack.person('Ada');
    await first.drawing(ada);
    for (const prompt of ['two', 'three', 'four']) await ada.command(slack.channel, '/imagine', prompt);
    await expect.poll(async () => (await first.jobs(ada)).length).toBe(4);
    const stopped = first.stop();
    gate.open();
    await stopped;
    const second = await again();
    await second.result(ada, slack.channel, 4);
    await second.expectQuiet(ada, ALLOWANCE - 4 * COST);
    expect(oursIn(ada, slack.channel)).toHaveLength(4);
    expect(second.simulator.taken).toBe(4);
  });

  it('leaves to the next process what comes meanwhile, or answers it', async () => {
    const { slack, gate } = first;
    const ada = slack.person('Ada');
    await first.drawing(ada);
    const stopped = first.stop();
    const said = await ada.say(slack.channel, '@Easel a blue fox');
    gate.open();
    await stopped;
    const second = await again();
    const events = slack.deliveries.filter(({ kind }) => kind === 'event');
    for (const event of events) if (event.answers.every(({ status }) => status !== 200)) await slack.redeliver(event);
    await second.result(ada, said);
    await second.expectQuiet(ada, ALLOWANCE - 2 * COST);
    expect(oursIn(ada, said)).toHaveLength(1);
  });
});

describe('the next process', () => {
  it('shows what Slack did not take before, once', async () => {
    const { slack, gate, clock } = first;
    const ada = slack.person('Ada');
    await first.drawing(ada);
    slack.fail({ method: /files\.|chat\.postMessage/, status: 503, times: 30 });
    clock.hurry(20);
    gate.open();
    await expect.poll(async () => (await first.jobs(ada))[0]?.deliveryTries, { timeout: 15_000 }).toBe(1);
    await first.stop();
    const second = await again();
    await second.result(ada);
    clock.hurry(1);
    await second.expectQuiet(ada, ALLOWANCE - COST);
    expect(resultsIn(ada, slack.channel)).toHaveLength(1);
    expect(second.simulator.taken).toBe(1);
  });

  it('answers the buttons of every result, and the forms that were open', async () => {
    const { slack } = first;
    const ada = slack.person('Ada');
    await ada.command(slack.channel, '/imagine', 'a red fox');
    const result = await first.result(ada);
    await ada.press(result, 'Edit');
    await slack.until(() => ada.view());
    await first.stop();
    const second = await again();
    await ada.submit({ prompt: 'in winter' });
    await second.result(ada, slack.channel, 2);
    await ada.press(result, 'Reroll');
    await second.result(ada, slack.channel, 3);
    await second.expectQuiet(ada, ALLOWANCE - 2 * COST - 4);
  });

  it('sends a private result to its person although the response address died meanwhile', async () => {
    const { slack, gate, clock } = first;
    const ada = slack.person('Ada');
    gate.shut();
    for (const prompt of ['one', 'two', 'three'])
      await ada.command(slack.channel, '/imagine', `${prompt} fox --private`);
    await expect.poll(async () => (await first.jobs(ada)).length).toBe(3);
    const stopped = first.stop();
    gate.open();
    await stopped;
    clock.jump(31 * 60_000);
    const second = await again();
    await second.result(ada, ada.direct(), 3);
    await second.expectQuiet(ada, ALLOWANCE - 3 * COST);
    expect(oursIn(slack.person('Bob'), slack.channel)).toEqual([]);
  });
});
