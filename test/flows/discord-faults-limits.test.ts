import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALLOWANCE, COST, type FaultyFlow, openFaultyFlow, oursIn } from './discord-fault-kit.ts';
import { isResult } from './open-discord-flow.ts';

let flow: FaultyFlow;
beforeAll(async () => {
  flow = await openFaultyFlow();
});
afterAll(async () => {
  await flow.discord.expectConform();
  await flow.close();
});

/** A limit for a moment, whose end nobody is told but by its refusals. */
const limited = (path: RegExp) => flow.discord.limit({ path, remaining: 0, resetAfter: 0.5, limit: 50 });

describe('a limit of Discord on', () => {
  it('first answers delays them, and loses nothing', async () => {
    const { discord } = flow;
    const ada = discord.person('ada');
    const limit = limited(/callback$/);
    await flow.result(await ada.command(discord.channel, 'imagine', { prompt: 'a red fox' }));
    limit.stop();
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
  });

  it('new messages delays the answer to a mention, and makes one', async () => {
    const { discord } = flow;
    const ada = discord.person('ada');
    const channel = discord.addChannel();
    const limit = limited(/channels\/\d+\/messages/);
    await ada.say(channel, `<@${discord.botId}> a red fox`);
    await flow.shown(ada, isResult, channel);
    limit.stop();
    expect(oursIn(flow, ada, channel)).toHaveLength(1);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST }, channel);
  });

  it('threads, forms, originals and removals delays what a button does', async () => {
    const { discord } = flow;
    const ada = discord.person('ada');
    const channel = discord.addChannel();
    const result = await flow.result(await ada.command(channel, 'imagine', { prompt: 'a red fox' }));
    const limit = limited(/threads$|callback$|original|messages\/\d+$/);
    const [thread, form, download] = await Promise.all(
      ['Thread', 'Edit', 'Download'].map((label) => ada.press(result, label)),
    );
    await discord.until(() => thread?.shown()?.text.includes('Go on in'));
    expect(form?.modal?.title).toBe('Edit this picture');
    await discord.until(() => download?.shown()?.files.some((file) => file.in === 'file'));
    await ada.press(result, 'Delete');
    await discord.until(() => !oursIn(flow, ada, channel).some(({ id }) => id === result.id));
    limit.stop();
  });

  it('direct messages delays what comes there', async () => {
    const { discord, gate, clock } = flow;
    const ada = discord.person('ada');
    await flow.drawing(ada, discord.channel, { private: true });
    clock.jump(15 * 60_000);
    const limit = limited(/users\/@me\/channels|messages$/);
    gate.open();
    await flow.shown(ada, isResult, ada.directMessages());
    limit.stop();
    expect(oursIn(flow, ada, ada.directMessages())).toHaveLength(1);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
  });

  it('old messages, of which nobody is told before, delays a result that took hours', async () => {
    const { discord, gate, clock } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada);
    clock.jump(2 * 3_600_000);
    gate.open();
    await flow.result(asked);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
  });
});
