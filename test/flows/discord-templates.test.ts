import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../fakes/discord/people/person.ts';
import { type DiscordFlow, isResult, openDiscordFlow, readOf } from './open-discord-flow.ts';

describe('templates on Discord', () => {
  let flow: DiscordFlow;
  let ada: Person;
  let eve: Person;
  beforeAll(async () => {
    flow = await openDiscordFlow();
    ada = flow.discord.person('ada');
    eve = flow.discord.person('eve');
  });
  afterAll(async () => {
    await flow.discord.expectConform();
    await flow.close();
  });

  it('are saved, asked for by a form with a field for each blank, and made', async () => {
    const { discord } = flow;
    const saved = await flow.ended(
      ada.command(discord.channel, 'template save', {
        prompt: 'a {{subject}} in {{place=Rome}} @everyone',
        name: 'poster',
        aspect: '16:9',
      }),
    );
    expect(saved.ephemeral).toBe(true);
    expect(readOf(saved)).toContain('Saved the template **poster**');
    const asked = await ada.command(discord.channel, 'template use', { name: 'poster' });
    expect(asked.modal?.components.map(({ component }) => component?.custom_id)).toEqual(['blank1', 'blank2', 'name']);
    await flow.ended(ada.fill(asked, { blank1: 'red fox', blank2: 'Bern', name: ['poster'] }), isResult);
    const [job] = await flow.jobs(ada);
    expect(job?.request.prompt).toBe('a red fox in Bern @everyone');
    expect(job?.request.options).toMatchObject({ aspect: '16:9' });
  });

  it('are made at once where all is said, and offered while people type', async () => {
    const { discord } = flow;
    const made = ada.command(discord.channel, 'template use', { name: 'poster', blank1: 'hen' });
    expect((await flow.ended(made, isResult)).files.length).toBeGreaterThan(0);
    const offered = await ada.autocomplete(discord.channel, 'template use', 'name', 'pos');
    expect(offered.choices).toEqual([{ name: expect.stringMatching(/^poster: a \{\{subject\}\}/), value: 'poster' }]);
  });

  it('are used by others once they are shared, and nobody else takes them back', async () => {
    const { discord } = flow;
    expect(readOf(await flow.ended(eve.command(discord.channel, 'template list')))).toContain(
      'There are no templates yet',
    );
    await flow.ended(ada.command(discord.channel, 'template share', { name: 'poster' }));
    expect(readOf(await flow.ended(eve.command(discord.channel, 'template list')))).toContain('poster');
    const refused = await flow.ended(eve.command(discord.channel, 'template remove', { name: 'poster' }));
    expect(readOf(refused)).toContain('Its author and the moderators may');
  });
});
