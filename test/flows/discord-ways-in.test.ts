import { Locale } from 'discord.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maskPng, pngOf } from '../fixtures/pictures.ts';
import { type DiscordFlow, isResult, labelsOf, openDiscordFlow, readOf } from './open-discord-flow.ts';
import { changes } from './pixels.ts';

const upload = async (name: string, color = '#336699') => ({
  name,
  bytes: await pngOf({ width: 120, height: 80, color }),
});

describe('commands on Discord', () => {
  let flow: DiscordFlow;
  beforeAll(async () => {
    flow = await openDiscordFlow();
  });
  afterAll(async () => {
    await flow.close();
  });

  it('take pictures and a mask as attachments, and leave all but the mask as it was', async () => {
    const { discord, simulator } = flow;
    const ada = discord.person('Ada');
    const first = await upload('cup.png');
    const hole = { left: 0, top: 0, width: 60, height: 80 };
    const mask = { name: 'mask.png', bytes: await maskPng({ width: 120, height: 80, hole }) };
    const options = { prompt: 'no cup', image: first, image2: await upload('lamp.png', '#aa3333'), mask };
    const result = await flow.ended(ada.command(discord.channel, 'imagine', options));
    expect(readOf(result)).toContain('2 references used');
    expect(readOf(result)).toContain('Outside the mask 0 pixels changed');
    expect(result.files.map((file) => file.in)).toEqual(['gallery', 'thumbnail']);
    const [made] = result.files;
    const changed = await changes(first.bytes, made?.bytes ?? new Uint8Array(), (x) => x < 60);
    expect(changed.outside).toBe(0);
    expect(changed.inside).toBeGreaterThan(0);
    expect(simulator.requests.at(-1)?.files.map(({ field }) => field)).toEqual(['mask', 'image[]', 'image[]']);
    expect(await flow.balance(ada)).toEqual({ available: 36, held: 0 });
  });

  it('suggest models and shapes that then can be used', async () => {
    const { discord } = flow;
    const ada = discord.person('Ben');
    const typing = await ada.autocomplete(discord.channel, 'imagine', 'model', 'mini');
    const model = String(typing.choices[0]?.value);
    expect(model).toContain('mini');
    const shapes = await ada.autocomplete(discord.channel, 'imagine', 'aspect', '3:', { model });
    expect(shapes.choices.length).toBeGreaterThan(0);
    const aspect = String(shapes.choices[0]?.value);
    const result = await flow.ended(ada.command(discord.channel, 'imagine', { prompt: 'a fox', model, aspect }));
    expect(readOf(result)).toContain(`-# ${model}`);
    expect(isResult(result)).toBe(true);
    const picture = result.files[0];
    expect((picture?.width ?? 0) / (picture?.height ?? 1)).toBeCloseTo(ratioOf(aspect), 1);
  });

  it('are found under German names, and work by them', async () => {
    const { discord } = flow;
    const body = discord.commands.find(({ name }) => name === 'edit')?.body;
    expect(body?.name_localizations).toMatchObject({ [Locale.German]: 'bearbeiten' });
    const menu = discord.commands.find(({ name }) => name === 'Edit this image')?.body;
    expect(menu?.name_localizations).toMatchObject({ [Locale.German]: 'Dieses Bild bearbeiten' });
    const eva = discord.person('Eva', { locale: Locale.German });
    // Discord sends the first name, whatever name was typed.
    const result = await flow.ended(
      eva.command(discord.channel, 'edit', { image: await upload('haus.png'), prompt: 'im Winter' }),
    );
    expect(readOf(result)).toContain('im Winter');
    expect(readOf(result)).toContain('edit (one picture was given)');
    expect(isResult(result)).toBe(true);
  });

  it('say what would be done and paid, only to who asked, and spend nothing', async () => {
    const { discord, simulator } = flow;
    const ada = discord.person('Carl');
    const before = simulator.requests.length;
    const asked = await ada.command(discord.channel, 'imagine', { prompt: 'a {red,blue} fox', 'dry-run': true });
    const said = await flow.ended(asked);
    expect(said.ephemeral).toBe(true);
    expect(readOf(said)).toMatch(/4 credits/);
    expect(labelsOf(said)).toEqual([]);
    expect(
      discord
        .person('Dora')
        .sees(discord.channel)
        .some(({ id }) => id === said.id),
    ).toBe(false);
    expect(simulator.requests.length).toBe(before);
    expect(await flow.balance(ada)).toEqual({ available: 40, held: 0 });
  });

  it('are answered alone where something is wrong with them', async () => {
    const { discord } = flow;
    const ada = discord.person('Fay');
    const wrong = await flow.ended(
      ada.command(discord.channel, 'imagine', { prompt: 'a fox', model: 'no-such-model' }),
    );
    expect(readOf(wrong)).toContain('There is no model no-such-model. Did you mean openai/');
    // A stand-in is no advice where there are real ones.
    expect(wrong.text).not.toContain('simulator');
    expect(readOf(wrong)).toContain('Nothing was charged');
    const without = await flow.ended(ada.command(discord.channel, 'edit', { image: await upload('a.png') }));
    expect(readOf(without)).toContain('Nothing was charged');
    expect(await flow.balance(ada)).toEqual({ available: 40, held: 0 });
  });

  it('say it as Discord describes its API', async () => {
    await flow.discord.expectConform();
  });
});

function ratioOf(aspect: string): number {
  const [width = 1, height = 1] = aspect.split(':').map(Number);
  return width / height;
}
