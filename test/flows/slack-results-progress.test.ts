import { afterEach, describe, expect, it } from 'vitest';
import type { Person } from '../fakes/slack/people/person.ts';
import type { SeenMessage } from '../fakes/slack/people/view.ts';
import { createBentClock } from './bent-clock.ts';
import { openAiAt } from './open-flow.ts';
import { expectWhole, labelsOf, openSlackFlow, readOf, type SlackFlow } from './open-slack-flow.ts';

const left = (available: number) => ({ available, held: 0 });
/** What Slack lets pass between two edits takes a moment here. */
const SPEED = 20;

describe('what goes on, on Slack,', () => {
  let flow: SlackFlow | undefined;
  afterEach(async () => {
    await flow?.close();
    flow = undefined;
  });

  /** Easel with a provider that stops in the middle of the next picture. */
  async function opened(previews: boolean): Promise<SlackFlow> {
    const clock = createBentClock();
    clock.hurry(SPEED);
    const own = await openSlackFlow({
      clock,
      env: (url, base) => ({ ...openAiAt(url), PUBLIC_BASE_URL: base }),
      change: ({ slack, ...config }) => ({ ...config, ...(slack && { slack: { ...slack, previews } }) }),
    });
    flow = own;
    own.simulator.fail({ kind: 'hang_mid_stream', afterEvents: 1 });
    return own;
  }

  const running = ({ slack, seenBy }: SlackFlow, person: Person, isIt: (message: SeenMessage) => boolean) =>
    slack.until(() => seenBy(person).find((message) => labelsOf(message).includes('Cancel') && isIt(message)));

  const partialsAsked = ({ simulator }: SlackFlow): unknown => simulator.requests.at(-1)?.body;

  it('is shown with the unfinished picture where the operator wants that, and goes when it is canceled', async () => {
    const own = await opened(true);
    const { slack } = own;
    const [ada, ben] = [slack.person('Ada'), slack.person('Ben')];
    await ada.command(slack.channel, '/imagine', 'a fox');
    const shown = await running(own, ada, ({ images }) => images.length > 0);
    expect(readOf(shown)).toMatch(/a fox\n[▰▱]+ \d+ %\n/);
    expectWhole(shown);
    expect(own.seenBy(ben).map(({ ts }) => ts)).toEqual([shown.ts]);
    expect(partialsAsked(own)).toMatchObject({ partial_images: expect.any(Number) });
    await ada.press(shown, 'Cancel');
    const end = await own.shown(ada, (message) => readOf(message).includes('This was canceled.'));
    expect([end.ts, end.images]).toEqual([shown.ts, []]);
    expect(await own.balance(ada)).toEqual(left(40));
    await own.expectTidy();
    await slack.expectConform();
  });

  it('is told in words alone where they do not, and nothing unfinished is paid for', async () => {
    const own = await opened(false);
    const { slack } = own;
    const cleo = slack.person('Cleo');
    await cleo.command(slack.channel, '/imagine', 'a fox');
    const shown = await running(own, cleo, (message) => readOf(message).includes('%'));
    expect(shown.images).toEqual([]);
    await expect.poll(() => own.simulator.requests.length).toBe(1);
    expect(partialsAsked(own)).not.toMatchObject({ partial_images: expect.any(Number) });
    await cleo.press(shown, 'Cancel');
    await own.shown(cleo, (message) => readOf(message).includes('This was canceled.'));
    expect(await own.balance(cleo)).toEqual(left(40));
    await slack.expectConform();
  });
});
