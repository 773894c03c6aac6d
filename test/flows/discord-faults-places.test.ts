import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../fakes/discord/people/person.ts';
import type { PermissionName, PlayedChannel } from '../fakes/discord/state.ts';
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

describe('a channel in which Easel lacks a permission', () => {
  it.each<[PermissionName, string]>([
    ['ViewChannel', 'View Channel'],
    ['SendMessages', 'Send Messages'],
    ['AttachFiles', 'Attach Files'],
  ])('%s: says so by its name and only to who asked, and holds nothing', async (permission, name) => {
    const { discord } = flow;
    const [ada, bob] = [discord.person('ada'), discord.person('bob')];
    const channel = discord.addChannel({ name: 'quiet' });
    discord.deny(channel, 'bot', permission);
    const asked = await ada.command(channel, 'imagine', { prompt: 'a red fox' });
    const shown = await discord.until(() => asked.shown()?.text.includes(name) && asked.shown());
    expect(shown).toMatchObject({ ephemeral: true, loading: false });
    expect(shown.text).toContain('Nothing was charged');
    expect(oursIn(flow, bob, channel)).toEqual([]);
    expect(await flow.jobs(ada, channel)).toEqual([]);
    expect(await flow.balance(ada, channel)).toEqual({ available: ALLOWANCE, held: 0 });
  });

  it('says so in private to a mention, where it may not answer it', async () => {
    const { discord } = flow;
    const ada = discord.person('ada');
    const channel = discord.addChannel({ name: 'listening' });
    discord.deny(channel, 'bot', 'SendMessages');
    await ada.say(channel, `<@${discord.botId}> a red fox`);
    const direct = ada.directMessages();
    await discord.until(() => oursIn(flow, ada, direct).some(({ text }) => text.includes('Send Messages')));
    expect(await flow.jobs(ada, channel)).toEqual([]);
    expect(oursIn(flow, ada, channel)).toEqual([]);
  });

  it('takes the picture by the webhook where the permission is taken away meanwhile', async () => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const channel = discord.addChannel({ name: 'changing' });
    const asked = await flow.drawing(ada, channel);
    discord.deny(channel, 'bot', 'SendMessages', 'AttachFiles');
    gate.open();
    await flow.result(asked);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST }, channel);
  });
});

describe('a server that lets nobody use apps of their own openly', () => {
  it('shows what they make to themselves alone, although they asked for it openly', async () => {
    const { discord } = flow;
    const guild = discord.addGuild({ name: 'Strict', withoutBot: true });
    const channel = discord.addChannel({ guild });
    discord.deny(channel, 'everyone', 'UseExternalApps');
    const [ada, bob] = [
      discord.person('ada', { guilds: [guild], installed: true }),
      discord.person('bob', { guilds: [guild] }),
    ];
    const asked = await ada.command(channel, 'imagine', { prompt: 'a red fox' });
    const result = await flow.result(asked);
    expect(result.ephemeral).toBe(true);
    await flow.result(await ada.press(result, 'Reroll'));
    expect(oursIn(flow, bob, channel)).toEqual([]);
  });
});

describe('a server whose own rules block words', () => {
  it('is shown none of them, and the person is told where the picture they paid for is', async () => {
    const { discord } = flow;
    const guild = discord.addGuild({ name: 'Ruled', blockedWords: ['zebra'] });
    const channel = discord.addChannel({ guild });
    const ada = discord.person('ada', { guilds: [guild] });
    const asked = await ada.command(channel, 'imagine', { prompt: 'a zebra' });
    const shown = await discord.until(() => asked.shown()?.text.includes('own rules blocked') && asked.shown(), 15_000);
    const [job] = await flow.jobs(ada, channel);
    expect(shown.text).toContain(`What was made is yours\\: \`/history job:${job?.id}\` shows it to you alone.`);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST }, channel);
  });
});

describe('a place that changes while a job is on its way', () => {
  const thread = (): PlayedChannel => flow.discord.addThread(flow.discord.addChannel({ name: 'parent' }));

  it('an archived thread is opened again for the result', async () => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const place = thread();
    await flow.drawing(ada, place);
    discord.archive(place);
    gate.open();
    await flow.shown(ada, isResult, place);
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST }, place);
    expect(oursIn(flow, ada, place)).toHaveLength(1);
  });

  it('a locked thread stays as it is, and the result comes by direct message', async () => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const place = thread();
    await flow.drawing(ada, place);
    discord.lock(place);
    gate.open();
    await flow.shown(ada, isResult, ada.directMessages());
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST }, place);
    expect(place).toMatchObject({ locked: true, archived: true });
  });

  it('a channel that is deleted ends the job of a command; what was made stays in the history', async () => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const channel = discord.addChannel({ name: 'passing' });
    await flow.drawing(ada, channel);
    discord.deleteChannel(channel);
    gate.open();
    const { result } = await flow.over(ada, channel);
    await flow.expectQuiet(ada, { available: ALLOWANCE - (result?.charged ?? 0) }, channel);
    expect(oursIn(flow, ada, ada.directMessages())).toEqual([]);
  });

  it.each<[string, (channel: PlayedChannel) => void]>([
    ['is deleted', (channel) => flow.discord.deleteChannel(channel)],
    ['hides itself from Easel', (channel) => flow.discord.deny(channel, 'bot', 'ViewChannel')],
  ])('a channel that %s loses no picture that a mention asked for', async (_what, change) => {
    const { discord, gate } = flow;
    const ada = discord.person('ada');
    const channel = discord.addChannel({ name: 'passing' });
    await mentioned(ada, channel);
    change(channel);
    gate.open();
    const result = await flow.shown(ada, isResult, ada.directMessages());
    expect(result.text).toContain('in another place');
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST }, channel);
  });

  it('a server that removes Easel gets nothing any more; the person still gets what they paid for', async () => {
    const { discord, gate } = flow;
    const guild = discord.addGuild({ name: 'Leaving' });
    const channel = discord.addChannel({ guild });
    const ada = discord.person('ada', { guilds: [guild, discord.guild] });
    await mentioned(ada, channel);
    discord.removeBot(guild);
    gate.open();
    await flow.shown(ada, isResult, ada.directMessages());
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST }, channel);
  });

  it('a server that removes Easel ends a job whose person cannot be reached, without a loop', async () => {
    const { discord, gate } = flow;
    const guild = discord.addGuild({ name: 'Gone' });
    const channel = discord.addChannel({ guild });
    const ada = discord.person('ada', { guilds: [guild] });
    await mentioned(ada, channel);
    discord.removeBot(guild);
    gate.open();
    expect(await flow.over(ada, channel)).toMatchObject({ state: 'succeeded' });
    const at = discord.traffic.length;
    await flow.expectQuiet(ada, { available: ALLOWANCE - COST }, channel);
    expect(discord.traffic.length).toBe(at);
  });

  async function mentioned(person: Person, channel: PlayedChannel): Promise<void> {
    const { discord, gate } = flow;
    gate.shut();
    const before = gate.arrived();
    await person.say(channel, `<@${discord.botId}> a red fox`);
    await expect.poll(gate.arrived, { timeout: 5000 }).toBe(before + 1);
  }
});
