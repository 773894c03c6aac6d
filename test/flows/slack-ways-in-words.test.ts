import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '#src/config/config.ts';
import { pngOf } from '../fixtures/pictures.ts';
import {
  expectWhole,
  isResult,
  labelsOf,
  openSlackFlow,
  picturesOf,
  readOf,
  type SlackFlow,
} from './open-slack-flow.ts';
import { bareLength } from './pixels.ts';

const left = (available: number) => ({ available, held: 0 });
const photo = async (name = 'photo.png', color = '#336699') => ({
  name,
  bytes: await pngOf({ width: 120, height: 80, color, noise: true }),
});

describe('words said to Easel on Slack', () => {
  let flow: SlackFlow;
  beforeAll(async () => {
    flow = await openSlackFlow();
  });
  afterAll(async () => {
    await flow.close();
  });

  it('edit the picture that comes with a mention, in a thread of their own, and call nobody', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const files = [await photo()];
    const result = await flow.ended(ada, () => ada.say(slack.channel, '@Easel make it night', { files }));
    const asked = ada.sees(slack.channel).at(-1);
    expect(asked?.text).toContain('make it night');
    expect(result.threadTs).toBe(asked?.ts);
    expect(isResult(result)).toBe(true);
    expectWhole(result);
    expect(readOf(result)).toContain('Ada\nmake it night\n');
    expect(readOf(result)).toContain('Mode edit (one picture was given)');
    expect(readOf(result)).toContain('Cost 4 credits · Left 36 of 40');
    expect(result.notified).toEqual([]);
    expect(ada.sees(slack.channel).filter(({ ours }) => ours)).toEqual([]);
    expect(asked && ada.seesStatus(asked)).toBeNull();
    expect(await flow.balance(ada)).toEqual(left(36));
  });

  it('say what goes on in the thread while a picture is made', async () => {
    const { slack } = flow;
    const ben = slack.person('Ben');
    const before = slack.traffic.length;
    const result = await flow.ended(ben, () => ben.say(slack.channel, 'a lighthouse @Easel'));
    expect(readOf(result)).toContain('Mode generate (no picture was given)');
    // What others read before may be taken away in the same moment.
    const told = slack.traffic.slice(before).filter(({ args }) => args.thread_ts === result.threadTs);
    expect(told.find(({ method }) => method === 'assistant.threads.setStatus')?.args.status).toMatch(/\S/);
  });

  it('use both pictures of a mention', async () => {
    const { slack, simulator } = flow;
    const cleo = slack.person('Cleo');
    const files = [await photo(), await photo('lamp.png', '#cc2222')];
    const result = await flow.ended(cleo, () => cleo.say(slack.channel, 'put both together @Easel', { files }));
    expect(readOf(result)).toContain('Mode multi-reference (2 pictures were given)');
    expect(readOf(result)).toContain('2 references were used');
    expect(simulator.requests.at(-1)?.files).toHaveLength(2);
    expectWhole(result);
    expect(await flow.balance(cleo)).toEqual(left(36));
  });

  it("go on from a result in its thread, for whoever says them, and change the thread's newest picture", async () => {
    const { slack, simulator } = flow;
    const [dan, eva, fay] = ['Dan', 'Eva', 'Fay'].map((name) => slack.person(name));
    if (!dan || !eva || !fay) throw new Error('Three people are here.');
    const first = await flow.ended(dan, () => dan.command(slack.channel, '/imagine', 'a fox --n 2'));
    const second = await flow.ended(eva, () => eva.reply(first, '@Easel #2 make it blue'));
    expect([second.threadTs, readOf(second).includes('1 reference was used')]).toEqual([first.ts, true]);
    expect(simulator.requests.at(-1)?.files.map(({ bytes }) => bytes)).toEqual([
      await bareLength(picturesOf(first)[1]?.bytes),
    ]);
    const [source] = await flow.jobs(dan);
    const [blue] = await flow.jobs(eva);
    expect(blue?.parent).toEqual({ jobId: source?.id, by: 'message' });
    const third = await flow.ended(fay, () => fay.reply(second, '@Easel at night'));
    expect(third.threadTs).toBe(first.ts);
    expect((await flow.jobs(fay))[0]?.parent?.jobId).toBe(blue?.id);
    const balances = await Promise.all([dan, eva, fay].map((person) => flow.balance(person)));
    expect(balances).toEqual([left(36), left(36), left(36)]);
  });

  it('are told where there is no picture of that number, and which one was changed where none was named', async () => {
    const { slack } = flow;
    const gus = slack.person('Gus');
    const first = await flow.ended(gus, () => gus.command(slack.channel, '/imagine', 'a fox --n 2'));
    const told = await flow.ended(gus, () => gus.reply(first, '@Easel #3 make it red'));
    expect(readOf(told)).toMatch(/The value 3 does not fit the option picture\..* Nothing was charged\./);
    const second = await flow.ended(gus, () => gus.reply(first, '@Easel make it red'));
    expect(readOf(second)).toContain('Picture 1 of 2 was changed. Begin with #2 for the second one.');
    expect(await flow.balance(gus)).toEqual(left(32));
  });

  it('mean nothing where they are not said to it, also in a thread about a result', async () => {
    const { slack, simulator } = flow;
    const [hal, ida] = [slack.person('Hal'), slack.person('Ida')];
    const first = await flow.ended(hal, () => hal.command(slack.channel, '/imagine', 'a fox'));
    const before = simulator.requests.length;
    await ida.say(slack.channel, 'what a nice fox');
    await ida.reply(first, 'lovely');
    await ida.reply(first, 'now with a hat', { files: [await photo()] });
    await ida.say(slack.channel, 'everybody look <!channel>');
    await flow.ended(ida, () => ida.say(slack.channel, '@Easel a cat'));
    expect(simulator.requests.length).toBe(before + 1);
    expect(await flow.jobs(ida)).toHaveLength(1);
  });

  it('help whoever says nothing, and only them', async () => {
    const { slack } = flow;
    const kim = slack.person('Kim');
    const nothing = await flow.ended(kim, () => kim.say(slack.channel, '@Easel'));
    expect([nothing.ephemeral, readOf(nothing)]).toEqual([true, expect.stringContaining('Say what the picture')]);
    const files = [await photo()];
    const alone = await flow.ended(kim, () => kim.say(slack.channel, '@Easel', { files }));
    expect([alone.ephemeral, readOf(alone)]).toEqual([true, expect.stringContaining('What should change?')]);
    expect(await flow.balance(kim)).toEqual(left(40));
  });

  it('work in direct messages, with words and with a picture, on the same account', async () => {
    const { slack } = flow;
    const leo = slack.person('Leo');
    const first = await flow.ended(leo, () => leo.dm('a red fox'));
    expect([first.channelId, first.threadTs, isResult(first)]).toEqual([leo.direct().id, null, true]);
    const files = [await photo()];
    const second = await flow.ended(leo, () => leo.dm('make it night', { files }));
    expect(readOf(second)).toContain('Mode edit (one picture was given)');
    const third = await flow.ended(leo, () => leo.reply(second, 'in winter'));
    expect([third.threadTs, readOf(third).includes('1 reference was used')]).toEqual([second.ts, true]);
    expect((await flow.jobs(leo))[0]?.parent?.jobId).toBe((await flow.jobs(leo))[1]?.id);
    expect(await flow.balance(leo)).toEqual(left(30));
    const told = await flow.ended(leo, () => leo.press(first, 'Thread'));
    expect(readOf(told)).toContain('Say there what should change');
    const fourth = await flow.ended(leo, () => leo.reply(first, 'as a stamp'));
    expect([fourth.threadTs, readOf(fourth).includes('1 reference was used')]).toEqual([first.ts, true]);
  });

  it('are said as Slack describes its API', async () => {
    await flow.expectTidy();
    await flow.slack.expectConform();
  });
});

