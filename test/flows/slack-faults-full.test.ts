import { afterEach, describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import type { Easel } from '#src/main.ts';
import type { Documents } from '#src/ports/documents.ts';
import { ALLOWANCE, COST, type FaultySlack, openFaultySlack, oursIn, resultsIn } from './slack-fault-kit.ts';

let flow: FaultySlack;
afterEach(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

/** A store that has no room for jobs, and from what Slack sent takes nothing away where `mayTidy` is not said. */
async function openFull({ mayTidy = false } = {}): Promise<FaultySlack> {
  const refuse = () => Promise.reject(new EaselError('store-full', {}));
  return openFaultySlack({
    wrap: (parts) => ({ ...parts, jobs: { ...parts.jobs, create: refuse } }),
    around: (easel): Easel => ({
      ...easel,
      documents: <T>(namespace: string): Documents<T> => ({
        ...easel.documents<T>(namespace),
        ...(namespace === 'slack-inbox' && !mayTidy && { remove: refuse }),
      }),
    }),
  });
}

describe('a request that a full store refuses', () => {
  it('is told as kept where nothing can be taken out of the inbox, and made once there is room', async () => {
    flow = await openFull();
    const { slack } = flow;
    const ada = slack.person('Ada');
    await ada.command(slack.channel, '/imagine', 'a red fox');
    await flow.told(ada, /Your request may still be kept; then Easel goes on with it as soon as it can/);
    expect(oursIn(ada, slack.channel).map(({ words }) => words)).not.toContainEqual(
      expect.stringContaining('Nothing was charged'),
    );
    await flow.stop();
    flow = await openFaultySlack({ before: flow });
    await flow.result(ada);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
  });

  it('costs nothing and never comes again where the inbox can be tidied, whenever it is restarted', async () => {
    flow = await openFull({ mayTidy: true });
    const { slack } = flow;
    const ada = slack.person('Ada');
    await ada.command(slack.channel, '/imagine', 'a red fox');
    await flow.told(ada, /Nothing was charged/);
    await flow.stop();
    flow = await openFaultySlack({ before: flow });
    // What is asked after it comes, and what was left behind would have come before.
    await ada.command(slack.channel, '/imagine', 'a green fox');
    await flow.result(ada);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(resultsIn(ada, slack.channel)).toHaveLength(1);
  });
});
