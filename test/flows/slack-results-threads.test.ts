import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../fakes/slack/people/person.ts';
import type { SeenMessage } from '../fakes/slack/people/view.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { expectWhole, isResult, openSlackFlow, readOf, type SlackFlow } from './open-slack-flow.ts';

const left = (available: number) => ({ available, held: 0 });

/** What a result in a thread is called there. */
const versionOf = (message: SeenMessage): string | undefined => /\n(v[\d.]+) · Cost/.exec(readOf(message))?.[1];

describe('a thread about a picture on Slack', () => {
  let flow: SlackFlow;
  beforeAll(async () => {
    flow = await openSlackFlow();
  });
  afterAll(async () => {
    await flow.close();
  });

  /** Somebody's own photo with a wish, which begins a thread. */
  async function begun(name: string) {
    const { slack } = flow;
    const person = slack.person(name);
    const bytes = await pngOf({ width: 120, height: 80, color: '#ff0000' });
    const files = [{ name: 'desk.png', bytes }];
    const first = await flow.ended(person, () => person.say(slack.channel, '@Easel remove the cup', { files }));
    expect(isResult(first)).toBe(true);
    const say = (who: Person, words: string) => flow.ended(who, () => who.reply(first, `@Easel ${words}`));
    return { person, first, say };
  }

  it('names each step, goes back, branches and compares over a restart, and charges for pictures alone', async () => {
    const { person: ada, first, say } = await begun('Ada');
    const [ben, cleo] = [flow.slack.person('Ben'), flow.slack.person('Cleo')];
    const second = await say(ben, 'warmer light');
    expect([first, second].map(versionOf)).toEqual(['v1', 'v2']);
    expect(second.threadTs).toBe(first.threadTs);

    await flow.stop();
    flow = await openSlackFlow({ slack: flow.slack, dataDir: flow.dataDir, simulator: flow.simulator });
    const back = await say(cleo, 'go back to v1');
    expect(readOf(back)).toBe('v1 is the newest again: what you say now changes it.');
    expect(back.threadTs).toBe(first.threadTs);
    expectWhole(back);
    const branch = await say(ben, 'in winter');
    expect(versionOf(branch)).toBe('v1.1');
    expect((await flow.jobs(ben))[0]?.parent?.jobId).toBe((await flow.jobs(ada))[0]?.id);

    const sent = flow.simulator.requests.length;
    const compared = await say(cleo, 'compare v1 v2');
    expect(readOf(compared)).toBe('v1 and v2, from left to right. Nothing was charged.');
    expect(compared.images.map(({ alt }) => alt)).toEqual([
      'v1 and v2 side by side. v1: remove the cup. v2: warmer light',
    ]);
    expectWhole(compared);
    const both = await sharp(compared.images[0]?.bytes).metadata();
    expect(both.width).toBeGreaterThan((both.height ?? 0) * 2);
    expect(flow.simulator.requests).toHaveLength(sent);

    const third = await say(cleo, 'v2 even warmer');
    expect(versionOf(third)).toBe('v3');
    expect((await flow.jobs(cleo))[0]?.parent?.jobId).toBe((await flow.jobs(ben))[1]?.id);
    const balances = await Promise.all([ada, ben, cleo].map((person) => flow.balance(person)));
    expect(balances).toEqual([left(36), left(32), left(36)]);
  });

  it('says what is there where somebody names what is not, for nothing', async () => {
    const { person, first, say } = await begun('Dan');
    const told = await say(person, 'compare v1 with v4');
    expect(readOf(told)).toContain('There is no v4 in this conversation.');
    expect(told.threadTs).toBe(first.threadTs);
    const picture = await say(person, 'a poster that compares v1 with nothing at all, please');
    expect(isResult(picture)).toBe(true);
    expect(await flow.balance(person)).toEqual(left(32));
  });

  it('is another one below another message', async () => {
    const { say, person } = await begun('Eva');
    const other = await begun('Fay');
    expect(versionOf(await other.say(other.person, 'at night'))).toBe('v2');
    expect(versionOf(await say(person, 'with snow'))).toBe('v2');
  });

  it('goes on from a button pressed in it', async () => {
    const { person, first, say } = await begun('Gus');
    const again = await flow.ended(person, () => person.press(first, 'Reroll'));
    expect([again.threadTs, versionOf(again)]).toEqual([first.threadTs, expect.stringMatching(/^v/)]);
    await say(person, 'with snow');
    const [newest, rerolled] = await flow.jobs(person);
    expect(newest?.parent?.jobId).toBe(rerolled?.id);
  });

  it('is talked about as Slack describes its API', async () => {
    await flow.expectTidy();
    await flow.slack.expectConform();
  });
});
