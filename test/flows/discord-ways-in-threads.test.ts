import { afterEach, describe, expect, it } from 'vitest';
import type { Person } from '../fakes/discord/people/person.ts';
import { known, type PlayedChannel } from '../fakes/discord/state.ts';
import { type DiscordFlow, isResult, openDiscordFlow, readOf } from './open-discord-flow.ts';

const granted = { messageContent: true };
const reading: Parameters<typeof openDiscordFlow>[0] = {
  played: granted,
  change: ({ discord, ...config }) => ({
    ...config,
    ...(discord && { discord: { ...discord, messageContent: true } }),
  }),
};

describe('a thread about a result on Discord', () => {
  let flow: DiscordFlow | undefined;
  afterEach(() => flow?.close());

  /** Ada's result, and the thread that Ben opens on it. */
  async function opened(options?: Parameters<typeof openDiscordFlow>[0]) {
    const own = await openDiscordFlow(options);
    flow = own;
    const { discord } = own;
    const [ada, ben, cleo] = [discord.person('Ada'), discord.person('Ben'), discord.person('Cleo')];
    const first = await own.ended(ada.command(discord.channel, 'imagine', { prompt: 'a red fox' }));
    const told = await own.ended(ben.press(first, 'Thread'));
    const thread = known(discord.world.channels, first.id);
    const changedBy = async (person: Person, words: string, more = {}) => {
      const result = await own.answered(person, await person.say(thread, words, more));
      expect(isResult(result)).toBe(true);
      return result;
    };
    return { flow: own, discord, easel: `<@${discord.botId}>`, ada, ben, cleo, first, told, thread, changedBy };
  }

  /** What a person's newest request in the server was made from. */
  async function parentOf(person: Person) {
    const [job] = (await flow?.jobs(person)) ?? [];
    return job?.parent?.jobId;
  }

  it('is opened once, under the words of the result, and told to who pressed', async () => {
    const { flow: own, discord, cleo, first, told, thread } = await opened();
    expect(told.ephemeral).toBe(true);
    expect(readOf(told)).toBe(
      `Go on in [the thread](https://discord.com/channels/${discord.guild.id}/${thread.id}). ` +
        'Mention me there and say what should change: it is done to the newest picture.',
    );
    expect(thread.name).toBe('a red fox');
    expect(thread.parentId).toBe(discord.channel.id);
    const again = await own.ended(cleo.press(first, 'Thread'));
    expect(readOf(again)).toBe(readOf(told));
    await discord.expectConform();
  });

  it('changes the newest picture three times, each by another person who pays for it', async () => {
    const { flow: own, discord, easel, ada, ben, cleo, thread, changedBy } = await opened();
    const [source] = await own.jobs(ada);
    await changedBy(ben, `${easel} make it blue`);
    expect(await parentOf(ben)).toBe(source?.id);
    const [second] = await own.jobs(ben);
    await changedBy(cleo, `${easel} at night`);
    expect(await parentOf(cleo)).toBe(second?.id);
    const [third] = await own.jobs(cleo);
    const last = await changedBy(ada, `with snow ${easel}`);
    expect(await parentOf(ada)).toBe(third?.id);
    expect(last.channelId).toBe(thread.id);
    expect(last.buttons.map(({ label }) => label)).not.toContain('Thread');
    for (const [person, left] of [
      [ada, 34],
      [ben, 36],
      [cleo, 36],
    ] as const)
      expect(await own.balance(person)).toEqual({ available: left, held: 0 });
    const sent = own.simulator.requests.map(({ files }) => files.length);
    expect(sent).toEqual([0, 1, 1, 1]);
    await discord.expectConform();
  });

  it('takes an answer that only pings, about the picture it answers', async () => {
    const { easel, ben, cleo, changedBy, flow: own } = await opened();
    const blue = await changedBy(ben, `${easel} make it blue`);
    await changedBy(ben, `${easel} at night`);
    await changedBy(cleo, 'with snow', { replyTo: blue });
    const [, first] = await own.jobs(ben);
    expect(await parentOf(cleo)).toBe(first?.id);
  });

  it('leaves plain words alone where it may not read them', async () => {
    const { flow: own, easel, ben, cleo, changedBy, thread } = await opened();
    await cleo.say(thread, 'lovely');
    await changedBy(ben, `${easel} make it blue`);
    expect(await own.jobs(cleo)).toEqual([]);
  });

  it('takes plain words where it was granted to, but not what people say to each other', async () => {
    const { flow: own, discord, easel, ada, ben, cleo, thread, changedBy, told } = await opened(reading);
    expect(readOf(told)).toContain('Say there what should change');
    const blue = await changedBy(ben, 'make it blue');
    await cleo.say(thread, `<@${ben.id}> nice one`);
    await cleo.say(thread, 'thanks', { replyTo: await ada.say(thread, `<@${cleo.id}> I like it`) });
    await cleo.say(discord.channel, 'plain words outside');
    const elsewhere: PlayedChannel = discord.addThread(discord.channel, { name: 'about lunch' });
    await cleo.say(elsewhere, 'pizza?');
    await changedBy(ada, `${easel} at night`);
    expect(await own.jobs(cleo)).toEqual([]);
    const answer = await changedBy(cleo, 'with snow', { replyTo: blue, silentReply: true });
    expect(readOf(answer)).toContain('1 reference used');
    const [job] = await own.jobs(ben);
    expect(await parentOf(cleo)).toBe(job?.id);
    await discord.expectConform();
  });

  it('goes on in another process', async () => {
    const { flow: own, discord, easel, ben, cleo, thread } = await opened();
    await own.stop();
    const next = await openDiscordFlow({ discord, dataDir: own.dataDir, simulator: own.simulator });
    flow = next;
    const blue = await next.answered(ben, await ben.say(thread, `${easel} make it blue`));
    expect(readOf(blue)).toContain('1 reference used');
    const more = await next.ended(cleo.press(blue, 'Reroll'));
    expect(isResult(more)).toBe(true);
    await next.answered(ben, await ben.say(thread, `${easel} at night`));
    const [rerolled] = await next.jobs(cleo);
    expect(await parentOf(ben)).toBe(rerolled?.id);
  });
});
