import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pngOf } from '../fixtures/pictures.ts';
import { type DiscordFlow, isResult, labelsOf, openDiscordFlow, readOf } from './open-discord-flow.ts';

const COMES_DIRECTLY = 'Should it take longer than 15 minutes, it comes to you by direct message.';

describe('places on Discord', () => {
  let flow: DiscordFlow;
  beforeAll(async () => {
    flow = await openDiscordFlow();
  });
  afterAll(async () => {
    await flow.close();
  });

  /** A server that Easel was not added to, with somebody who brings it along. */
  function abroad(name: string) {
    const { discord } = flow;
    const guild = discord.addGuild({ withoutBot: true });
    const person = discord.person(name, { guilds: [guild], installed: true });
    return { guild, person, channel: discord.addChannel({ guild, name: 'abroad' }) };
  }

  it('without Easel of their own are served for who brings it along, who is told beforehand what would come directly', async () => {
    const { discord, simulator } = flow;
    const { guild, person: ada, channel } = abroad('Ada');
    const other = discord.person('Ben', { guilds: [guild] });
    simulator.fail({ kind: 'hang_before_headers' });
    const asked = await ada.command(channel, 'imagine', { prompt: 'a fox' });
    const progress = await discord.until(() => [asked.shown()].find((shown) => shown?.text.includes('▱')));
    expect(readOf(progress)).toContain(COMES_DIRECTLY);
    await expect.poll(() => simulator.requests.length).toBe(1);
    await ada.press(progress, 'Cancel');
    await flow.ended(asked);
    const result = await flow.ended(ada.command(channel, 'imagine', { prompt: 'a fox', n: 2 }));
    expect(isResult(result)).toBe(true);
    expect(readOf(result)).not.toContain(COMES_DIRECTLY);
    expect(labelsOf(result)).not.toContain('Thread');
    expect(other.sees(channel).some(({ id }) => id === result.id)).toBe(true);
    expect(await flow.balance(ada, channel)).toEqual({ available: 36, held: 0 });
  });

  it('show it only to who asks where others may not be shown what they bring along', async () => {
    const { discord } = flow;
    const { guild, person: cleo, channel } = abroad('Cleo');
    const other = discord.person('Dan', { guilds: [guild] });
    discord.deny(channel, 'everyone', 'UseExternalApps');
    const result = await flow.ended(cleo.command(channel, 'imagine', { prompt: 'a fox' }));
    expect(result.ephemeral).toBe(true);
    expect(isResult(result)).toBe(true);
    expect(other.sees(channel)).toEqual([]);
  });

  it('between people only are served too, buttons and forms included', async () => {
    const { discord } = flow;
    const eva = discord.person('Eva', { installed: true });
    const fay = discord.person('Fay');
    const channel = discord.addPrivateChannel(eva, fay);
    const first = await flow.ended(eva.command(channel, 'imagine', { prompt: 'a fox' }));
    expect(isResult(first)).toBe(true);
    const second = await flow.ended(eva.press(first, 'Vary'));
    expect(isResult(second)).toBe(true);
    const form = await eva.press(second, 'Edit');
    expect(isResult(await flow.ended(eva.fill(form, { prompt: 'at night' })))).toBe(true);
    const photo = { name: 'a.png', bytes: await pngOf({ width: 60, height: 60 }) };
    const message = await fay.say(channel, '', { attachments: [photo] });
    const picked = await eva.messageMenu(message, 'Edit this image');
    expect(isResult(await flow.ended(eva.fill(picked, { prompt: 'warmer' })))).toBe(true);
    expect(await flow.balance(eva, channel)).toEqual({ available: 26, held: 0 });
  });

  it('take no more than five further messages where it was brought along, and lose no picture to that', async () => {
    const { discord, simulator } = flow;
    const { person: gus, channel } = abroad('Gus');
    // Ten pictures of 4 MB are more than one message takes.
    const big = Buffer.from(await pngOf({ width: 1180, height: 1180, noise: true })).toString('base64');
    simulator.fail({ kind: 'status', status: 200, body: { created: 1, data: Array(10).fill({ b64_json: big }) } });
    const asked = await gus.command(channel, 'imagine', { prompt: 'noise', n: 10 });
    await flow.ended(asked, isResult);
    const all = await discord.until(() => {
      const files = gus.sees(channel).flatMap((message) => message.files.filter((file) => file.in === 'gallery'));
      return files.length === 10 && files;
    });
    expect(all.map(({ alt }) => alt)).toEqual(
      Array.from({ length: 10 }, (_, index) => `Picture ${index + 1} of 10: noise`),
    );
    expect(asked.interaction.followUps).toBeGreaterThan(0);
    expect(asked.interaction.followUps).toBeLessThanOrEqual(5);
  });

  it('for adults let a lenient filter be asked for, and others do not', async () => {
    const { discord, simulator } = flow;
    const hal = discord.person('Hal');
    const adults = discord.addChannel({ name: 'adults', nsfw: true });
    const options = { prompt: 'a fox', moderation: 'low' };
    const usual = await flow.ended(hal.command(discord.channel, 'imagine', options));
    expect(readOf(usual)).toContain('⚠️ Low moderation is only for places marked as age-restricted, so auto was used.');
    expect(simulator.requests.at(-1)?.body).not.toMatchObject({ moderation: 'low' });
    const lenient = await flow.ended(hal.command(adults, 'imagine', options));
    expect(readOf(lenient)).not.toContain('Low moderation');
    expect(simulator.requests.at(-1)?.body).toMatchObject({ moderation: 'low' });
    const thread = discord.addThread(adults, { name: 'a thread for adults' });
    await flow.ended(hal.command(thread, 'imagine', options));
    expect(simulator.requests.at(-1)?.body).toMatchObject({ moderation: 'low' });
    const direct = await flow.ended(hal.command(hal.directMessages(), 'imagine', options));
    expect(isResult(direct)).toBe(true);
    expect(readOf(direct)).toContain('Low moderation is only for places');
  });

  it('stay as safe when what was made for adults is made once more elsewhere', async () => {
    const { discord, simulator } = flow;
    const ida = discord.person('Ida');
    const adults = discord.addChannel({ name: 'adults', nsfw: true });
    const made = await flow.ended(ida.command(adults, 'imagine', { prompt: 'a fox', moderation: 'low' }));
    discord.setNsfw(adults, false);
    const again = await flow.ended(ida.press(made, 'Reroll'));
    expect(readOf(again)).toContain('Low moderation is only for places');
    expect(simulator.requests.at(-1)?.body).not.toMatchObject({ moderation: 'low' });
  });

  it('are spoken to as Discord describes its API', async () => {
    await flow.discord.expectConform();
  });
});
