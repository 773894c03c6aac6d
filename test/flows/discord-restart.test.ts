import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALLOWANCE, COST, type FaultyFlow, openFaultyFlow, oursIn } from './discord-fault-kit.ts';
import { isResult } from './open-discord-flow.ts';

let first: FaultyFlow;
beforeEach(async () => {
  first = await openFaultyFlow();
});
afterEach(async () => {
  await first.discord.expectConform();
});

/** Another process over the same data, after the first one ended. */
const again = () => {
  const { discord, simulator, dataDir } = first;
  return openFaultyFlow({ discord, simulator, dataDir });
};

describe('a stop in good order', () => {
  it('lets what is drawn end, within the time it has', async () => {
    const { discord, gate } = first;
    const ada = discord.person('ada');
    const asked = await first.drawing(ada);
    const stopped = first.stop();
    gate.open();
    await stopped;
    await first.result(asked);
    const second = await again();
    await second.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(oursIn(second, ada)).toHaveLength(1);
    await second.close();
  });

  it('hands what waits in line to the next process, which shows it in the same message', async () => {
    const { discord, gate } = first;
    const ada = discord.person('ada');
    const asked = [await first.drawing(ada)];
    for (const prompt of ['two', 'three', 'four'])
      asked.push(await ada.command(discord.channel, 'imagine', { prompt }));
    const stopped = first.stop();
    gate.open();
    await stopped;
    const second = await again();
    for (const one of asked) await second.result(one);
    await second.expectQuiet(ada, { available: ALLOWANCE - 4 * COST });
    expect(oursIn(second, ada)).toHaveLength(4);
    expect(second.simulator.taken).toBe(4);
    await second.close();
  });

  it('refuses nothing silently: what comes meanwhile is answered', async () => {
    const { discord, gate } = first;
    const ada = discord.person('ada');
    await first.drawing(ada);
    const stopping = first.easel.engine.stop(5000);
    const late = await ada.command(discord.channel, 'imagine', { prompt: 'too late' });
    await discord.until(() => late.shown()?.text.includes('restart'));
    gate.open();
    await stopping;
    await first.close();
  });
});

describe('the next process', () => {
  it('shows what Discord did not take before, and edits the message that is there', async () => {
    const { discord, gate, clock } = first;
    const ada = discord.person('ada');
    const asked = await first.drawing(ada);
    discord.fail({ method: 'PATCH', status: 503, times: 6 });
    clock.hurry(20);
    gate.open();
    await discord.until(
      () => discord.traffic.filter(({ method, status }) => method === 'PATCH' && status === undefined).length >= 6,
      15_000,
    );
    await first.stop();
    const second = await again();
    await second.result(asked);
    await second.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(oursIn(second, ada)).toHaveLength(1);
    expect(second.simulator.taken).toBe(1);
    await second.close();
  });

  it('sends a private result by direct message where its token died meanwhile', async () => {
    const { discord, gate, clock } = first;
    const ada = discord.person('ada');
    gate.shut();
    for (const prompt of ['a red fox', 'a blue fox', 'a green fox'])
      await ada.command(discord.channel, 'imagine', { prompt, private: true });
    await expect.poll(gate.arrived, { timeout: 5000 }).toBe(2);
    await expect
      .poll(async () => (await first.jobs(ada)).map(({ state }) => state).toSorted(), { timeout: 5000 })
      .toEqual(['queued', 'running', 'running']);
    const waiting = (await first.jobs(ada)).find(({ state }) => state === 'queued');
    const stopped = first.stop();
    gate.open();
    await stopped;
    clock.jump(15 * 60_000);
    const { simulator, dataDir } = first;
    const second = await openFaultyFlow({ discord, simulator, dataDir, jumped: 15 * 60_000 });
    const direct = ada.directMessages();
    await discord.until(() => oursIn(second, ada, direct).some(isResult), 15_000);
    const [result] = oursIn(second, ada, direct);
    expect(result?.text).toContain(waiting?.request.prompt);
    await second.expectQuiet(ada, { available: ALLOWANCE - 3 * COST });
    await second.close();
  });

  it('answers the buttons of every result, and of what a moderator removed meanwhile none comes back', async () => {
    const { discord, gate } = first;
    const ada = discord.person('ada');
    const asked = await first.drawing(ada);
    const queued = await ada.command(discord.channel, 'imagine', { prompt: 'two' });
    const third = await ada.command(discord.channel, 'imagine', { prompt: 'three' });
    await expect.poll(async () => (await first.jobs(ada)).length).toBe(3);
    const stopped = first.stop();
    gate.open();
    await stopped;
    discord.deleteMessage(third.shown() ?? { id: '' });
    const second = await again();
    const result = await second.result(asked);
    await second.result(queued);
    await second.result(await ada.press(result, 'Vary'));
    await expect.poll(() => second.easel.jobs.unfinished(), { timeout: 15_000 }).toEqual([]);
    expect(third.shown()?.deleted).toBe(true);
    expect(oursIn(second, ada).some(({ text }) => text.includes('three'))).toBe(false);
    await second.close();
  });
});
