import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ALLOWANCE,
  COST,
  type FaultyFlow,
  openFaultyFlow,
  oursIn,
  PATIENCE_MS,
  resultsIn,
} from './discord-fault-kit.ts';

let flow: FaultyFlow;
beforeAll(async () => {
  flow = await openFaultyFlow();
});
afterAll(async () => {
  await flow.discord.expectConform();
  await flow.close();
});

/** Calls that could show something, from a moment on. */
const showingSince = (at: number) =>
  flow.discord.traffic.slice(at).filter(({ method, path }) => method !== 'DELETE' && !path.endsWith('/callback'));

describe('a message that a moderator removes', () => {
  it('while its job is on its way takes the job with it: nothing is charged, nothing comes back', async () => {
    const { discord, gate, simulator } = flow;
    const ada = discord.person('ada');
    const [taken, before] = [simulator.taken, oursIn(flow, ada).length];
    const asked = await flow.drawing(ada);
    const message = asked.shown();
    if (!message) throw new Error('Nothing was shown.');
    discord.deleteMessage(message);
    expect(await flow.over(ada)).toMatchObject({ state: 'canceled' });
    const at = discord.traffic.length;
    gate.open();
    await flow.expectQuiet(ada, { available: ALLOWANCE });
    expect(simulator.taken).toBe(taken);
    expect(showingSince(at)).toEqual([]);
    expect(oursIn(flow, ada)).toHaveLength(before);
  });

  it('while nobody hears of it ends the job with the next progress', async () => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada);
    removeUnheard(asked.shown()?.id);
    expect(await flow.over(ada)).toMatchObject({ state: 'canceled' });
    gate.open();
    await flow.expectQuiet(ada, { available: ALLOWANCE });
  });

  it('with many others at once takes its job with it', async () => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada);
    const id = asked.shown()?.id ?? '';
    const { guild, channel } = discord;
    removeUnheard(id);
    const ids = ['1', id, '2'];
    discord.world.dispatch(
      'MESSAGE_DELETE_BULK',
      { guildId: guild.id, channelId: channel.id },
      { ids, channel_id: channel.id },
    );
    expect(await flow.over(ada)).toMatchObject({ state: 'canceled' });
    gate.open();
    await flow.expectQuiet(ada, { available: ALLOWANCE });
  });

  it('just before its end is not replaced: the picture is paid for and stays in the history', async () => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const before = oursIn(flow, ada).length;
    // The end waits for the progress on its way.
    const progress = discord.hold({ method: 'PATCH', path: /original$/ });
    const asked = await flow.drawing(ada);
    gate.open();
    await progress.arrived;
    await expect.poll(() => flow.jobs(ada), { timeout: PATIENCE_MS }).toMatchObject([{ state: 'delivering' }]);
    removeUnheard(asked.shown()?.id);
    progress.release();
    await flow.over(ada);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(oursIn(flow, ada)).toHaveLength(before);
    const history = await ada.command(discord.channel, 'history', { job: (await flow.jobs(ada))[0]?.id ?? '' });
    await discord.until(() => history.shown()?.files.some((file) => file.in === 'file'));
  });

  it('after its end stays away, and the person keeps what they paid for', async () => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada);
    gate.open();
    const result = await flow.result(asked);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    const at = discord.traffic.length;
    discord.deleteMessage(result);
    ada.redeliver(asked);
    await discord.until(() => discord.traffic.slice(at).some(({ path }) => path.endsWith('/callback')));
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(resultsIn(flow, ada).map(({ id }) => id)).not.toContain(result.id);
    expect(await flow.jobs(ada)).toMatchObject([{ state: 'succeeded' }]);
  });

  /** Without the event, as when the connection was down. */
  function removeUnheard(id = ''): void {
    const message = flow.discord.world.messages.get(id);
    if (!message) throw new Error('Nothing was shown.');
    message.deleted = true;
    flow.discord.world.changed();
  }
});
