import { afterEach, describe, expect, it } from 'vitest';
import type { Asked } from '../fakes/slack/people/act.ts';
import type { Person } from '../fakes/slack/people/person.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { ALLOWANCE, COST, type FaultySlack, openFaultySlack, oursIn, resultsIn } from './slack-fault-kit.ts';

const EDIT_COST = 4;
const AGAIN = [1, 2, 3, 4];

let flow: FaultySlack;
afterEach(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

/** Everything that Slack sent has been handed over: it takes no more. */
const heard = () => flow.platform.stop();

/** The very same events of the application once more, so many times at once. */
const redelivered = async ({ slack }: FaultySlack, ts: string, times = AGAIN) => {
  const isAbout = (event: unknown) => typeof event === 'object' && event !== null && 'ts' in event && event.ts === ts;
  const events = slack.deliveries.filter(({ kind, body }) => kind === 'event' && isAbout(body.event));
  expect(events.length).toBeGreaterThan(0);
  await Promise.all(events.flatMap((event) => times.map(() => slack.redeliver(event))));
  return events.length;
};

describe.each(['http', 'socket'] as const)(
  'what Slack delivers five times at once and after a restart, by %s',
  (transport) => {
    const open = async () => {
      flow = await openFaultySlack({ transport });
      // So that a mention in a thread comes as a message as well.
      flow.slack.grant('channels:history');
      return flow;
    };

    /** Another process over the same data, after the first one ended. */
    const restart = async () => {
      await flow.stop();
      flow = await openFaultySlack({ transport, before: flow });
      return flow;
    };

    const again = (person: Person, asked: Asked) => Promise.all(AGAIN.map(() => person.again(asked)));

    it('is one job, one charge and one message of a slash command', async () => {
      const { slack, gate, simulator } = await open();
      const ada = slack.person('Ada');
      const asked = await flow.drawing(ada);
      await again(ada, asked);
      gate.open();
      await flow.result(ada);
      await again(ada, asked);
      await restart();
      await again(ada, asked);
      await flow.expectQuiet(ada, ALLOWANCE - COST);
      expect(await flow.jobs(ada)).toHaveLength(1);
      expect(oursIn(ada, slack.channel)).toHaveLength(1);
      expect(simulator.taken).toBe(1);
    });

    it('is one job of a mention and its message, each with an id of its own', async () => {
      const { slack, gate, simulator } = await open();
      const ada = slack.person('Ada');
      const root = await ada.say(slack.channel, 'look here');
      const said = await flow.mentioned(ada, 'a red fox', slack.channel, { thread: root });
      expect(await redelivered(flow, said.ts)).toBe(2);
      gate.open();
      await flow.result(ada, root);
      await restart();
      await redelivered(flow, said.ts);
      await flow.expectQuiet(ada, ALLOWANCE - COST);
      expect(await flow.jobs(ada)).toHaveLength(1);
      expect(oursIn(ada, root)).toHaveLength(1);
      expect(simulator.taken).toBe(1);
    });

    it('is one job of a button, and one of a form', async () => {
      const { slack } = await open();
      const ada = slack.person('Ada');
      await ada.command(slack.channel, '/imagine', 'a red fox');
      const first = await flow.result(ada);
      const pressed = await ada.press(first, 'Reroll');
      await again(ada, pressed);
      await flow.result(ada, slack.channel, 2);
      await ada.press(first, 'Edit');
      await slack.until(() => ada.view());
      const sent = await ada.submit({ prompt: 'in winter' });
      await again(ada, sent);
      await flow.result(ada, slack.channel, 3);
      await flow.expectQuiet(ada, ALLOWANCE - 2 * COST - EDIT_COST);
      await restart();
      await again(ada, pressed);
      await again(ada, sent);
      await flow.expectQuiet(ada, ALLOWANCE - 2 * COST - EDIT_COST);
      expect(await flow.jobs(ada)).toHaveLength(3);
      expect(resultsIn(ada, slack.channel)).toHaveLength(3);
    });

    it('is one form of a shortcut and of a bare command, and no word beside it', async () => {
      const { slack } = await open();
      const [ada, bob] = [slack.person('Ada'), slack.person('Bob')];
      const bytes = await pngOf({ width: 64, height: 64 });
      const message = await bob.say(slack.channel, 'look', { files: [{ name: 'fox.png', bytes }] });
      const asked = [await ada.editThis(message), await bob.command(slack.channel, '/imagine')];
      for (const [index, person] of [ada, bob].entries()) {
        const one = asked[index];
        if (one) await again(person, one);
        await slack.until(() => person.view());
        if (one) await again(person, one);
      }
      await heard();
      expect([...slack.world.stacks.values()].flat()).toHaveLength(2);
      expect([...flow.seenBy(ada), ...flow.seenBy(bob)].map(({ words }) => words)).toEqual([]);
    });

    it('is one direct message', async () => {
      const { slack, gate } = await open();
      const ada = slack.person('Ada');
      gate.shut();
      const said = await ada.dm('a red fox');
      await redelivered(flow, said.ts);
      gate.open();
      await flow.result(ada, ada.direct());
      await redelivered(flow, said.ts);
      await flow.expectQuiet(ada, ALLOWANCE - COST);
      expect(oursIn(ada, ada.direct())).toHaveLength(1);
    });
  },
);

describe.each(['http', 'socket'] as const)('two processes on one store, by %s', (transport) => {
  it('make, charge and show everything once, whoever of them hears it', async () => {
    flow = await openFaultySlack({
      transport,
      wrap: (parts) => ({ ...parts, worker: { ...parts.worker, pid: 1 } }),
    });
    const { slack, simulator } = flow;
    const second = await openFaultySlack({
      transport,
      before: flow,
      wrap: (parts) => ({ ...parts, worker: { ...parts.worker, pid: 2, isAlive: () => true } }),
    });
    const [ada, bob] = [slack.person('Ada'), slack.person('Bob')];
    const to = ({ url }: FaultySlack) => {
      slack.app.requestUrl = `${url}/slack/events`;
    };
    const asked = [await ada.command(slack.channel, '/imagine', 'a red fox')];
    to(flow);
    asked.push(await bob.command(slack.channel, '/imagine', 'a blue fox'));
    const said = await ada.say(slack.channel, '@Easel a green fox');
    for (const one of [second, flow, second, flow]) {
      to(one);
      await Promise.all([redelivered(flow, said.ts, [1]), ...asked.map((each) => ada.again(each))]);
    }
    await flow.result(ada, slack.channel, 2);
    await flow.result(ada, said);
    await Promise.all([heard(), second.platform.stop()]);
    await flow.expectQuiet(ada, ALLOWANCE - 2 * COST);
    await flow.expectQuiet(bob, ALLOWANCE - COST);
    expect(oursIn(ada, slack.channel)).toHaveLength(2);
    expect(oursIn(ada, said)).toHaveLength(1);
    expect(simulator.taken).toBe(3);
    await second.stop();
  });
});
