import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  expectWhole,
  isResult,
  keyOf,
  labelsOf,
  openSlackFlow,
  picturesOf,
  readOf,
  type SlackFlow,
} from './open-slack-flow.ts';

const left = (available: number) => ({ available, held: 0 });

describe('a private result on Slack', () => {
  let flow: SlackFlow;
  beforeAll(async () => {
    flow = await openSlackFlow({ transport: 'socket' });
  });
  afterAll(async () => {
    await flow.close();
  });

  it('is shown only in the conversation of who asked, and nothing of it in the channel', async () => {
    const { slack } = flow;
    const [ada, ben] = [slack.person('Ada'), slack.person('Ben')];
    const before = slack.traffic.length;
    const secret = await flow.ended(ada, () => ada.command(slack.channel, '/imagine', 'a fox --private --n 2'));
    expect([isResult(secret), secret.channelId]).toEqual([true, ada.direct().id]);
    expectWhole(secret);
    expect(labelsOf(secret)).toEqual([
      'U1',
      'U2',
      'V1',
      'V2',
      'Reroll',
      'Edit',
      'Reference',
      'Download',
      'Share',
      'Delete',
    ]);
    const shown = slack.traffic.slice(before).filter(({ method }) => method.startsWith('chat.'));
    expect(shown.length).toBeGreaterThan(0);
    for (const { args } of shown) expect(args.channel).toBe(ada.direct().id);
    expect(flow.seenBy(ben)).toEqual([]);
    expect(ada.sees(slack.channel)).toEqual([]);
    const varied = await flow.ended(ada, () => ada.press(secret, 'V1'));
    expect(varied.channelId).toBe(ada.direct().id);
    expect(flow.seenBy(ben)).toEqual([]);
  });

  it('is shared once by who made it where it was asked for, and deleted in both places', async () => {
    const { slack } = flow;
    const [cleo, dan] = [slack.person('Cleo'), slack.person('Dan')];
    const secret = await flow.ended(cleo, () => cleo.command(slack.channel, '/imagine', 'a cat --private --n 2'));
    const shared = await flow.ended(cleo, () => cleo.press(secret, 'Share'), isResult);
    expect([shared.channelId, shared.ephemeral]).toEqual([slack.channel.id, false]);
    expect(picturesOf(shared)).toHaveLength(2);
    expectWhole(shared);
    expect(labelsOf(shared)).toContain('Thread');
    expect(labelsOf(shared)).not.toContain('Share');
    // What said that it arrived goes a moment later.
    await slack.until(() => flow.seenBy(dan).every(({ ts }) => ts === shared.ts));
    expectWhole({ images: flow.seenBy(dan).flatMap(({ images }) => images) });
    expect(isResult(await flow.ended(dan, () => dan.press(shared, 'V2')))).toBe(true);
    const again = await flow.ended(cleo, () => cleo.press(secret, 'Share'));
    expect([again.ephemeral, readOf(again)]).toEqual([true, 'It is shared already.']);
    await flow.ended(cleo, () => cleo.press(shared, 'Delete'));
    expect([secret, shared].map((one) => slack.message(one).deleted)).toEqual([true, true]);
    expect(await flow.balance(cleo)).toEqual(left(36));
  });

  it('is changed by plain words in its thread there, as privately', async () => {
    const { slack } = flow;
    const [gus, hal] = [slack.person('Gus'), slack.person('Hal')];
    const secret = await flow.ended(gus, () => gus.command(slack.channel, '/imagine', 'a gnu --private'));
    const before = new Set(flow.seenBy(hal).map(keyOf));
    const changed = await flow.ended(gus, () => gus.reply(secret, 'make it blue'));
    expect([isResult(changed), changed.channelId, changed.threadTs]).toEqual([true, gus.direct().id, secret.ts]);
    const [newest, first] = await flow.jobs(gus);
    expect(newest?.parent?.jobId).toBe(first?.id);
    await flow.opened(gus, () => gus.press(secret, 'Edit'));
    const edited = await flow.sent(gus, { prompt: 'make it red' });
    expect([isResult(edited), edited.channelId]).toEqual([true, gus.direct().id]);
    expect(flow.seenBy(hal).filter((message) => !before.has(keyOf(message)))).toEqual([]);
  });

  it('of a form is as private', async () => {
    const { slack } = flow;
    const [eva, fay] = [slack.person('Eva'), slack.person('Fay')];
    const before = new Set(flow.seenBy(fay).map(keyOf));
    await flow.opened(eva, () => eva.command(slack.channel, '/imagine'));
    const secret = await flow.sent(eva, { prompt: 'a dog', private: true });
    expect([isResult(secret), secret.channelId]).toEqual([true, eva.direct().id]);
    expect(flow.seenBy(fay).filter((message) => !before.has(keyOf(message)))).toEqual([]);
  });

  it('is shown as Slack describes its API', async () => {
    await flow.expectTidy();
    await flow.slack.expectConform();
  });
});
