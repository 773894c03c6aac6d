import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '#src/config/config.ts';
import type { SeenMessage } from '../fakes/slack/people/view.ts';
import { everyoneAt } from './open-flow.ts';
import {
  expectWhole,
  isResult,
  labelsOf,
  openSlackFlow,
  picturesOf,
  readOf,
  type SlackFlow,
} from './open-slack-flow.ts';

const rich = (config: Config): Config => ({ ...config, credits: { ...config.credits, allowance: 500 } });
const MODEL = 'openai/gpt-image-2.6-flare';
const left = (available: number) => ({ available, held: 0 });

describe('kinds of results on Slack', () => {
  let flow: SlackFlow;
  beforeAll(async () => {
    flow = await openSlackFlow({ env: everyoneAt, change: rich });
  });
  afterAll(async () => {
    await flow.close();
  });

  it('are what several words in braces make, for one price that is told before and paid after a yes', async () => {
    const { slack, simulator } = flow;
    const [ada, mallory] = [slack.person('Ada'), slack.person('Mallory')];
    const before = simulator.requests.length;
    const words = `{red,blue,green} car in {rain,snow} --n 2 --model ${MODEL}`;
    const question = await flow.ended(ada, () => ada.command(slack.channel, '/imagine', words));
    expect(labelsOf(question)).toEqual(['Make 12 for 24 credits', 'Cancel']);
    expect(readOf(question)).toContain('Pictures 12, of 6 prompts · Left before 500 of 500');
    expect(simulator.requests.length).toBe(before);
    const refused = await flow.ended(mallory, () => mallory.press(question, 'Make 12 for 24 credits'));
    expect([refused.ephemeral, readOf(refused)]).toEqual([
      true,
      "You may not say yes to somebody else's price. Nothing was charged.",
    ]);
    const result = await flow.ended(ada, () => ada.press(question, 'Make 12 for 24 credits'), isResult);
    expect(picturesOf(result)).toHaveLength(10);
    expectWhole(result);
    const more = await flow.shown(ada, (message) => readOf(message).startsWith('Pictures 11 to 12 of 12'));
    expect(more.images.map(({ alt }) => alt)).toEqual([
      'Picture 11 of 12: green car in snow',
      'Picture 12 of 12: green car in snow',
    ]);
    expectWhole(more);
    expect(await flow.balance(ada)).toEqual(left(476));
    // Those of the further message have their buttons there.
    const varied = await flow.ended(ada, () => ada.press(more, 'V12'));
    expect(readOf(varied)).toContain('Ada\ngreen car in snow\n');
    await flow.ended(ada, () => ada.press(result, 'Delete'));
    expect([result, more].map((one) => slack.message(one).deleted)).toEqual([true, true]);
  });

  it('are nothing where the person says no', async () => {
    const { slack } = flow;
    const ben = slack.person('Ben');
    const words = `{a,b,c,d,e,f} car --n 2 --model ${MODEL}`;
    const question = await flow.ended(ben, () => ben.command(slack.channel, '/imagine', words));
    await ben.press(question, 'Cancel');
    const end = await flow.shown(ben, (message) => readOf(message).startsWith('This was canceled.'));
    expect([end.ts, end.images]).toEqual([question.ts, []]);
    expect(await flow.balance(ben)).toEqual(left(500));
  });

  it('are portraits and their variations', async () => {
    const { slack } = flow;
    const cleo = slack.person('Cleo');
    const words = 'gardener, likes frogs --name Cleo --count 4';
    const result = await flow.ended(cleo, () => cleo.command(slack.channel, '/avatar', words), isResult);
    const alts = picturesOf(result).map(({ alt }) => alt);
    expect(alts).toHaveLength(5);
    expect(alts[0]).toBe('Picture 1 of 5: The portrait the others start from. Cleo: gardener, likes frogs');
    expect(alts[4]).toContain('Variation 4 of the portrait');
    expectWhole(result);
    const varied = await flow.ended(cleo, () => cleo.press(result, 'V3'));
    expect(isResult(varied)).toBe(true);
  });

  it('are copies where Slack does not show their kind, and the originals are given as files', async () => {
    const { slack } = flow;
    const dan = slack.person('Dan');
    const words = `a fox --format webp --model ${MODEL}`;
    const result = await flow.ended(dan, () => dan.command(slack.channel, '/imagine', words));
    expect(readOf(result)).toContain(
      '#1 is a WEBP, which Slack does not show: here is a copy. Download gives the original.',
    );
    expectWhole(result);
    const typesOf = ({ images }: SeenMessage) =>
      images.map(({ fileId }) => slack.world.files.get(fileId ?? '')?.mimetype);
    expect(typesOf(result)).toEqual(['image/jpeg']);
    await dan.press(result, 'Download');
    const given = await flow.shown(dan, ({ images }) => images.some(({ where }) => where === 'file'));
    expect([given.channelId, typesOf(given)]).toEqual([dan.direct().id, ['image/webp']]);
    const [job] = await flow.jobs(dan);
    const kept = await flow.easel.blobs.get(job?.result?.pictures[0]?.key ?? '');
    expect(Buffer.from(given.images[0]?.bytes ?? [])).toEqual(Buffer.from(kept ?? [1]));
  });

  it('come with what the model wrote beside them', async () => {
    const { slack } = flow;
    const eva = slack.person('Eva');
    const model = flow.easel.catalogue.models.find(({ id }) => id.startsWith('gemini/'))?.id;
    const result = await flow.ended(eva, () => eva.command(slack.channel, '/imagine', `a fox --model ${model}`));
    expect(isResult(result)).toBe(true);
    expect(readOf(result)).toMatch(/\nThe model says\n\S+/);
  });

  it('are shown as Slack describes its API', async () => {
    await flow.expectTidy();
    await flow.slack.expectConform();
  });
});
