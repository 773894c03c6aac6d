import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultRule } from '../fakes/slack/api/faults.ts';
import { ALLOWANCE, COST, type FaultySlack, filesOf, openFaultySlack, oursIn, resultsIn } from './slack-fault-kit.ts';

let flow: FaultySlack;
beforeAll(async () => {
  flow = await openFaultySlack();
});
afterAll(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

const hasPicture = ({ blocks }: Readonly<Record<string, unknown>>) =>
  JSON.stringify(blocks ?? '').includes('slack_file');

/** Files that nobody can see, and that lie about all the same. */
const forgotten = () => filesOf(flow.slack).filter(({ shares }) => shares.length === 0);

describe('a result of whose message nobody tells what came of it', () => {
  it.each<[string, FaultRule]>([
    ['the connection broke after it took effect', { how: 'drop', afterEffect: true }],
    ['Slack answered with a failure after it took effect', { status: 500, afterEffect: true }],
    ['the connection broke before it took effect', { how: 'drop' }],
    ['Slack answered with a failure before it took effect', { status: 503 }],
  ])('because %s, is there once, and was made once', async (_what, how) => {
    const { slack, simulator, gate } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    const taken = simulator.taken;
    await flow.drawing(ada, 'a red fox', channel);
    slack.fail({ method: 'chat.postMessage', when: hasPicture, ...how });
    gate.open();
    await flow.result(ada, channel);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(oursIn(ada, channel)).toHaveLength(1);
    expect(simulator.taken).toBe(taken + 1);
    expect(forgotten()).toEqual([]);
  });

  it('five times one after the other, is there once', async () => {
    const { slack, gate, clock } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    await flow.drawing(ada, 'a red fox', channel);
    slack.fail({ method: 'chat.postMessage', when: hasPicture, how: 'drop', times: 4 });
    slack.fail({ method: 'chat.postMessage', when: hasPicture, how: 'drop', afterEffect: true });
    clock.hurry(20);
    gate.open();
    await flow.result(ada, channel);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    clock.hurry(1);
    expect(resultsIn(ada, channel)).toHaveLength(1);
  });
});

describe('a first answer that goes wrong', () => {
  it.each<[string, FaultRule]>([
    ['is lost after it took effect', { how: 'drop', afterEffect: true }],
    ['is lost before it took effect', { how: 'drop' }],
    ['is answered by a failure of Slack', { status: 500 }],
    ['is limited', { retryAfter: 1 }],
  ])('because it %s, keeps nobody from the result, which is there once', async (_what, how) => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    slack.fail({ method: 'chat.postMessage', ...how });
    await ada.command(channel, '/imagine', 'a red fox');
    await flow.result(ada, channel);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(resultsIn(ada, channel)).toHaveLength(1);
  });
});

describe('an answer for one person alone', () => {
  it('comes where it was asked also when the response address is used up', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    slack.fail({ method: 'response_url', status: 404 });
    await ada.command(slack.channel, '/credits');
    const said = await flow.told(ada, /40/);
    expect(said.ephemeral).toBe(true);
  });

  it('comes half an hour later without the response address', async () => {
    const { slack, gate, clock } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    const held = slack.hold({ method: 'users.info', when: ({ user }) => user === ada.id });
    gate.open();
    await ada.command(channel, '/credits');
    await held.arrived;
    clock.jump(31 * 60_000);
    const uses = slack.traffic.filter(({ method }) => method === 'response_url').length;
    held.release();
    const said = await flow.told(ada, /40/, channel);
    expect(said.ephemeral).toBe(true);
    expect(slack.traffic.filter(({ method }) => method === 'response_url')).toHaveLength(uses);
  });

  it('comes by direct message where neither works', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    slack.fail({ method: 'response_url', status: 404 });
    slack.fail({ method: 'chat.postEphemeral', error: 'user_not_in_channel' });
    await ada.command(slack.channel, '/credits');
    await flow.told(ada, /40/, ada.direct());
  });
});

describe('a form', () => {
  it('whose trigger is too old is told to be asked for again, and nothing is made', async () => {
    const { slack, simulator } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    const taken = simulator.taken;
    slack.fail({ method: 'views.open', error: 'expired_trigger_id' });
    await ada.command(channel, '/imagine');
    const said = await flow.told(ada, /Nothing was charged/, channel);
    expect(said.words).toMatch(/form/i);
    expect(ada.view()).toBeNull();
    expect(said.ephemeral).toBe(true);
    await flow.expectUntouched(ada);
    expect(simulator.taken).toBe(taken);
  });

  it('whose answer was lost is open, and nothing else is said', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    slack.fail({ method: 'views.open', how: 'drop', afterEffect: true });
    await ada.command(channel, '/imagine');
    await slack.until(() => ada.view());
    await ada.submit({ prompt: 'a red fox' });
    await flow.result(ada, channel);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(oursIn(ada, channel)).toHaveLength(1);
  });

  it('that is sent twice makes one job', async () => {
    const { slack, gate } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    await ada.command(channel, '/imagine');
    await slack.until(() => ada.view());
    gate.shut();
    const sent = await ada.submit({ prompt: 'a red fox' });
    await Promise.all([1, 2, 3, 4].map(() => ada.again(sent)));
    gate.open();
    await flow.result(ada, channel);
    await ada.again(sent);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(await flow.jobs(ada)).toHaveLength(1);
    expect(resultsIn(ada, channel)).toHaveLength(1);
  });
});
