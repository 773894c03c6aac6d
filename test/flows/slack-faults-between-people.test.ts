import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../fakes/slack/people/person.ts';
import { ALLOWANCE, COST, type FaultySlack, openFaultySlack, oursIn, resultsIn } from './slack-fault-kit.ts';

let flow: FaultySlack;
beforeAll(async () => {
  flow = await openFaultySlack();
});
afterAll(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

/** Two people who write to each other, without Easel. */
function pair() {
  const { slack } = flow;
  const [ada, bob] = [slack.person('Ada'), slack.person('Bob')];
  const members: readonly Person[] = [ada, bob];
  return { ada, bob, channel: slack.addChannel({ kind: 'im', withBot: false, members }) };
}

describe('a conversation between two people, where Easel has no part', () => {
  it('gets an answer all the same, seen only by who asked', async () => {
    const { ada, bob, channel } = pair();
    await ada.command(channel, '/credits');
    const said = await flow.told(ada, /credits/i, channel);
    expect(said.ephemeral).toBe(true);
    expect([oursIn(bob, channel), oursIn(ada, ada.direct())]).toEqual([[], []]);
  });

  it('gets it in the person’s own conversation with Easel where the response address is dead', async () => {
    const { ada, bob, channel } = pair();
    flow.slack.fail({ method: 'response_url', status: 404 });
    await ada.command(channel, '/credits');
    await flow.told(ada, /credits/i, ada.direct());
    expect(oursIn(bob, channel)).toEqual([]);
  });

  it('is no place for a picture for both: who asked is told where to ask, and nothing is made or charged', async () => {
    const { ada, bob, channel } = pair();
    await ada.command(channel, '/imagine', 'a red fox');
    const said = await flow.told(ada, /Write to Easel itself.*Nothing was charged/, channel);
    expect(said.words).not.toContain('/invite');
    expect(oursIn(bob, channel)).toEqual([]);
    await flow.expectUntouched(ada);
  });

  it('loses no private picture: its progress and its end are shown in the person’s own conversation with Easel', async () => {
    const { gate, slack } = flow;
    const { ada, bob, channel } = pair();
    await flow.drawing(ada, 'a red fox --private', channel);
    await slack.until(() => oursIn(ada, ada.direct()).length > 0);
    gate.open();
    await flow.result(ada, ada.direct());
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(resultsIn(ada, ada.direct())).toHaveLength(1);
    expect([oursIn(ada, channel), oursIn(bob, channel)]).toEqual([[], []]);
  });
});
