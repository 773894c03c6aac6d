import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../fakes/discord/people/person.ts';
import type { PlayedChannel } from '../fakes/discord/state.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { type DiscordFlow, isEnd, isResult, openDiscordFlow, readOf } from './open-discord-flow.ts';

const photo = async (name = 'photo.png') => ({
  name,
  bytes: await pngOf({ width: 120, height: 80, color: '#336699', noise: true }),
});

describe('words said to Easel on Discord', () => {
  let flow: DiscordFlow;
  let easel: string;
  beforeAll(async () => {
    flow = await openDiscordFlow();
    easel = `<@${flow.discord.botId}>`;
  });
  afterAll(async () => {
    await flow.close();
  });

  const newest = (person: Person, channel: PlayedChannel, count: number) =>
    flow.discord.until(() => {
      const ours = person.sees(channel).filter((message) => message.ours);
      const last = ours.at(-1);
      return ours.length === count && last && isEnd(last) && last;
    });

  it('edit the picture that comes with a mention', async () => {
    const { discord } = flow;
    const ada = discord.person('Ada');
    const said = await ada.say(discord.channel, `${easel} make it night`, { attachments: [await photo()] });
    const result = await flow.answered(ada, said);
    expect(isResult(result)).toBe(true);
    expect(readOf(result)).toContain('> make it night');
    expect(readOf(result)).toContain('Mode edit (one picture was given)');
    expect(result.notified).toEqual([]);
    expect(await flow.balance(ada)).toEqual({ available: 36, held: 0 });
  });

  it('make a picture where a mention is all there is', async () => {
    const { discord } = flow;
    const ben = discord.person('Ben');
    const result = await flow.answered(ben, await ben.say(discord.channel, `a lighthouse ${easel}`));
    expect(readOf(result)).toContain('> a lighthouse');
    expect(readOf(result)).toContain('Mode generate');
  });

  it('go on from a result, for whoever answers it: by a mention, or by the ping alone, and by number', async () => {
    const { discord } = flow;
    const [cleo, dan, eva] = [discord.person('Cleo'), discord.person('Dan'), discord.person('Eva')];
    const first = await flow.ended(cleo.command(discord.channel, 'imagine', { prompt: 'a fox', n: 2 }));
    const second = await flow.answered(
      dan,
      await dan.say(discord.channel, `${easel} in the rain`, { replyTo: first, silentReply: true }),
    );
    expect(readOf(second)).toContain('1 reference used');
    expect(readOf(second)).toContain('Picture 1 of 2 was changed. Begin with #2 for the second one.');
    // Discord passes on an answer that only pings where it answers a message, not where it answers what a command showed.
    const third = await flow.answered(eva, await eva.say(discord.channel, 'at night', { replyTo: second }));
    expect(readOf(third)).toContain('> at night');
    const fourth = await flow.answered(
      eva,
      await eva.say(discord.channel, `${easel} #2 make it red`, { replyTo: first }),
    );
    expect(readOf(fourth)).toContain('> make it red');
    expect(readOf(fourth)).not.toContain('Begin with #2');
    expect([await flow.balance(cleo), await flow.balance(dan), await flow.balance(eva)]).toEqual([
      { available: 36, held: 0 },
      { available: 36, held: 0 },
      { available: 32, held: 0 },
    ]);
    const [job] = await flow.jobs(eva);
    const [source] = await flow.jobs(cleo);
    expect(job?.references?.[0]?.width).toBe(source?.result?.pictures[1]?.width);
    expect(job?.parent).toEqual({ jobId: source?.id, by: 'message' });
  });

  it('are told where there is no picture of that number', async () => {
    const { discord } = flow;
    const fay = discord.person('Fay');
    const first = await flow.ended(fay.command(discord.channel, 'imagine', { prompt: 'a fox' }));
    const said = await flow.answered(
      fay,
      await fay.say(discord.channel, `${easel} #3 make it red`, { replyTo: first }),
    );
    expect(readOf(said)).toContain('Use 1, there is only one');
    expect(await flow.balance(fay)).toEqual({ available: 38, held: 0 });
  });

  it('mean nothing where they are not said to it', async () => {
    const { discord, simulator } = flow;
    const [gus, hal] = [discord.person('Gus'), discord.person('Hal')];
    const first = await flow.ended(gus.command(discord.channel, 'imagine', { prompt: 'a fox' }));
    const before = simulator.requests.length;
    const seen = gus.sees(discord.channel).length;
    await hal.say(discord.channel, 'what a nice fox');
    await hal.say(discord.channel, 'nice', { replyTo: first, silentReply: true });
    await hal.say(discord.channel, 'everybody look @everyone');
    const asked = await hal.say(discord.channel, `${easel} a cat`);
    await flow.answered(hal, asked);
    expect(simulator.requests.length).toBe(before + 1);
    expect(gus.sees(discord.channel).length).toBe(seen + 5);
  });

  it("point to the menu where somebody else's message cannot be read", async () => {
    const { discord } = flow;
    const [ida, jo] = [discord.person('Ida'), discord.person('Jo')];
    const theirs = await ida.say(discord.channel, 'my desk', { attachments: [await photo()] });
    const count = jo.sees(jo.directMessages()).length;
    await jo.say(discord.channel, `${easel} remove the cup`, { replyTo: theirs });
    const told = await newest(jo, jo.directMessages(), count + 1);
    expect(readOf(told)).toContain('Edit this image');
    expect(await flow.balance(jo)).toEqual({ available: 40, held: 0 });
  });

  it('help whoever says nothing', async () => {
    const { discord } = flow;
    const kim = discord.person('Kim');
    await kim.say(discord.channel, easel);
    const told = await newest(kim, kim.directMessages(), 1);
    expect(readOf(told)).toContain('Say what the picture should show');
    await kim.say(discord.channel, easel, { attachments: [await photo()] });
    expect(readOf(await newest(kim, kim.directMessages(), 2))).toContain('What should change?');
  });

  it('work in direct messages, with words and with a picture, on an account of their own', async () => {
    const { discord } = flow;
    const leo = discord.person('Leo');
    await leo.dm('a red fox');
    const first = await newest(leo, leo.directMessages(), 1);
    expect(isResult(first)).toBe(true);
    expect(first.buttons.map(({ label }) => label)).not.toContain('Thread');
    await leo.dm('make it night', { attachments: [await photo()] });
    const second = await newest(leo, leo.directMessages(), 2);
    expect(readOf(second)).toContain('Mode edit');
    await leo.dm('#1 in winter', { replyTo: second });
    expect(readOf(await newest(leo, leo.directMessages(), 3))).toContain('1 reference used');
    expect(await flow.balance(leo, leo.directMessages())).toEqual({ available: 30, held: 0 });
    expect(await flow.balance(leo)).toEqual({ available: 40, held: 0 });
  });

  it('are said as Discord describes its API', async () => {
    await flow.discord.expectConform();
  });
});
