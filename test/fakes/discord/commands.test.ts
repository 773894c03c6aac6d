import { type RESTPostAPIApplicationCommandsJSONBody as Body, Routes } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { hasDescriptions } from '../../descriptions.ts';
import { judgeAnswers, judgeTraffic } from './judge-traffic.ts';
import { openDiscord, restOf } from './open-client.ts';

const COMMAND = { name: 'paint', description: 'Paint' } satisfies Body;
const option = (name: string, more: object = {}): object => ({ type: 3, name, description: 'Words', ...more });
const many = (count: number, make: (at: number) => object): object[] =>
  Array.from({ length: count }, (_, at) => make(at));

async function openRegistry() {
  const discord = await openDiscord();
  const rest = restOf(discord);
  const everywhere = Routes.applicationCommands(discord.applicationId);
  return {
    discord,
    rest,
    everywhere,
    inGuild: Routes.applicationGuildCommands(discord.applicationId, discord.guild.id),
  };
}

describe('registration', () => {
  it('writes over the command of the same name, and changes nothing that is the same', async () => {
    const { rest, everywhere, discord } = await openRegistry();
    const first = (await rest.post(everywhere, { body: COMMAND })) as { id: string; version: string };
    const same = await rest.post(everywhere, { body: COMMAND });
    const other = await rest.post(everywhere, { body: { ...COMMAND, description: 'Draw' } });
    expect(same).toMatchObject({ id: first.id, version: first.version });
    expect(other).toMatchObject({ id: first.id, description: 'Draw' });
    expect(discord.commands).toHaveLength(1);
    expect(discord.traffic.map(({ status }) => status)).toEqual([201, 200, 200]);
  });

  it('keeps what is everywhere apart from what is in one server', async () => {
    const { rest, everywhere, inGuild } = await openRegistry();
    const menu = { name: 'Edit this image', type: 3 };
    await rest.put(everywhere, { body: [COMMAND, menu] });
    const [own] = (await rest.put(inGuild, { body: [COMMAND] })) as { id: string }[];
    expect(await rest.get(everywhere)).toMatchObject([{ name: 'paint' }, { name: 'Edit this image', type: 3 }]);
    await rest.patch(`${inGuild}/${own?.id}`, { body: { description: 'Here' } });
    expect(await rest.get(inGuild)).toMatchObject([{ description: 'Here' }]);
    await rest.delete(`${inGuild}/${own?.id}`);
    await expect(rest.get(`${inGuild}/${own?.id}`)).rejects.toMatchObject({ code: 10063 });
    await rest.put(everywhere, { body: [menu] });
    expect(await rest.get(everywhere)).toHaveLength(1);
  });

  it.skipIf(!hasDescriptions)(
    'is asked and answers as Discord describes it (skipped without the description)',
    async () => {
      const { rest, everywhere, inGuild, discord } = await openRegistry();
      const options = [option('prompt', { required: true }), option('model', { autocomplete: true })];
      await rest.post(everywhere, {
        body: { ...COMMAND, options, default_member_permissions: '32', contexts: [0, 1] },
      });
      await rest.put(inGuild, { body: [COMMAND] });
      await rest.get(everywhere);
      for (const route of [
        Routes.currentApplication(),
        Routes.oauth2CurrentApplication(),
        Routes.user(),
        Routes.gatewayBot(),
      ])
        await rest.get(route as `/${string}`);
      await rest.post(Routes.userChannels(), { body: { recipient_id: discord.person('Ada').id } });
      await rest.get(Routes.channel(discord.channel.id));
      expect(await judgeTraffic(discord.traffic)).toEqual([]);
      expect(await judgeAnswers(discord.traffic)).toEqual([]);
    },
  );
});

describe('a command is refused', () => {
  const long = many(25, (at) =>
    option(`option${at}`, {
      description: 'd'.repeat(100),
      choices: many(25, (no) => ({ name: `n${no}`, value: 'v'.repeat(20) })),
    }),
  );
  it.each<[string, object]>([
    ['in upper case', { name: 'Paint' }],
    ['with a blank in its name', { name: 'paint it' }],
    ['with a name that is too long', { name: 'p'.repeat(33) }],
    ['without a description', { description: '' }],
    ['with a description that is too long', { description: 'd'.repeat(101) }],
    ['with 26 options', { options: many(26, (at) => option(`o${at}`)) }],
    ['with a required option after others', { options: [option('a'), option('b', { required: true })] }],
    ['with two options of one name', { options: [option('a'), option('a')] }],
    ['with 26 choices', { options: [option('a', { choices: many(26, (at) => ({ name: `${at}`, value: `${at}` })) })] }],
    [
      'with choices and suggestions',
      { options: [option('a', { autocomplete: true, choices: [{ name: 'x', value: 'x' }] })] },
    ],
    [
      'with a choice that is too long',
      { options: [option('a', { choices: [{ name: 'x', value: 'x'.repeat(101) }] })] },
    ],
    ['with words longer than 6000', { options: [option('a', { max_length: 6001 })] }],
    ['with subcommands beside options', { options: [option('a'), { type: 1, name: 'b', description: 'B' }] }],
    [
      'with kinds of files that are none',
      { options: [{ type: 11, name: 'a', description: 'A', file_types: ['png'] }] },
    ],
    ['with more than 8000 characters', { options: long }],
    ['of a menu with a description', { type: 3 }],
    ['with a translated name that is no name', { name_localizations: { de: 'Male Bild' } }],
  ])('%s', async (_name, change) => {
    const { rest, everywhere } = await openRegistry();
    await expect(rest.post(everywhere, { body: { ...COMMAND, ...change } })).rejects.toMatchObject({
      code: 50035,
      status: 400,
    });
  });

  it('that is one too many of its type', async () => {
    const { rest, everywhere } = await openRegistry();
    const body = many(16, (at) => ({ name: `Menu ${at}`, type: 3 }));
    await expect(rest.put(everywhere, { body })).rejects.toMatchObject({ code: 30032 });
  });

  it('by nobody but the application itself', async () => {
    const { rest, discord } = await openRegistry();
    await expect(rest.get(Routes.applicationCommands(discord.botId))).rejects.toMatchObject({ status: 403 });
    const stranger = restOf(discord).setToken('wrong');
    await expect(stranger.get(Routes.currentApplication())).rejects.toMatchObject({ status: 401 });
  });
});
