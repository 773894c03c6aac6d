import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultyFlow, openFaultyFlow } from './discord-fault-kit.ts';

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
    const canceled = await Promise.all(
      people.map((one, index) => one.press(asked[index]?.shown() ?? { id: '' }, 'Cancel')),
    );
    await discord.until(() => canceled.every((one) => one.shown()?.text.includes('Canceled')), 15_000);
    gate.open();
    for (const one of people.slice(0, 3)) await flow.expectQuiet(one, { available: 40 });
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
