import { afterEach, describe, expect, it } from 'vitest';
import type { Easel } from '#src/main.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import { ALLOWANCE, COST, type FaultySlack, openFaultySlack, oursIn, resultsIn } from './slack-fault-kit.ts';

const STORE_MS = 5000;

let flow: FaultySlack;
afterEach(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

/** Every answer of the store about Slack comes five seconds late, from when it is told. */
function lateStore(isLate: () => boolean) {
  const NEVER = new AbortController().signal;
  const late = <T>(inner: Documents<T>, clock: Clock): Documents<T> => ({
    ...inner,
    async get(id) {
      if (isLate()) await clock.sleep(STORE_MS, NEVER);
      return inner.get(id);
    },
    async update(id, change) {
      if (isLate()) await clock.sleep(STORE_MS, NEVER);
      return inner.update(id, change);
    },
  });
  return (easel: Easel): Easel => ({
    ...easel,
    documents: (namespace) => late(easel.documents(namespace), easel.clock),
  });
}

describe.each(['http', 'socket'] as const)('a store that answers after five seconds, by %s', (transport) => {
  it('keeps nobody waiting, opens forms in time, and everything comes, once', { timeout: 120_000 }, async () => {
    let isLate = false;
    flow = await openFaultySlack({ transport, around: lateStore(() => isLate) });
    const { slack, clock } = flow;
    const [ada, bob] = [slack.person('Ada'), slack.person('Bob')];
    const channel = slack.addChannel();
    isLate = true;
    // Slack waits for three seconds: at this pace for one.
    clock.hurry(3);
    const asked = await ada.command(channel, '/imagine', 'a red fox');
    expect(asked.failed).toBe(false);
    const said = await ada.say(channel, '@Easel a green fox');
    const bare = await bob.command(channel, '/imagine');
    expect(bare.failed).toBe(false);
    await slack.until(() => bob.view(), 3000);
    const sent = await bob.submit({ prompt: 'a blue fox' });
    expect(sent.failed).toBe(false);
    await flow.result(ada, channel, 2);
    await flow.result(ada, said);
    // Events are answered once they are kept; until then Slack has them, and sends them again.
    const asks = slack.deliveries.filter(({ kind }) => kind !== 'event').flatMap(({ answers }) => answers);
    expect(asks.every(({ status, retry }) => status === 200 && retry === 0)).toBe(true);
    isLate = false;
    await flow.expectQuiet(ada, ALLOWANCE - 2 * COST);
    await flow.expectQuiet(bob, ALLOWANCE - COST);
    expect(resultsIn(ada, channel)).toHaveLength(2);
    expect(oursIn(ada, said)).toHaveLength(1);
    clock.hurry(1);
  });
});

describe('a store that is down', () => {
  it('is told to the person, and Slack sends what it could not keep again', async () => {
    let isDown = false;
    const down = (easel: Easel): Easel => ({
      ...easel,
      documents: <T>(namespace: string): Documents<T> => {
        const inner = easel.documents<T>(namespace);
        return {
          ...inner,
          update: async (id, change) => {
            if (isDown) throw new Error('The store is down.');
            return inner.update(id, change);
          },
        };
      },
    });
    flow = await openFaultySlack({ around: down });
    const { slack } = flow;
    const ada = slack.person('Ada');
    isDown = true;
    const said = await ada.say(slack.channel, '@Easel a green fox');
    await slack.until(() => slack.deliveries.some(({ answers }) => answers.some(({ status }) => status === 503)));
    isDown = false;
    // Slack's first repetition comes at once.
    await flow.result(ada, said);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(resultsIn(ada, said)).toHaveLength(1);
  });
});
