import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALLOWANCE, COST, type FaultySlack, openFaultySlack, oursIn, resultsIn } from './slack-fault-kit.ts';

let flow: FaultySlack;
beforeEach(async () => {
  flow = await openFaultySlack();
});
afterEach(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

const LOSSES = [
  ['is revoked', () => flow.slack.revoke()],
  ['goes with the app, which is uninstalled', () => flow.slack.uninstall()],
] as const;

describe('a token that is taken away while a job is on its way', () => {
  it.each(LOSSES)('because it %s, loses no picture: it comes once the app is installed again', async (_what, lose) => {
    const { slack, gate, clock, simulator } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    await flow.drawing(ada, 'a red fox', channel);
    clock.hurry(5);
    lose();
    const said = () =>
      flow.log.lines.some(({ level, message }) => level === 'error' && /SLACK_BOT_TOKEN/.test(message));
    await expect.poll(said).toBe(true);
    gate.open();
    await expect
      .poll(async () => (await flow.jobs(ada))[0]?.deliveryTries, { timeout: 15_000 })
      .toBeGreaterThanOrEqual(1);
    expect(flow.platform.connection()).toMatchObject({ kind: 'refused' });
    await flow.stop();
    slack.reinstall();
    clock.jump(60_000);
    flow = await openFaultySlack({ before: flow });
    await flow.result(ada, channel);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(oursIn(ada, channel)).toHaveLength(1);
    expect(simulator.taken).toBe(1);
  });

  it.each(LOSSES)('because it %s, is not tried again and again', async (_what, lose) => {
    const { slack, gate, clock } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    await flow.drawing(ada, 'a red fox', channel);
    lose();
    const calls = slack.traffic.length;
    gate.open();
    clock.hurry(20);
    // 5 s, 5 s, 30 s: the fourth attempt is far away by then.
    await expect
      .poll(async () => (await flow.jobs(ada))[0]?.deliveryTries, { timeout: 15_000 })
      .toBeGreaterThanOrEqual(3);
    expect(slack.traffic.length - calls).toBeLessThan(60);
    expect(resultsIn(ada, channel)).toEqual([]);
  });
});

describe('a scope that is taken away', () => {
  it('and that Easel writes with is named to the person, and nothing is charged', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    slack.withdraw('chat:write');
    await ada.command(channel, '/imagine', 'a red fox');
    const said = await flow.told(ada, /Nothing was charged/, channel);
    expect(said.words).toContain('chat:write');
    await flow.expectUntouched(ada);
  });

  it('and that names of people come with keeps nobody from anything', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    slack.withdraw('users:read', 'usergroups:read');
    await ada.command(channel, '/imagine', 'a red fox');
    await flow.result(ada, channel);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
  });
});
