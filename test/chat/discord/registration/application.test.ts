import { expect, it } from 'vitest';
import { readApplication } from '#src/chat/discord/registration/application.ts';
import { openCommandLineRest } from '#src/chat/discord/registration/command-line-rest.ts';
import { openPortal, TOKEN } from './open-portal.ts';

async function open(token = TOKEN) {
  const { discord, applicationId } = await openPortal();
  return { discord, applicationId, rest: openCommandLineRest({ token, apiUrl: discord.apiUrl }) };
}

it('tells whose token it is, and what is switched on for it', async () => {
  const { rest, applicationId } = await open();
  expect(await readApplication(rest, applicationId)).toEqual({
    id: applicationId,
    botName: 'easel',
    messageContent: true,
    hasEndpoint: false,
    installable: { inServers: true, byPeople: true },
  });
});

it('sees that an intent is not granted, that Discord calls an address, and where it can be installed', async () => {
  const { discord, rest } = await open();
  const { application } = discord.world;
  application.flags = 0;
  application.portal = { interactions_endpoint_url: 'https://example.org/', integration_types_config: { 1: {} } };
  expect(await readApplication(rest)).toMatchObject({
    messageContent: false,
    hasEndpoint: true,
    installable: { inServers: false, byPeople: true },
  });
  application.flags = 1 << 18;
  application.portal = { integration_types_config: undefined };
  expect(await readApplication(rest)).toMatchObject({
    messageContent: true,
    installable: { inServers: true, byPeople: false },
  });
});

it('refuses a token that Discord does not know', async () => {
  const { discord, rest } = await open('wrong');
  await expect(readApplication(rest)).rejects.toMatchObject({ code: 'auth', blame: 'operator' });
  expect(discord.traffic).toHaveLength(1);
});

it('refuses to take another application for the expected one, and names both', async () => {
  const { rest, applicationId } = await open();
  await expect(readApplication(rest, '1181234567890120000')).rejects.toMatchObject({
    code: 'option-invalid',
    blame: 'operator',
    message: `The value 1181234567890120000 does not fit the option DISCORD_APPLICATION_ID. Use ${applicationId}, which DISCORD_TOKEN belongs to.`,
  });
});
