import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { openPortal, type Portal, TOKEN } from '../chat/discord/registration/open-portal.ts';
import { openWorkplace } from './run-easel.ts';

let portal: Portal;
beforeEach(async () => {
  portal = await openPortal();
});

const link = () =>
  `add the bot to a server: https://discord.com/oauth2/authorize?client_id=${portal.applicationId}&permissions=309237763072&integration_type=0&scope=bot+applications.commands`;
const READS = 'of messages it reads those that mention it or reply to it, and direct messages';

/** Runs the doctor, after a deployment where one is wanted; nothing listens at port 1. */
async function doctor(env: Readonly<Record<string, string>>, { deployed = false, file = {} } = {}) {
  const settings = { DISCORD_TOKEN: TOKEN, DISCORD_API_URL: portal.url, PORT: '1', EASEL_CONFIG: 'easel.json' };
  const { easel, folder } = openWorkplace({ ...settings, ...env });
  writeFileSync(join(folder, 'easel.json'), JSON.stringify(file));
  if (deployed) expect(await easel('deploy', 'discord')).toMatchObject({ code: 0 });
  const { code, stdout } = await easel('doctor');
  expect(stdout).not.toContain(TOKEN);
  return { code, said: [...stdout.matchAll(/^discord +(ok|off|note|FAIL) +(.*)$/gm)].map(([, ...cells]) => cells) };
}

it('says how Discord is turned on', async () => {
  const { code, said } = await doctor({ DISCORD_TOKEN: '', DISCORD_API_URL: '' });
  expect({ code, said }).toEqual({ code: 0, said: [['off', 'set DISCORD_TOKEN to turn it on']] });
});

it('finds everything in order after a deployment, and prints the install link', async () => {
  const { code, said } = await doctor({ DISCORD_GUILD_ID: portal.guildId }, { deployed: true });
  expect(said).toEqual([
    ['ok', `Discord accepts DISCORD_TOKEN: easel, application ${portal.applicationId}`],
    ['ok', READS],
    ['ok', 'it is in the server of DISCORD_GUILD_ID, The Studio'],
    ['ok', expect.stringMatching(/^all \d+ commands are registered in that server$/)],
    ['ok', link()],
  ]);
  expect(code).toBe(0);
});

it('fails where commands are missing, and only notes those that are different', async () => {
  const missing = await doctor({});
  expect(missing.code).toBe(1);
  expect(missing.said).toContainEqual([
    'FAIL',
    expect.stringMatching(/^commands in every server are not up to date; run "easel deploy discord": \+ \/imagine; /),
  ]);
  expect(portal.writes()).toEqual([]);
});

it('only notes commands that are different', async () => {
  const { easel, dataDir } = openWorkplace({ DISCORD_TOKEN: TOKEN, DISCORD_API_URL: portal.url });
  await easel('deploy', 'discord');
  portal.put({ type: 1, name: 'help', description: 'By hand' });
  const { code, said } = await doctor({ EASEL_DATA_DIR: dataDir });
  expect(code).toBe(0);
  expect(said).toContainEqual(['note', expect.stringContaining('run "easel deploy discord": ~ /help: description,')]);
});

it.each([
  [0, 'note', /^discord\.messageContent is on, but Discord does not grant it: switch on Message Content Intent/],
  [1 << 19, 'ok', /^of messages it reads also plain words in Easel's threads$/],
])('compares the intent that is asked for with what is granted: flags %i', async (flags, state, says) => {
  portal.discord.world.application.flags = flags;
  const { said } = await doctor({}, { deployed: true, file: { discord: { messageContent: true } } });
  expect(said[1]).toEqual([state, expect.stringMatching(says)]);
});

it('finds what the developer portal has in the way', async () => {
  portal.discord.world.application.portal = {
    interactions_endpoint_url: 'https://example.org/',
    integration_types_config: { 1: {} },
  };
  const { code, said } = await doctor({}, { deployed: true });
  expect(code).toBe(1);
  expect(said.filter(([state]) => state === 'FAIL').map(([, says]) => says)).toEqual([
    expect.stringContaining('clear it under General Information'),
    expect.stringContaining('tick Guild Install under Installation'),
  ]);
});

it('fails where the bot is not in the server, and still tells how to add it', async () => {
  portal.instead('GET', /^\/guilds\/\d+$/, { status: 404, body: { code: 10_004, message: 'Unknown Guild' } });
  const { code, said } = await doctor({ DISCORD_GUILD_ID: portal.guildId });
  expect(code).toBe(1);
  expect(said.map(([state]) => state)).toEqual(['ok', 'ok', 'FAIL', 'ok']);
  expect(said[2]?.[1]).toContain(`in the server ${portal.guildId}: the bot is not in it`);
  expect(said[3]?.[1]).toBe(link());
});

it.each([
  [{ DISCORD_TOKEN: 'wrong-token' }, /^DISCORD_TOKEN is not accepted by Discord; /],
  [
    { DISCORD_APPLICATION_ID: '1181234567890120000' },
    /does not fit the option DISCORD_APPLICATION_ID\. Use \d+, which/,
  ],
  [{ DISCORD_API_URL: 'http://127.0.0.1:1/api' }, /^http:\/\/127\.0\.0\.1:1\/api cannot be reached: /],
])('names what is wrong with %o', async (env, says) => {
  const { code, said } = await doctor(env);
  expect({ code, said }).toEqual({ code: 1, said: [['FAIL', expect.stringMatching(says)]] });
});
