import { expect, it } from 'vitest';
import { readApplication } from '#src/chat/discord/registration/application.ts';
import { openCommandLineRest } from '#src/chat/discord/registration/command-line-rest.ts';
import { APPLICATION_ID, playCommands, TOKEN } from './played-commands.ts';

async function open(token = TOKEN) {
  const discord = await playCommands();
  return { discord, rest: openCommandLineRest({ token, apiUrl: discord.url }) };
}

it('tells whose token it is, and what is switched on for it', async () => {
  const { rest } = await open();
  expect(await readApplication(rest, APPLICATION_ID)).toEqual({
    id: APPLICATION_ID,
    botName: 'easel-bot',
    messageContent: true,
    hasEndpoint: false,
    installable: { inServers: true, byPeople: true },
  });
});

it('sees that an intent is not granted, that Discord calls an address, and where it can be installed', async () => {
  const { discord, rest } = await open();
  discord.application = {
    id: APPLICATION_ID,
    interactions_endpoint_url: 'https://example.org/',
    integration_types_config: { 1: {} },
  };
  expect(await readApplication(rest)).toMatchObject({
    messageContent: false,
    hasEndpoint: true,
    installable: { inServers: false, byPeople: true },
  });
  discord.application = { id: APPLICATION_ID, flags: 1 << 18 };
  expect(await readApplication(rest)).toMatchObject({
    messageContent: true,
    installable: { inServers: true, byPeople: false },
  });
});

it('refuses a token that Discord does not know', async () => {
  const { discord, rest } = await open('wrong');
  await expect(readApplication(rest)).rejects.toMatchObject({ code: 'auth', blame: 'operator' });
  expect(discord.calls).toHaveLength(1);
});

it('refuses to take another application for the expected one, and names both', async () => {
  const { rest } = await open();
  await expect(readApplication(rest, '1181234567890120000')).rejects.toMatchObject({
    code: 'option-invalid',
    blame: 'operator',
    message: `The value 1181234567890120000 does not fit the option DISCORD_APPLICATION_ID. Use ${APPLICATION_ID}, which DISCORD_TOKEN belongs to.`,
  });
});
