import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALLOWANCE, COST, type FaultyFlow, openFaultyFlow, oursIn } from './discord-fault-kit.ts';

let flow: FaultyFlow;
beforeEach(async () => {
  flow = await openFaultyFlow({ played: { heartbeatMs: 300 } });
});
afterEach(async () => {
  await flow.discord.expectConform();
  await flow.close();
});

describe('the connection to Discord', () => {
  it.each<[string, () => void]>([
    ['is cut', () => flow.discord.gateway.disconnect()],
    ['is asked to reconnect', () => flow.discord.gateway.askToReconnect()],
  ])('that %s while a job is on its way is resumed: no event is lost, none counts twice', async (_what, trouble) => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada);
    trouble();
    await discord.until(
      () => !discord.gateway.sessions.some(({ socket }) => socket) || discord.gateway.counts.resumed > 0,
    );
    const second = ada.command(discord.channel, 'imagine', { prompt: 'a blue fox' });
    await discord.until(() => discord.gateway.counts.resumed > 0, 10_000);
    gate.open();
    await flow.result(asked);
    await flow.result(await second);
    await flow.expectQuiet(ada, { available: ALLOWANCE - 2 * COST });
    expect(oursIn(flow, ada)).toHaveLength(2);
  });

  it('whose session is over begins a new one, and jobs go on', async () => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada);
    discord.gateway.invalidate();
    await discord.until(() => discord.gateway.counts.identified === 2, 15_000);
    gate.open();
    await flow.result(asked);
    const second = await ada.command(discord.channel, 'imagine', { prompt: 'a blue fox' });
    await flow.result(second);
    await flow.expectQuiet(ada, { available: ALLOWANCE - 2 * COST });
  });

  it('that is dead without anybody saying so is noticed and taken up again', async () => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada);
    discord.gateway.acknowledgeHeartbeats(false);
    const beats = discord.gateway.counts.resumed + discord.gateway.counts.identified;
    await discord.until(() => discord.gateway.counts.resumed + discord.gateway.counts.identified > beats, 10_000);
    discord.gateway.acknowledgeHeartbeats(true);
    gate.open();
    await flow.result(asked);
    const second = await ada.command(discord.channel, 'imagine', { prompt: 'a blue fox' });
    await flow.result(second);
  });
});

describe("Discord's limits", () => {
  it.each<[string, RegExp, boolean]>([
    ['of the webhook', /original$/, false],
    ['of the whole bot', /./, true],
  ])('%s do not keep a result from its person, and no request is sent against them', async (_what, path, global) => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada);
    const limit = discord.limit({ path, remaining: 0, resetAfter: 1, global, limit: 50 });
    gate.open();
    await flow.result(asked);
    limit.stop();
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(oursIn(flow, ada)).toHaveLength(1);
    expect(discord.traffic.filter(({ status }) => status === 429).length).toBeLessThanOrEqual(2);
  });

  it('of the webhook for long let the result go by the channel at once', async () => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada);
    discord.limit({ path: /original$/, remaining: 0, resetAfter: 300 });
    gate.open();
    const startedAt = Date.now();
    await flow.result(asked);
    expect(Date.now() - startedAt).toBeLessThan(5000);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
  });
});

describe('Discord being down at the end of a job', () => {
  it('for a while lets the result wait: it is shown when Discord is back, once', async () => {
    const { discord, gate, clock } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada);
    discord.fail({ method: 'PATCH', status: 503, times: 40 });
    clock.hurry(20);
    gate.open();
    await flow.result(asked);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(oursIn(flow, ada)).toHaveLength(1);
    expect(flow.simulator.taken).toBe(1);
  });
});
