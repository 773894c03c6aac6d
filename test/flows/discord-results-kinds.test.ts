import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '#src/config/config.ts';
import type { SeenMessage } from '../fakes/discord/people/view.ts';
import { type DiscordFlow, isResult, labelsOf, openDiscordFlow, readOf } from './open-discord-flow.ts';
import { everyoneAt } from './open-flow.ts';

const rich = (config: Config): Config => ({ ...config, credits: { ...config.credits, allowance: 500 } });
const galleryOf = ({ files }: SeenMessage) => files.filter((file) => file.in === 'gallery');
const MODEL = 'openai/gpt-image-2.6-flare';
const left = (available: number) => ({ available, held: 0 });

describe('kinds of results on Discord', () => {
  let flow: DiscordFlow;
  beforeAll(async () => {
    flow = await openDiscordFlow({ env: everyoneAt, change: rich });
  });
  afterAll(async () => {
    await flow.close();
  });

  const isQuestion = (message: SeenMessage) => labelsOf(message).some((label) => label.startsWith('Make '));

  it('are larger pictures by the buttons U1 and so on, where a model does that', async () => {
    const { discord } = flow;
    const [ada, ben] = [discord.person('Ada'), discord.person('Ben')];
    const first = await flow.ended(ada.command(discord.channel, 'imagine', { prompt: 'a fox', n: 2 }));
    expect(labelsOf(first).slice(0, 4)).toEqual(['U1', 'U2', 'V1', 'V2']);
    const before = await flow.balance(ben);
    const large = await flow.ended(ben.press(first, 'U2'));
    expect(readOf(large)).toContain('Mode upscale');
    expect(galleryOf(large)[0]?.width).toBeGreaterThan(galleryOf(first)[1]?.width ?? 0);
    expect((await flow.balance(ben)).available).toBeLessThan(before.available);
  });

  it('are what several words in braces make, for one price that is told before and paid after a yes', async () => {
    const { discord, simulator } = flow;
    const [cleo, mallory] = [discord.person('Cleo'), discord.person('Mallory')];
    const before = simulator.requests.length;
    const asked = await cleo.command(discord.channel, 'imagine', {
      prompt: '{red,blue,green} car in {rain,snow}',
      model: MODEL,
      n: 2,
    });
    const question = await flow.ended(asked, isQuestion);
    expect(labelsOf(question)).toEqual(['Make 12 for 24 credits', 'Cancel']);
    expect(readOf(question)).toContain('12, of 6 prompts');
    expect(simulator.requests.length).toBe(before);
    const refused = await flow.ended(mallory.press(question, 'Make 12 for 24 credits'));
    expect([refused.ephemeral, readOf(refused)]).toEqual([
      true,
      "You may not say yes to somebody else's price. Nothing was charged.",
    ]);
    const told = await flow.ended(cleo.press(question, 'Make 12 for 24 credits'));
    expect(readOf(told)).toMatch(/on its way|done already/);
    const result = await flow.ended(asked, isResult);
    expect(galleryOf(result)).toHaveLength(10);
    const more = await flow.shown(cleo, (message) => message.text.includes('Pictures 11 to 12 of 12'));
    expect(galleryOf(more).map(({ alt }) => alt)).toEqual([
      'Picture 11 of 12: green car in snow',
      'Picture 12 of 12: green car in snow',
    ]);
    expect(await flow.balance(cleo)).toEqual(left(476));
    // Those of the further message have their buttons there.
    const varied = await flow.ended(cleo.press(more, 'V12'));
    expect(readOf(varied)).toContain('> green car in snow');
  });

  it('are nothing where the person says no', async () => {
    const { discord } = flow;
    const dan = discord.person('Dan');
    const asked = await dan.command(discord.channel, 'imagine', {
      prompt: '{a,b,c,d,e,f} car',
      model: MODEL,
      n: 2,
    });
    const question = await flow.ended(asked, isQuestion);
    await flow.ended(dan.press(question, 'Cancel'));
    expect(readOf(await flow.ended(asked, (message) => !isQuestion(message)))).toContain('This was canceled.');
    expect(await flow.balance(dan)).toEqual(left(500));
  });

  it('are portraits and their variations', async () => {
    const { discord } = flow;
    const eva = discord.person('Eva');
    const asked = await eva.command(discord.channel, 'avatar', { bio: 'gardener, likes frogs', name: 'Eva', count: 4 });
    const result = await flow.ended(asked, isResult);
    const alts = galleryOf(result).map(({ alt }) => alt);
    expect(alts).toHaveLength(5);
    expect(alts[0]).toBe('Picture 1 of 5: The portrait the others start from. Eva: gardener, likes frogs');
    expect(alts[4]).toContain('Variation 4 of the portrait');
    const varied = await flow.ended(eva.press(result, 'V3'));
    expect(isResult(varied)).toBe(true);
  });

  it('come with what the model wrote beside them', async () => {
    const { discord } = flow;
    const fay = discord.person('Fay');
    const typing = await fay.autocomplete(discord.channel, 'imagine', 'model', 'gemini/');
    const model = String(typing.choices[0]?.value);
    const result = await flow.ended(fay.command(discord.channel, 'imagine', { prompt: 'a fox', model }));
    expect(isResult(result)).toBe(true);
    expect(readOf(result)).toMatch(/-# The model says\n> \S+/);
  });

  it('are shown as Discord describes its API', async () => {
    await flow.discord.expectConform();
  });
});
