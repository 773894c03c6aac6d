import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALLOWANCE, COST, type FaultyFlow, openFaultyFlow, oursIn, resultsIn } from './discord-fault-kit.ts';
import { isResult } from './open-discord-flow.ts';

const CALLBACK = /\/callback$/;
const ORIGINAL = /original$/;

let flow: FaultyFlow;
beforeAll(async () => {
  flow = await openFaultyFlow();
});
afterAll(async () => {
  await flow.discord.expectConform();
  await flow.close();
});

const postsIn = (path: RegExp) =>
  flow.discord.traffic.filter((call) => call.method === 'POST' && path.test(call.path)).length;

describe('a first answer that goes wrong', () => {
  it.each([
    ['is lost before it took effect', {}],
    ['is lost after it took effect', { afterEffect: true }],
    ['breaks off', { how: 'drop' }],
    ['is answered by a failure of Discord', { status: 500, body: { message: 'Internal Server Error', code: 0 } }],
  ] as const)('and %s is repeated, and the picture reaches its person once', async (_what, how) => {
    const { discord } = flow;
    const ada = discord.person('ada');
    const before = oursIn(flow, ada).length;
    discord.fail({ method: 'POST', path: CALLBACK, ...how });
    const asked = await ada.command(discord.channel, 'imagine', { prompt: 'a red fox' });
    const shown = await flow.result(asked);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(shown.files).toHaveLength(1);
    expect(oursIn(flow, ada)).toHaveLength(before + 1);
  });

  it('and comes too late for Discord: the picture comes as a message of its own in the channel', async () => {
    const { discord } = flow;
    const ada = discord.person('ada');
    const before = oursIn(flow, ada).length;
    discord.fail({
      method: 'POST',
      path: CALLBACK,
      status: 404,
      body: { code: 10062, message: 'Unknown interaction' },
    });
    void ada.command(discord.channel, 'imagine', { prompt: 'a red fox' });
    await flow.newest(ada, before + 1);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(oursIn(flow, ada).at(-1)?.notified).toEqual([]);
  });

  it('and was wanted in private comes by direct message, and never in public', async () => {
    const { discord } = flow;
    const [ada, bob] = [discord.person('ada'), discord.person('bob')];
    const before = oursIn(flow, bob).length;
    discord.fail({
      method: 'POST',
      path: CALLBACK,
      status: 404,
      body: { code: 10062, message: 'Unknown interaction' },
    });
    void ada.command(discord.channel, 'imagine', { prompt: 'a secret fox', private: true });
    await flow.shown(ada, isResult, ada.directMessages());
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(oursIn(flow, bob)).toHaveLength(before);
    expect(oursIn(flow, ada, ada.directMessages())).toHaveLength(1);
  });

  it('and has no way left at all ends without a job, a hold or a loop', async () => {
    const { discord } = flow;
    const ada = discord.person('ada', { dmsOpen: false });
    discord.fail({
      method: 'POST',
      path: CALLBACK,
      status: 404,
      body: { code: 10062, message: 'Unknown interaction' },
      times: 2,
    });
    const before = discord.traffic.length;
    void ada.command(discord.channel, 'imagine', { prompt: 'a secret fox', private: true });
    await discord.until(() => flow.log.lines.some(({ message }) => message === 'Refusal could not be shown'));
    // The watchdog's answer too, lest its failure fall to the next test.
    const callbacks = () => discord.traffic.slice(before).filter(({ path }) => CALLBACK.test(path)).length;
    await discord.until(() => callbacks() === 2);
    expect(await flow.jobs(ada)).toEqual([]);
    expect(discord.traffic.length - before).toBeLessThan(8);
  });
});

describe('an answer that goes wrong on the way', () => {
  it('is shown once although the last edit took effect and its answer was lost', async () => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const before = resultsIn(flow, ada).length;
    const asked = await flow.drawing(ada);
    discord.fail({ method: 'PATCH', path: ORIGINAL, afterEffect: true, times: 2 });
    gate.open();
    await flow.result(asked);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(resultsIn(flow, ada)).toHaveLength(before + 1);
  });

  it('makes no second message where a mention was answered and nobody was told', async () => {
    const { discord } = flow;
    const ada = discord.person('ada');
    const before = oursIn(flow, ada).length;
    discord.fail({ method: 'POST', path: /channels\/\d+\/messages$/, afterEffect: true });
    await ada.say(discord.channel, `<@${discord.botId}> a red fox`);
    await flow.newest(ada, before + 1);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(postsIn(/channels\/\d+\/messages$/)).toBeGreaterThan(1);
  });
});
