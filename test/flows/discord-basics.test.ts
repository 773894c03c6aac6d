import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DiscordFlow, isResult, labelsOf, openDiscordFlow } from './open-discord-flow.ts';

describe('a picture on Discord', () => {
  let flow: DiscordFlow;
  beforeAll(async () => {
    flow = await openDiscordFlow();
  });
  afterAll(async () => {
    await flow.close();
  });

  it('is made by /imagine and shown with its facts and its buttons', async () => {
    const { discord } = flow;
    const ada = discord.person('ada');
    await ada.command(discord.channel, 'imagine', { prompt: 'a red fox', n: 4 });
    const result = await flow.shown(ada, isResult);
    expect(result.files.filter((file) => file.in === 'gallery').map(({ alt }) => alt)).toEqual(
      [1, 2, 3, 4].map((n) => `Picture ${n} of 4: a red fox`),
    );
    expect(labelsOf(result)).toEqual(
      expect.arrayContaining(['V1', 'V2', 'V3', 'V4', 'Reroll', 'Edit', 'Reference', 'Thread', 'Download', 'Delete']),
    );
    expect(result.text).toContain('a red fox');
    expect(result.text).toContain('Cost 8 credits');
    expect(result.notified).toEqual([]);
    expect(await flow.balance(ada)).toEqual({ available: 32, held: 0 });
    await discord.expectConform();
  });
});
