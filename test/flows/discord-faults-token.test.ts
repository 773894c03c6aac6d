import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ALLOWANCE, COST, type FaultyFlow, openFaultyFlow, oursIn } from './discord-fault-kit.ts';
import { isResult, labelsOf } from './open-discord-flow.ts';

const QUARTER_MS = 15 * 60_000;

describe('a picture that takes longer than the token of its command lives', () => {
  let flow: FaultyFlow;
  beforeEach(async () => {
    flow = await openFaultyFlow();
  });
  afterEach(async () => {
    await flow.discord.expectConform();
    await flow.close();
  });

  it('comes in the same message of the channel, with all its buttons', async () => {
    const { discord, gate, clock } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada);
    clock.jump(QUARTER_MS);
    gate.open();
    const result = await flow.result(asked);
    expect(oursIn(flow, ada).map(({ id }) => id)).toEqual([result.id]);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    const again = await ada.press(result, 'Reroll');
    await flow.result(again);
  });

  it('comes by direct message where it was asked for in private, as was told beforehand, and can be deleted there', async () => {
    const { discord, gate, clock } = flow;
    const ada = discord.person('ada');
    const asked = await flow.drawing(ada, discord.channel, { private: true });
    await discord.until(() => asked.shown()?.text.includes('it comes to you by direct message'));
    clock.jump(QUARTER_MS);
    gate.open();
    const direct = ada.directMessages();
    const result = await flow.shown(ada, isResult, direct);
    expect(result.text).toContain('in another place');
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    const refused = await ada.press(result, 'Share');
    await discord.until(() => refused.shown()?.text.includes('You may not share a result in direct messages'));
    await ada.dm('make it blue', { replyTo: result });
    await discord.until(
      () =>
        oursIn(flow, ada, direct).at(-1)?.text.includes('make it blue') &&
        isResult(oursIn(flow, ada, direct).at(-1) ?? result),
    );
    await expect.poll(() => flow.easel.jobs.unfinished()).toEqual([]);
    const changed = oursIn(flow, ada, direct).at(-1);
    await ada.press(changed ?? result, 'Delete');
    await ada.press(result, 'Delete');
    await discord.until(() => !oursIn(flow, ada, direct).some(isResult));
  });

  it('comes where it was asked for in direct messages, in which there is nobody to share it with', async () => {
    const { discord, gate, clock } = flow;
    const ada = discord.person('ada');
    const direct = ada.directMessages();
    const asked = await flow.drawing(ada, direct, { private: true });
    clock.jump(QUARTER_MS);
    gate.open();
    const result = await flow.shown(ada, isResult, direct);
    expect(labelsOf(result)).not.toContain('Share');
    expect(result.text).not.toContain('in another place');
    expect(asked.answer?.kind).toBe('deferred');
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST }, direct);
  });

  it('comes by direct message where only the person has installed Easel, as was told beforehand', async () => {
    const { discord, gate, clock } = flow;
    const elsewhere = discord.addGuild({ name: 'Elsewhere', withoutBot: true });
    const channel = discord.addChannel({ guild: elsewhere });
    const ada = discord.person('ada', { guilds: [elsewhere], installed: true });
    const asked = await flow.drawing(ada, channel);
    await discord.until(() => asked.shown()?.text.includes('it comes to you by direct message'));
    clock.jump(QUARTER_MS);
    gate.open();
    await flow.shown(ada, isResult, ada.directMessages());
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST }, channel);
  });

  it('ends without a loop where direct messages are closed, and is kept for its person in the history', async () => {
    const { discord, gate, clock } = flow;
    const ada = discord.person('ada', { dmsOpen: false });
    await flow.drawing(ada, discord.channel, { private: true });
    clock.jump(QUARTER_MS);
    gate.open();
    expect(await flow.over(ada)).toMatchObject({ state: 'succeeded' });
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST });
    expect(oursIn(flow, ada, ada.directMessages())).toEqual([]);
    const [job] = await flow.jobs(ada);
    const history = await ada.command(discord.channel, 'history', { job: job?.id ?? '' });
    const shown = await discord.until(() => history.shown()?.files.length === 1 && history.shown());
    expect(shown).toMatchObject({ ephemeral: true, text: expect.stringContaining('a red fox') });
    expect(shown.files[0]?.bytes).toEqual(await flow.easel.blobs.get(job?.result?.pictures[0]?.key ?? ''));
  });
});

describe('a provider that never answers', () => {
  let flow: FaultyFlow;
  afterAll(async () => {
    await flow.discord.expectConform();
    await flow.close();
  });

  it('is left by Cancel: nothing is charged and the message says so', async () => {
    flow = await openFaultyFlow();
    const { discord, simulator } = flow;
    const ada = discord.person('ada');
    simulator.fail({ kind: 'hang_before_headers' });
    const asked = await ada.command(discord.channel, 'imagine', { prompt: 'a red fox' });
    await expect.poll(() => simulator.requests.length, { timeout: 5000 }).toBe(1);
    const message = asked.shown();
    if (!message) throw new Error('Nothing was shown.');
    const pressed = await ada.press(message, 'Cancel');
    await discord.until(() => pressed.shown()?.text.includes('Canceled. Nothing was charged.'));
    await discord.until(() => asked.shown()?.text.includes('Nothing was charged'));
    expect(pressed.shown()?.ephemeral).toBe(true);
    await flow.expectQuiet(ada, { available: ALLOWANCE });
  });

  it.each([
    ['ends early', { kind: 'end_without_completed' }],
    ['breaks off', { kind: 'reset_mid_stream', afterEvents: 1 }],
    ['brings half a picture', { kind: 'corrupt' }],
  ] as const)('and a stream that %s is told as what it is and costs nothing', async (_what, fault) => {
    const { discord, simulator } = flow;
    const ada = discord.person('ada');
    simulator.fail(fault);
    const asked = await ada.command(discord.channel, 'imagine', { prompt: 'a red fox', model: 'openai/gpt-image-1' });
    await discord.until(() => asked.shown()?.text.includes('Nothing was charged.'), 15_000);
    expect(asked.shown()?.text).toContain('At the provider');
    await flow.expectQuiet(ada, { available: ALLOWANCE });
  });
});
