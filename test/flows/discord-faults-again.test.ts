import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from '../fakes/discord/people/person.ts';
import {
  ALLOWANCE,
  type Asking,
  COST,
  type FaultyFlow,
  openFaultyFlow,
  oursIn,
  resultsIn,
} from './discord-fault-kit.ts';

const EDIT_COST = 4;
const AGAIN = [1, 2, 3, 4];

let flow: FaultyFlow;
beforeEach(async () => {
  flow = await openFaultyFlow();
});
afterEach(async () => {
  await flow.discord.expectConform();
  await flow.close();
});

const again = (person: Person, asked: Asking) => AGAIN.forEach(() => void person.redeliver(asked));

/** Another process over the same data, after the first one ended. */
async function restart(): Promise<void> {
  const { discord, simulator, dataDir } = flow;
  await flow.stop();
  flow = await openFaultyFlow({ discord, simulator, dataDir });
}

/** Whatever came was heard: each delivery is answered, even where that is refused as a second answer. */
const heard = (deliveries: number) =>
  flow.discord.until(
    () => flow.discord.traffic.filter(({ path }) => path.endsWith('/callback')).length >= deliveries,
    15_000,
  );

describe('what Discord delivers five times at once, and after a restart', { timeout: 120_000 }, () => {
  it('is one job, one charge and one message of a slash command', async () => {
    const { discord, simulator } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada);
    again(ada, asked);
    flow.gate.open();
    await flow.result(asked);
    await restart();
    again(ada, asked);
    await heard(9);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(await flow.jobs(ada)).toHaveLength(1);
    expect(oursIn(flow, ada)).toHaveLength(1);
    expect(simulator.taken).toBe(1);
  });

  it('is one job of a button, and one of a form', async () => {
    const { discord, simulator } = flow;
    const ada = discord.person('ada');
    const first = await flow.result(await ada.command(discord.channel, 'imagine', { prompt: 'a red fox' }));
    const pressed = await ada.press(first, 'Reroll');
    again(ada, pressed);
    await flow.newest(ada, 2);
    const form = await ada.press(first, 'Edit');
    const sent = await ada.fill(form, { prompt: 'in winter' });
    again(ada, sent);
    await flow.newest(ada, 3);
    await restart();
    again(ada, pressed);
    again(ada, sent);
    await heard(20);
    await flow.expectQuiet(ada, { available: ALLOWANCE - 2 * COST - EDIT_COST });
    expect(await flow.jobs(ada)).toHaveLength(3);
    expect(resultsIn(flow, ada)).toHaveLength(3);
    expect(simulator.taken).toBe(3);
  });

  it('is one job of a mention', async () => {
    const { discord, gate, simulator } = flow;
    const ada = discord.person('ada');
    gate.shut();
    const said = await ada.say(discord.channel, `<@${discord.botId}> a red fox`);
    AGAIN.forEach(() => void ada.tellAgain(said));
    await expect.poll(gate.arrived, { timeout: 15_000 }).toBe(1);
    gate.open();
    await flow.answered(ada, said);
    await restart();
    AGAIN.forEach(() => void ada.tellAgain(said));
    // What came before it has been heard by then.
    await flow.result(await ada.command(discord.channel, 'imagine', { prompt: 'a blue fox' }));
    await flow.expectQuiet(ada, { available: ALLOWANCE - 2 * COST });
    expect(await flow.jobs(ada)).toHaveLength(2);
    expect(resultsIn(flow, ada)).toHaveLength(2);
    expect(simulator.taken).toBe(2);
  });

  it('is one job of what the gateway replays when its connection is resumed', async () => {
    const { discord, simulator } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada);
    discord.gateway.disconnect();
    await discord.until(() => !discord.gateway.sessions.some(({ socket }) => socket));
    again(ada, asked);
    await discord.until(() => discord.gateway.counts.resumed > 0, 10_000);
    flow.gate.open();
    await flow.result(asked);
    await heard(5);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(oursIn(flow, ada)).toHaveLength(1);
    expect(simulator.taken).toBe(1);
  });
});