const plain = ({ slack, ...config }: Config): Config => ({
  ...config,
  ...(slack && { slack: { ...slack, plainReplies: true } }),
});

describe('plain words in a thread on Slack, where the operator wants them', () => {
  let flow: SlackFlow;
  beforeAll(async () => {
    flow = await openSlackFlow({ transport: 'socket', change: plain });
    flow.slack.grant('channels:history', 'groups:history', 'mpim:history');
  });
  afterAll(async () => {
    await flow.close();
  });

  it('change the newest picture there, but what people say to each other does not', async () => {
    const { slack } = flow;
    const [ada, ben, cleo] = [slack.person('Ada'), slack.person('Ben'), slack.person('Cleo')];
    const first = await flow.ended(ada, () => ada.command(slack.channel, '/imagine', 'a red fox'));
    const opened = await flow.ended(ben, () => ben.press(first, 'Thread'));
    expect(readOf(opened)).toContain('Say there what should change');
    const second = await flow.ended(ben, () => ben.reply(first, 'make it blue'));
    expect([second.threadTs, labelsOf(second).includes('Thread')]).toEqual([first.ts, false]);
    await cleo.reply(first, '@Ben nice one');
    await cleo.say(slack.channel, 'plain words outside');
    const elsewhere = await cleo.say(slack.channel, 'who wants lunch?');
    await cleo.reply(elsewhere, 'pizza');
    const third = await flow.ended(ada, () => ada.reply(first, 'at night'));
    expect(readOf(third)).toContain('1 reference was used');
    expect((await flow.jobs(ada))[0]?.parent?.jobId).toBe((await flow.jobs(ben))[0]?.id);
    expect(await flow.jobs(cleo)).toEqual([]);
  });

  it('are about a picture that somebody posted there since', async () => {
    const { slack, simulator } = flow;
    const [dan, eva] = [slack.person('Dan'), slack.person('Eva')];
    const first = await flow.ended(dan, () => dan.command(slack.channel, '/imagine', 'a red fox'));
    const own = await photo('desk.png');
    await dan.reply(first, '', { files: [own] });
    const second = await flow.ended(eva, () => eva.reply(first, '@Easel remove the cup'));
    expect(readOf(second)).toContain('Mode edit (one picture was given)');
    expect(simulator.requests.at(-1)?.files.map(({ bytes }) => bytes)).toEqual([own.bytes.length]);
    expectWhole(second);
    await dan.reply(first, 'or this one', { files: [await photo('other.png')] });
    const back = await flow.ended(eva, () => eva.reply(first, '@Easel go back to v1'));
    expect(readOf(back)).toContain('v1 is the newest already');
  });

  it('are said as Slack describes its API', async () => {
    await flow.expectTidy();
    await flow.slack.expectConform();
  });
});
