import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isFinal } from '#src/domain/job.ts';
import { type Asking, type FaultyFlow, openFaultyFlow } from './discord-fault-kit.ts';

let flow: FaultyFlow;
beforeAll(async () => {
  flow = await openFaultyFlow();
});
afterAll(async () => {
  await flow.discord.expectConform();
  await flow.close();
});

describe('a busy server', () => {
  it('gets 200 suggestions at once while 30 requests are on their way, each in time', async () => {
    const { discord, gate } = flow;
    const people = Array.from({ length: 30 }, (_, index) => discord.person(`person ${index}`));
    gate.shut();
    const asked = await Promise.all(people.map((one) => one.command(discord.channel, 'imagine', { prompt: 'a fox' })));
    expect(asked.every(({ answer }) => answer?.kind === 'deferred')).toBe(true);
    const typed = Array.from({ length: 200 }, (_, index) => ['', 'g', 'gpt', 'zz'][index % 4] ?? '');
    const offered = await Promise.all(
      typed.map((words, index) =>
        (people[index % 30] ?? discord.person('late')).autocomplete(discord.channel, 'imagine', 'model', words, {
          prompt: 'x',
        }),
      ),
    );
    expect(offered.every(({ answer }) => answer?.kind === 'choices')).toBe(true);
    expect(offered[2]?.choices.length).toBeGreaterThan(0);
    expect(offered[3]?.choices).toEqual([]);
    const canCancel = (one: Asking) => one.shown()?.buttons.some(({ label }) => label === 'Cancel');
    await discord.until(() => asked.every(canCancel), 15_000);
    const canceled = await Promise.all(
      people.map((one, index) => one.press(asked[index]?.shown() ?? { id: '' }, 'Cancel')),
    );
    await discord.until(() => canceled.every((one) => one.shown()?.text.includes('Canceled')), 15_000);
    gate.open();
    for (const one of people.slice(0, 3)) await flow.expectQuiet(one, { available: 40 });
  });

  it('lets nobody wait for one who asks for 40 pictures in one moment, and answers each of them', async () => {
    const { discord } = flow;
    const [flood, ada] = [discord.person('flood'), discord.person('patient')];
    const asked = await Promise.all(
      Array.from({ length: 40 }, () => flood.command(discord.channel, 'imagine', { prompt: 'a fox' })),
    );
    await flow.result(await ada.command(discord.channel, 'imagine', { prompt: 'one fox' }));
    expect((await flow.jobs(flood)).filter(({ state }) => !isFinal(state))).not.toEqual([]);
    const isEnd = ({ text }: { text: string }) => text.includes('Cost') || text.includes('Nothing was charged');
    const seen = () => flood.sees(discord.channel);
    const answers = asked.map(({ interaction }) => interaction.id);
    await discord.until(
      () => answers.every((id) => seen().some((one) => one.interactionId === id && isEnd(one))),
      30_000,
    );
    await expect.poll(() => flow.easel.jobs.unfinished(), { timeout: 15_000 }).toEqual([]);
    const { available, held } = await flow.balance(flood);
    const made = (await flow.jobs(flood)).filter(({ state }) => state === 'succeeded');
    expect({ available, held }).toEqual({ available: 40 - 2 * made.length, held: 0 });
  });

  it('makes no error of suggestions that come too late', async () => {
    const { discord } = flow;
    const ada = discord.person('ada');
    discord.fail({
      method: 'POST',
      path: /callback$/,
      status: 404,
      body: { code: 10062, message: 'Unknown interaction' },
    });
    void ada.autocomplete(discord.channel, 'imagine', 'model', 'g', { prompt: 'x' });
    await expect.poll(() => flow.log.lines.at(-1)?.message).toBe('Suggestions came too late');
    const offered = await ada.autocomplete(discord.channel, 'imagine', 'aspect', '16', { prompt: 'x' });
    expect(offered.choices.map(({ value }) => value)).toContain('16:9');
    expect(flow.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
