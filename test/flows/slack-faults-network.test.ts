import { afterEach, describe, expect, it } from 'vitest';
import { ALLOWANCE, COST, type FaultySlack, openFaultySlack, oursIn, resultsIn } from './slack-fault-kit.ts';

let flow: FaultySlack;
afterEach(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

describe('the socket to Slack', () => {
  it.each<[string, () => void]>([
    ['breaks without a word', () => flow.slack.sockets.cut()],
    ['is refreshed by Slack', () => flow.slack.sockets.refresh()],
  ])(
    'that %s while a job is on its way is opened again: nothing is lost, nothing counts twice',
    async (_what, trouble) => {
      flow = await openFaultySlack({ transport: 'socket' });
      const { slack, gate } = flow;
      const ada = slack.person('Ada');
      await flow.drawing(ada);
      trouble();
      await slack.until(() => slack.sockets.connections() === 0);
      gate.open();
      await flow.result(ada);
      await slack.until(() => slack.sockets.connections() > 0, 15_000);
      await ada.command(slack.channel, '/imagine', 'a blue fox');
      await flow.result(ada, slack.channel, 2);
      await flow.expectQuiet(ada, ALLOWANCE - 2 * COST);
      expect(oursIn(ada, slack.channel)).toHaveLength(2);
    },
  );

  it('that breaks just as Slack asks something is asked again by Slack, and makes one job', async () => {
    flow = await openFaultySlack({ transport: 'socket' });
    const { slack } = flow;
    const ada = slack.person('Ada');
    slack.sockets.cut();
    const said = ada.say(slack.channel, '@Easel a red fox');
    await slack.until(() => slack.sockets.connections() > 0, 15_000);
    const { ts } = await said;
    await flow.result(ada, { channelId: slack.channel.id, ts });
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(await flow.jobs(ada)).toHaveLength(1);
  });
});

describe.each(['http', 'socket'] as const)(
  'a Slack whose API answers everything five seconds late, by %s',
  (transport) => {
    it('is answered at once all the same, and everything comes, once', async () => {
      flow = await openFaultySlack({ transport });
      const { slack, clock } = flow;
      const ada = slack.person('Ada');
      const channel = slack.addChannel();
      clock.hurry(5);
      slack.fail({ how: { lateMs: 5000 }, times: 1000 });
      const asked = await ada.command(channel, '/imagine', 'a red fox');
      const said = await ada.say(channel, '@Easel a green fox');
      expect(asked.failed).toBe(false);
      await flow.result(ada, channel);
      await flow.result(ada, said);
      const answers = slack.deliveries.flatMap((delivery) => delivery.answers);
      expect(answers.every(({ status, retry }) => status === 200 && retry === 0)).toBe(true);
      await flow.expectQuiet(ada, ALLOWANCE - 2 * COST);
      expect(resultsIn(ada, channel)).toHaveLength(1);
      expect(oursIn(ada, said)).toHaveLength(1);
    });
  },
);

describe('a form', () => {
  it('opens in time although Slack does not tell who asks for it', async () => {
    flow = await openFaultySlack();
    const { slack } = flow;
    const ada = slack.person('Ada');
    slack.fail({ method: 'users.info', how: 'hang', times: 10 });
    slack.fail({ method: 'usergroups.users.list', how: 'hang', times: 10 });
    await ada.command(slack.channel, '/imagine');
    await slack.until(() => ada.view(), 3000);
    await ada.submit({ prompt: 'a red fox' });
    await flow.result(ada);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
  });

  it('opens at the second try where the first got lost', async () => {
    flow = await openFaultySlack();
    const { slack } = flow;
    const ada = slack.person('Ada');
    slack.fail({ method: 'views.open', how: 'hang' });
    await ada.command(slack.channel, '/imagine');
    await slack.until(() => ada.view(), 3000);
    expect(oursIn(ada, slack.channel)).toEqual([]);
  });
});
