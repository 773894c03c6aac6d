import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlayedChannel } from '../fakes/slack/state.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { ALLOWANCE, COST, type FaultySlack, filesOf, openFaultySlack, oursIn, resultsIn } from './slack-fault-kit.ts';

let flow: FaultySlack;
beforeAll(async () => {
  flow = await openFaultySlack();
});
afterAll(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

describe('a channel that Easel is not in', () => {
  it('says to who asked, and to nobody else, how to invite it, and nothing is made or charged', async () => {
    const { slack, simulator } = flow;
    const [ada, bob] = [slack.person('Ada'), slack.person('Bob')];
    const channel = slack.addChannel({ withBot: false });
    const taken = simulator.taken;
    await ada.command(channel, '/imagine', 'a red fox');
    const said = await flow.told(ada, /\/invite @Easel/, channel);
    expect(said.ephemeral).toBe(true);
    expect(said.words).toContain('Nothing was charged');
    expect(oursIn(bob, channel)).toEqual([]);
    await flow.expectUntouched(ada);
    expect(simulator.taken).toBe(taken);
    slack.invite(channel);
    await ada.command(channel, '/imagine', 'a red fox');
    await flow.result(ada, channel);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
  });

  it('and that is private says the same', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel({ kind: 'group', withBot: false, members: [ada] });
    await ada.command(channel, '/imagine', 'a red fox');
    await flow.told(ada, /\/invite @Easel/, channel);
    await flow.expectUntouched(ada);
  });

  it.each(['restricted_action_read_only_channel', 'something_new'])(
    'or may not write in, as Slack says by %s, tells so to who asked, and nothing is made or charged',
    async (error) => {
      const { slack } = flow;
      const ada = slack.person('Ada');
      const channel = slack.addChannel();
      slack.fail({ method: 'chat.postMessage', error });
      await ada.command(channel, '/imagine', 'a red fox');
      const said = await flow.told(ada, /direct message.*Nothing was charged/, channel);
      expect(said.ephemeral).toBe(true);
      await flow.expectUntouched(ada);
    },
  );

  it('still lets a person make a picture for themselves', async () => {
    const { slack } = flow;
    const [ada, bob] = [slack.person('Ada'), slack.person('Bob')];
    const channel = slack.addChannel({ withBot: false });
    await ada.command(channel, '/imagine', 'a red fox --private');
    await flow.result(ada, ada.direct());
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(oursIn(bob, channel)).toEqual([]);
  });

  it('keeps a picture back that a menu was opened on, and tells how to invite it', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel({ withBot: false });
    const bytes = await pngOf({ width: 64, height: 64 });
    const message = await ada.say(channel, 'look', { files: [{ name: 'fox.png', bytes }] });
    await ada.editThis(message);
    await slack.until(() => ada.view());
    await ada.submit({ prompt: 'in winter' });
    await flow.told(ada, /\/invite @Easel/, ada.direct());
    await flow.expectUntouched(ada);
  });
});

describe('a channel that changes while a job is on its way', () => {
  it.each<[string, (channel: PlayedChannel) => void]>([
    ['removes Easel', (channel) => flow.slack.kick(channel)],
    ['is archived', (channel) => flow.slack.archive(channel)],
    ['is deleted', (channel) => flow.slack.deleteChannel(channel)],
  ])('and %s loses no picture: it comes by direct message, once', async (_what, change) => {
    const { slack, gate } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    await flow.drawing(ada, 'a red fox', channel);
    change(channel);
    gate.open();
    const result = await flow.result(ada, ada.direct());
    expect(result.words).toContain('cannot show it any more');
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(resultsIn(ada, ada.direct())).toHaveLength(1);
    expect(filesOf(slack).filter(({ shares }) => shares.length === 0)).toEqual([]);
  });

  it('and removes Easel loses no picture that a mention asked for', async () => {
    const { slack, gate } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    const said = await flow.mentioned(ada, 'a red fox', channel);
    slack.kick(channel);
    gate.open();
    await flow.result(ada, ada.direct());
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(resultsIn(ada, said)).toEqual([]);
  });
});

describe('people', () => {
  it('who left meanwhile get nothing, and nothing goes round in circles', async () => {
    const { slack, gate } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    await flow.drawing(ada, 'a red fox --private', channel);
    ada.leaves();
    gate.open();
    expect(await flow.over(ada)).toMatchObject({ state: 'succeeded' });
    const calls = slack.traffic.length;
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(slack.traffic.length).toBe(calls);
  });

  it('who left meanwhile do not keep the others from seeing what was made in the open', async () => {
    const { slack, gate } = flow;
    const [ada, bob] = [slack.person('Ada'), slack.person('Bob')];
    const channel = slack.addChannel();
    await flow.drawing(ada, 'a red fox', channel);
    ada.leaves();
    gate.open();
    await flow.result(bob, channel);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
  });

  it('who are guests are served like others', async () => {
    const { slack } = flow;
    const guest = slack.person('Guest', { guest: true });
    const channel = slack.addChannel();
    guest.joins(channel);
    await guest.command(channel, '/imagine', 'a red fox');
    await flow.result(guest, channel);
    await flow.expectQuiet(guest, ALLOWANCE - COST);
  });

  it('from another workspace have credits of their own, and are named as such', async () => {
    const { slack } = flow;
    const channel = slack.addChannel();
    const stranger = slack.person('Eve', { stranger: true, admin: true });
    stranger.joins(channel);
    await stranger.say(channel, '@Easel a red fox');
    const [said] = stranger.sees(channel);
    const result = await flow.result(stranger, said ?? channel);
    expect(result.words).toContain('Eve (external)');
    expect(await flow.balance(stranger)).toEqual({ available: ALLOWANCE - COST, held: 0 });
  });
});
