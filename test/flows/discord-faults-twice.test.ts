import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTheMorning } from './bent-clock.ts';
import { ALLOWANCE, COST, type FaultyFlow, openFaultyFlow, oursIn, resultsIn } from './discord-fault-kit.ts';
import { isResult, openDiscordFlow } from './open-discord-flow.ts';

describe('an event that Discord delivers more than once', () => {
  let flow: FaultyFlow;
  beforeAll(async () => {
    flow = await openFaultyFlow();
  });
  afterAll(async () => {
    await flow.discord.expectConform();
    await flow.close();
  });

  it('five times, before and after its end, makes one job, one charge and one message', async () => {
    const { discord, gate, simulator } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada);
    for (let again = 0; again < 4; again++) ada.redeliver(asked);
    gate.open();
    const result = await flow.shown(ada, isResult);
    ada.redeliver(asked);
    await discord.until(() => discord.traffic.filter(({ path }) => path.endsWith('/callback')).length === 6);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(await flow.jobs(ada)).toHaveLength(1);
    expect(oursIn(flow, ada).map(({ id }) => id)).toEqual([result.id]);
    expect(simulator.taken).toBe(1);
  });
});

describe('two processes on one token and one store', { timeout: 120_000 }, () => {
  it('make, charge and show every event once, whoever of them hears it first', async () => {
    const first = await openFaultyFlow({ wrap: (parts) => ({ ...parts, worker: { ...parts.worker, pid: 1 } }) });
    const { discord, simulator, dataDir } = first;
    const second = await openDiscordFlow({
      discord,
      simulator,
      dataDir,
      change: inTheMorning,
      wrap: (parts) => ({ ...parts, worker: { ...parts.worker, pid: 2, isAlive: () => true } }),
    });
    const [ada, bob] = [discord.person('ada'), discord.person('bob')];
    await Promise.all([
      ada.command(discord.channel, 'imagine', { prompt: 'a red fox' }),
      bob.command(discord.channel, 'imagine', { prompt: 'a blue fox', private: true }),
      ada.say(discord.channel, `<@${discord.botId}> a green fox`),
    ]);
    await discord.until(() => resultsIn(first, ada).length === 2 && resultsIn(first, bob).length === 3, 60_000);
    await first.expectQuiet(ada, { available: ALLOWANCE - 2 * COST });
    await first.expectQuiet(bob, { available: ALLOWANCE - COST });
    expect(oursIn(first, bob)).toHaveLength(3);
    expect(simulator.taken).toBe(3);
    await second.stop();
    await discord.expectConform();
    await first.close();
  });
});
